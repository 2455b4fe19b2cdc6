"""What must stay true of the whole tree: direction of imports, the error tree, prompts, settings and their documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot import errors
from bot.answers.prompts import PROMPTS, load_prompt
from bot.settings import Settings
from knowledge.notes import NOTES

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for folder in ("bot", "knowledge")
    for file in sorted((ROOT / folder).rglob("*.py"))
}
#: What turns messages into events or keeps, calls or shows something; the decision needs none of it.
OUTSIDE = {"aiosqlite", "chromadb", "httpx", "langchain", "langchain_chroma", "langchain_core", "langchain_openai"}
OUTSIDE |= {"aiohttp", "aiolimiter", "cryptography", "prometheus_client", "starlette", "uvicorn"}
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
#: The surfaces' own modules: nothing below them may need one, and neither may the other surface.
CLI = {module for module in MODULES if module == "bot.cli" or module.startswith("bot.cli.")}
TERMINAL = CLI | {"bot.terminal"}
SLACK = {module for module in MODULES if module == "bot.slack" or module.startswith("bot.slack.")}
#: What starts them, and what looks at everything for the operator.
ABOVE = CLI | {"bot.__main__", "bot.doctor"}
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


@pytest.mark.parametrize("module", sorted(MODULES.keys() - ABOVE))
def test_nothing_below_needs_a_surface(module: str) -> None:
    """Only what starts a surface imports it; what lies below knows none, and no surface knows the other."""
    assert not imported(module) & TERMINAL
    if module not in SLACK:
        assert not imported(module) & SLACK


@pytest.mark.parametrize("module", of("bot.answers", "bot.reading", "bot.model", "bot.conversation", "bot.errors"))
def test_parts_do_not_know_the_whole(module: str) -> None:
    """What the assistant is made of imports neither the assistant nor what starts it."""
    assert not [name for name in imported(module) if name in {"bot.assistant", "bot.startup", "bot.doctor"}]


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
    ("document", "row"), [("README.md", r"^\| `([A-Z0-9_]+)`"), (".env.example", r"^(?:# ?)?([A-Z][A-Z0-9_]+)=")]
)
def test_documents_list_every_setting(document: str, row: str) -> None:
    """README's table and `.env.example` name every setting once, and none that does not exist."""
    named = re.findall(row, (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(str(field.alias) for field in Settings.model_fields.values())


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
