"""What the commands have in common: settings, errors on standard error, the assistant while it runs."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from bot.logs import configure_logging
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.app import Running

T = TypeVar("T")
#: The most characters that are read from standard input.
MOST_INPUT = 1_000_000

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def read_settings() -> Settings:
    """The settings; logging follows them from here on."""
    settings = load_settings()
    configure_logging(settings)
    return settings


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; Ctrl-C ends the process with status 130."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        sys.exit(130)


def errors() -> Console:
    """Where people are told what is not the result."""
    return Console(stderr=True)


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
