"""README and `docs/` against what they speak of: links, commands, settings, and the examples, which are run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from bot.cli import app
from bot.cli.terminal import CHAT_HELP
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.cli.ftn import Ftn

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
#: What is read before anybody scrolls far; the rest belongs in `docs/`.
LONGEST_README = 120
COMMANDS: Mapping[str, Any] = get_command(app).commands  # type: ignore[attr-defined]  # a group, which the app is
EXAMPLES = [
    (file, block)
    for file in DOCUMENTS
    for block in re.findall(r"^```text\n(.*?)^```$", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
]


def flowing(text: str) -> str:
    """Without the places where its lines end, which depend on how wide a terminal is."""
    return " ".join(text.split())


def in_code(document: Path) -> list[str]:
    """Every span and every line of code in a document."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", text)
    return [*spans, *(line.strip() for block in blocks for line in block.splitlines())]


def anchors(document: Path) -> set[str]:
    """Where a link into a document may lead, as code hosts name its headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    """A link within the repository names a file that is there, and a heading that is in it."""
    targets = re.findall(r"\]\((?!https?:)([^)\s]+)\)", document.read_text(encoding="utf-8"))
    for target in targets:
        name, _, anchor = target.partition("#")
        file = document.parent / name if name else document
        assert file.is_file(), target
        assert not anchor or anchor in anchors(file), target


def test_every_page_is_linked_from_the_readme() -> None:
    """No page of `docs/`, and no picture, is known only to who looks into the folder."""
    text = README.read_text(encoding="utf-8")
    files = [file for file in (ROOT / "docs").rglob("*") if file.is_file()]
    assert [file.name for file in files if f"]({file.relative_to(ROOT)})" not in text] == []


def test_the_readme_is_a_first_screen() -> None:
    """It begins with what it is and how that looks, then the two commands, and is soon over."""
    lines = README.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_README
    places = [next(at for at, line in enumerate(lines) if sought in line) for sought in ("question.png", "make chat")]
    assert places == sorted(places)
    assert "make test" in lines[: lines.index("## What it does")]


@each_document
def test_every_command_that_is_named_exists(document: Path) -> None:
    """`ftn …` names a command and options that there are, and `make …` a target of the Makefile."""
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for code in in_code(document):
        if made := re.match(r"make (\w+)$", code):
            assert made.group(1) in targets, code
        if not (called := re.search(r"(?:^|\s)ftn ([a-z][a-z-]*)(?: ([a-z]+))?([^|]*)", code)):
            continue
        name, sub, rest = called.groups()
        assert name in COMMANDS, code
        command = COMMANDS[name]
        if sub and hasattr(command, "commands"):
            assert sub in command.commands, code
            command = command.commands[sub]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", rest)) <= known, code


def test_every_command_is_named() -> None:
    """Whatever `ftn` can do stands in a document."""
    code = "\n".join(span for document in DOCUMENTS for span in in_code(document))
    groups = {name: command.commands for name, command in COMMANDS.items() if hasattr(command, "commands")}
    full = [name for name in COMMANDS if name not in groups]
    full += [f"{group} {name}" for group, commands in groups.items() for name in commands]
    assert [name for name in full if f"ftn {name}" not in code] == []


@each_document
def test_every_variable_that_is_named_exists(document: Path) -> None:
    """No document speaks of a setting that there is not."""
    named = re.findall(
        r"\b(?:FTN|SLACK|OPENAI|AZURE_OPENAI|CHROMA)_[A-Z_]*[A-Z]\b", document.read_text(encoding="utf-8")
    )
    assert set(named) <= {field.alias for field in Settings.model_fields.values()}


def test_what_can_be_typed_in_a_chat() -> None:
    """The table in docs/using.md names what `/help` names."""
    rows = re.findall(r"^\| (`/.*?) \|", (ROOT / "docs" / "using.md").read_text(encoding="utf-8"), re.MULTILINE)
    slashed = r"(?<![\w`])`?(/[a-z]+)\b"
    assert set(re.findall(slashed, " ".join(rows))) == set(re.findall(slashed, CHAT_HELP))


@pytest.mark.parametrize(("document", "example"), EXAMPLES, ids=lambda value: getattr(value, "name", "example"))
def test_an_example_is_what_is_printed(ftn: Ftn, document: Path, example: str) -> None:
    """What an example shows is what the command prints, word for word; where that has changed, print it anew."""
    first, _, shown = example.partition("\n")
    if first.startswith("$ ftn "):
        printed = ftn(*shlex.split(first.removeprefix("$ ftn "))).stdout
    else:
        said = re.findall(r"^you › (.+)$", example, re.MULTILINE)
        assert said, f"{document.name} shows something that nobody typed"
        printed, shown = ftn("chat", "--fresh", said="\n".join([*said, "/quit", ""])).stdout, example
    assert flowing(shown) in flowing(printed)
