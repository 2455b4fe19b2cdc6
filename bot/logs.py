"""Logging: structlog to standard error, as text for people or JSON for machines. Nobody's words, no secret.

A traceback shows where something failed and what kind of error it was, and not what the error says: a library's message may quote the text that
it failed on, which is somebody's.
"""

from __future__ import annotations

import logging
import sys
from traceback import format_tb
from typing import TYPE_CHECKING

import structlog

from bot.settings import LogFormat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from structlog.typing import ExcInfo

    from bot.settings import Settings

_BETWEEN = "\nwhich led to:\n"
#: Loggers that quote the documents somebody reads: pypdf's, and where Python's own warnings go, openpyxl's and Beautiful Soup's among them. What of it
#: matters to whoever added a document is said in a sentence of ours.
_QUOTING = ("pypdf", "py.warnings")


def configure_logging(settings: Settings) -> None:
    """Set up this project's logger and quiet the libraries' to warnings."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Wordless("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler])
    if not sys.warnoptions:
        logging.captureWarnings(True)
        for name in _QUOTING:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(_of_info),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def where_it_failed(error: BaseException) -> str:
    """The traceback of an error and of those it came from, each with its kind and without its message."""
    return _BETWEEN.join(_each(error, set()))


def _each(error: BaseException, told: set[int]) -> Iterator[str]:
    """The oldest first, none twice."""
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _each(before, told)
    kind = type(error).__qualname__
    yield f"{''.join(format_tb(error.__traceback__))}{kind}"
    for number, part in enumerate(error.exceptions if isinstance(error, BaseExceptionGroup) else (), 1):
        yield f"part {number} of {kind}:\n{_BETWEEN.join(_each(part, told))}"


def _of_info(exc_info: ExcInfo) -> str:
    return where_it_failed(exc_info[1])


class _Wordless(logging.Formatter):
    """What libraries log, their tracebacks without the messages of errors."""

    def formatException(  # noqa: N802 - logging calls it so
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Where an error came from, without its message."""
        return where_it_failed(ei[1]) if ei[1] is not None else ""
