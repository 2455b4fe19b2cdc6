"""What must stay true of the whole tree: direction of imports, the error tree, prompts, settings and their documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot import errors
from bot.answers.prompts import PROMPTS, load_prompt
from bot.settings import Settings, model_defaults
from knowledge.notes import NOTES

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for folder in ("bot", "knowledge")
    for file in sorted((ROOT / folder).rglob("*.py"))
}
#: What turns messages into events or keeps, calls or shows something; the decision needs none of it.
OUTSIDE = {"aiosqlite", "chromadb", "httpx", "langchain", "langchain_core", "langchain_openai"}
OUTSIDE |= {"aiohttp", "cryptography", "prometheus_client", "starlette", "uvicorn"}
OUTSIDE |= {
    "langchain_text_splitters",
    "onnxruntime",
    "openai",
    "rich",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "typer",
}
#: The rooms from top to bottom: a module imports what stands in its own row or below it.
ROOMS = (
    ("bot.__main__", "bot.cli"),
    ("bot.slack",),
    ("bot.live_knowledge", "bot.making_questions"),
    ("bot.app", "bot.own_documents"),
    ("bot.turns",),
    ("bot.assistant", "bot.gaps", "bot.pointing"),
    ("bot.storage",),
    ("bot.conversation",),
    ("bot.answers", "bot.costs"),
    # What every room above speaks in.
    tuple(
        f"bot.{name}"
        for name in [
            "chat_model",
            "chat_model_events",
            "choose_model",
            "citations",
            "data_dir",
            "env_file",
            "error_boundary",
            "health_check",
            "indexing",
            "load_settings",
            "logs",
            "openai_chat_model",
            "periodic",
            "phrases",
            "private_files",
            "provider_chat_model",
            "refused_value",
            "replies",
            "settings",
            "settings_sources",
            "turn",
            "turn_log",
        ]
    ),
    ("bot.reading",),
    ("bot.decision",),
    ("knowledge",),
    ("bot.errors",),
)
#: The commands that start the Slack surface, or look at it for the operator.
KNOW_SLACK = {"bot.cli.serve", "bot.cli.doctor"}
#: Module names that stand in two rooms of `bot`, because the room makes the meaning plain.
NAMES_IN_TWO_ROOMS = {
    "answer": {"bot.costs", "bot.slack.blocks", "bot.slack.outgoing"},  # on a price, how it looks, how it is sent
    "doctor": {"bot.cli", "bot.slack.install"},  # the whole, and what it finds of Slack
    "feedback": {"bot.cli", "bot.storage"},  # the command, and the store
    "gaps": {
        "bot",
        "bot.cli",
        "bot.slack.blocks",
        "bot.slack.handlers",
        "bot.slack.listeners",
    },  # what they are, and how each shows them
    "home": {"bot.slack.blocks", "bot.slack.handlers"},  # how it looks, what fills it
    "kinds": {"bot.reading", "bot.slack.inbox"},  # of messages, of jobs
    "serve": {"bot.cli", "bot.slack.server"},  # the command, and what it runs
}
WORDS_NOT_KEPT = ("TODO", "FIXME", "XXX")


def imported(module: str, *, inside_functions: bool = True) -> set[str]:
    """Every module that one imports, type checking included, by its full name."""
    found: set[str] = set()
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if id(node) in late and not inside_functions:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            named = {f"{origin}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else origin for name in named}
    return found


def _origin(module: str, node: ast.ImportFrom) -> str:
    """The module an import is from; a relative one is resolved."""
    if not node.level:
        return node.module or ""
    is_package = MODULES[module].name == "__init__.py"
    parts = module.split(".")
    package = parts[: len(parts) - node.level + is_package]
    return ".".join([*package, *([node.module] if node.module else [])])


def within(name: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def of(*packages: str) -> list[str]:
    """The modules of some packages."""
    return [module for module in MODULES if any(within(module, package) for package in packages)]


@pytest.mark.parametrize("module", of("knowledge"))
def test_knowledge_knows_errors_only(module: str) -> None:
    """`knowledge` takes nothing from `bot` but its errors."""
    assert {name for name in imported(module) if within(name, "bot")} <= {"bot.errors"}


@pytest.mark.parametrize("module", of("bot.decision"))
def test_decision_is_pure(module: str) -> None:
    """`bot.decision` takes nothing from the rest, and no library that talks to anything outside."""
    names = imported(module)
    assert not [name for name in names if within(name, "knowledge")]
    ours = {name for name in names if within(name, "bot")}
    assert {name for name in ours if not within(name, "bot.decision")} <= {"bot.errors"}
    assert not {name.partition(".")[0] for name in names} & OUTSIDE


@pytest.mark.parametrize("module", [f"bot.costs.{name}" for name in ("given", "ways", "compare")])
def test_the_cost_model_is_pure(module: str) -> None:
    """It takes nothing from the rest but errors, nothing that talks to anything outside, and counts in exact decimals."""
    names = imported(module)
    ours = {name for name in names if within(name, "bot") or within(name, "knowledge")}
    assert {name for name in ours if not within(name, "bot.costs")} <= {"bot.errors"}
    assert not {name.partition(".")[0] for name in names} & OUTSIDE
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]


def row_of(module: str) -> int:
    """The row of the plan that a module stands in; the package itself counts as the lowest."""
    rows = [row for row, rooms in enumerate(ROOMS) if any(within(module, room) for room in rooms)]
    assert rows or module == "bot", f"{module} stands in no room"
    return rows[0] if rows else len(ROOMS)


@pytest.mark.parametrize("module", MODULES)
def test_no_room_needs_one_above_it(module: str) -> None:
    """Every module stands in a room, and imports only from its own row and the rows below."""
    ours = {name for name in imported(module) if within(name, "bot") or within(name, "knowledge")}
    assert not [name for name in ours if row_of(name) < row_of(module)]


@pytest.mark.parametrize("room", [room for rooms in ROOMS for room in rooms])
def test_every_room_of_the_plan_is_there(room: str) -> None:
    """The plan names no room that is gone."""
    assert of(room)


@pytest.mark.parametrize("module", sorted(set(of("bot.cli")) - KNOW_SLACK))
def test_no_surface_knows_the_other(module: str) -> None:
    """Only the command that starts the Slack surface, and the one that examines it, import it."""
    assert not [name for name in imported(module) if within(name, "bot.slack")]


@pytest.mark.parametrize("module", of("bot.conversation"))
def test_words_are_read_elsewhere(module: str) -> None:
    """No regular expression in `bot.conversation`: telling what words mean is `bot.reading`'s."""
    assert "re" not in imported(module)


