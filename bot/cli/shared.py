"""What the commands have in common: settings, errors on standard error, the assistant while it runs."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import typer
from rich.text import Text

from bot.cli.safe_console import SafeConsole
from bot.errors import OperatorError
from bot.load_settings import load_settings, unused_settings
from bot.logs import configure_logging

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

    from rich.console import Console

    from bot.app import Running
    from bot.settings import Settings

T = TypeVar("T")
#: The most characters that are read from standard input.
MOST_INPUT = 1_000_000

#: What a terminal obeys and JSON does not escape by itself: DEL, the other control characters above it, and what turns the direction of text.
_OBEYED = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class Exit(IntEnum):
    """How a command ends; docs/using.md says the same to people."""

    DONE = 0
    #: What the operator has to put right; the sentence on standard error says how.
    ERROR = 1
    #: Nothing could be answered: the sources don't say, no use case was told, or the command was not typed as it is.
    NO_ANSWER = 2
    INTERRUPTED = 130


def json_text(data: object, indent: int | None = None) -> str:
    """Data as JSON that can be read; what a terminal would obey, and half a character, which no UTF-8 can hold, stand as their escapes."""
    text = json.dumps(data, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace").decode()
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def read_settings(quietest: str = "") -> Settings:
    """The settings; logging follows them from here on, at the level `quietest` where none is set."""
    settings = load_settings()
    if quietest and "log_level" not in settings.model_fields_set:
        settings = settings.model_copy(update={"log_level": quietest})
    configure_logging(settings)
    for sentence in unused_settings():
        errors().print(Text(sentence, style="yellow"), soft_wrap=True)
    return settings


def whole_path(path: Path) -> Path:
    """A path as it was typed, from the root on.

    Raises:
        OperatorError: There is no user of the name after `~`.
    """
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise OperatorError(f"there is no user of the name after ~ in {str(path)!r}. Name another path.") from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; Ctrl-C ends the process with status 130, and what it has begun is gone on with at the next start."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        errors().print("Stopped. What was finished is kept; the same command goes on from there.")
        sys.exit(Exit.INTERRUPTED)


def errors() -> Console:
    """Where people are told what is not the result."""
    return SafeConsole(stderr=True)


@asynccontextmanager
async def assistant(settings: Settings, *, fresh: bool = False, own_later: bool = False) -> AsyncIterator[Running]:
    """The assistant, once its index is up to date; says how far that is, and what to warn of.

    A `fresh` one keeps nothing that is said; with `own_later`, own documents that have changed are not indexed yet.
    """
    from bot.app import running
    from bot.cli.terminal import index_progress

    async with AsyncExitStack() as closing:
        with index_progress(errors()) as progress:
            started = await closing.enter_async_context(running(settings, progress, fresh=fresh, own_later=own_later))
        for warning in started.warnings:
            errors().print(Text(warning, style="yellow"), soft_wrap=True)
        yield started
