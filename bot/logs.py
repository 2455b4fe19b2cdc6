"""Logging: structlog to standard error, as text for people or JSON for machines. Nobody's words, no secret."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog

from bot.settings import LogFormat

if TYPE_CHECKING:
    from bot.settings import Settings


def configure_logging(settings: Settings) -> None:
    """Set up this project's logger and quiet the libraries' to warnings."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