def test_no_class_name_has_two_meanings() -> None:
    """Every class of `bot` and `knowledge` has a name of its own."""
    places: dict[str, list[str]] = {}
    for module, file in MODULES.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(module)
    assert not {name: modules for name, modules in places.items() if len(modules) > 1}


def test_no_module_name_stands_twice() -> None:
    """Every module of `bot` has a name of its own, but for those whose rooms tell them apart."""
    places: dict[str, set[str]] = {}
    for module in of("bot"):
        room, _, name = module.rpartition(".")
        if MODULES[module].name not in {"__init__.py", "__main__.py"}:
            places.setdefault(name, set()).add(room)
    assert {name: rooms for name, rooms in places.items() if len(rooms) > 1} == NAMES_IN_TWO_ROOMS


def test_imports_have_one_direction() -> None:
    """No module, when it is imported, imports itself through others."""
    needs = {module: imported(module, inside_functions=False) & MODULES.keys() for module in MODULES}
    done: set[str] = set()

    def follow(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join([*path, module])
        if module not in done:
            for needed in sorted(needs[module]):
                follow(needed, (*path, module))
            done.add(module)

    for module in MODULES:
        follow(module, ())


def test_no_module_is_imported_by_a_name_that_is_not_there() -> None:
    """Every module of ours that is imported exists."""
    ours = {name for module in MODULES for name in imported(module) if name.split(".")[0] in {"bot", "knowledge"}}
    assert ours <= MODULES.keys()


def test_error_tree_is_drawn_whole() -> None:
    """The tree at the top of `bot/errors.py` is the tree of the classes: every error, under its parent, once."""
    assert errors.__doc__
    drawn: list[tuple[str, str]] = []
    path: list[tuple[int, str]] = []
    for line in errors.__doc__.splitlines():
        if match := re.match(r"(\s*)[*·+-] (\w+Error)\b", line):
            depth = len(match.group(1))
            path = [(d, name) for d, name in path if d < depth]
            drawn.append((match.group(2), path[-1][1] if path else "Exception"))
            path.append((depth, match.group(2)))
    classes = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
    assert sorted(drawn) == sorted((name, kind.__bases__[0].__name__) for name, kind in classes.items())


@pytest.mark.parametrize("file", sorted((ROOT / "bot" / "reading" / "data").iterdir()), ids=lambda file: file.name)
def test_nothing_trained_is_packed_that_is_not_used(file: Path) -> None:
    """Every file of trained weights is one that the code names."""
    named = (f'"{file.name}"', f'load("{file.stem}")')
    assert any(name in module.read_text(encoding="utf-8") for module in MODULES.values() for name in named)


@pytest.mark.parametrize("name", [name for name in vars(errors) if name.endswith("Error")])
def test_every_error_is_used(name: str) -> None:
    """No error is only a name: each is raised, caught or the parent of one."""
    pattern = re.compile(rf"\b{name}\b")
    users = [file for module, file in MODULES.items() if module != "bot.errors" and pattern.search(file.read_text())]
    assert users or getattr(errors, name).__subclasses__()


@pytest.mark.parametrize("file", sorted(PROMPTS.glob("*.md")), ids=lambda file: file.stem)
def test_every_prompt_loads_and_is_used(file: Path) -> None:
    """Every prompt file is well-formed, has a version, and the code asks for it by name."""
    prompt = load_prompt(file.stem)
    assert prompt.text
    assert prompt.version.isdigit()
    assert [
        module for module in MODULES.values() if f'load_prompt("{file.stem}")' in module.read_text(encoding="utf-8")
    ]


def test_every_prompt_asked_for_is_there() -> None:
    """The code asks for no prompt that does not exist."""
    asked = {name for file in MODULES.values() for name in re.findall(r'load_prompt\("(\w+)"\)', file.read_text())}
    assert asked == {file.stem for file in PROMPTS.glob("*.md")}


@pytest.mark.parametrize(
    ("document", "row"),
    [("docs/settings.md", r"^\| `([A-Z0-9_]+)`.*\n(?!\|-)"), (".env.example", r"^(?:# ?)?([A-Z][A-Z0-9_]+)=")],
)
def test_documents_list_every_setting(document: str, row: str) -> None:
    """The table of docs/settings.md and `.env.example` name every setting once, and none that does not exist."""
    named = re.findall(row, (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE)
    # What docker-compose.yml reads is no setting of ours.
    named = [name for name in named if name not in {"COMPOSE_PROFILES", "POSTGRES_PASSWORD", "WORKERS"}]
    assert sorted(named) == sorted(str(field.alias) for field in Settings.model_fields.values())


def test_documents_name_every_provider() -> None:
    """docs/models.md says of each provider how it is named, and with which extra its package is installed."""
    rows = re.findall(
        r"^\| `(\w+):<model>` \| `pip install '\.\[(\w+)\]'`",
        (ROOT / "docs" / "models.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert dict(rows) == {name: known["extra"] for name, known in model_defaults()["providers"].items()}


def test_every_setting_says_what_it_is() -> None:
    """Every setting has an environment variable and a description."""
    fields = Settings.model_fields
    assert not [name for name, field in fields.items() if not field.alias or not field.description]


@pytest.mark.parametrize("folder", ["bot", "knowledge", "prompts", "tests"])
def test_nothing_is_left_to_do(folder: str) -> None:
    """No file carries a note about work that was put off; the built-in notes may speak of other people's."""
    pattern = re.compile(rf"\b(?:{'|'.join(WORDS_NOT_KEPT)})\b")
    files = [file for ending in ("py", "md", "toml") for file in (ROOT / folder).rglob(f"*.{ending}")]
    files = [file for file in files if not file.is_relative_to(NOTES)]
    assert files
    found = [file for file in files if file != Path(__file__) and pattern.search(file.read_text(encoding="utf-8"))]
    assert not found


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    """Every module opens with a sentence about what it is responsible for."""
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))
    assert docstring
    assert docstring.split("\n\n")[0].endswith((".", ":"))
