"""The turn at hand: what is known about it, and the one log line it leaves."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.chat_model import Usage
from bot.errors import ModelConfigurationError
from bot.reading.language import ENGLISH

if TYPE_CHECKING:
    from bot.turn import RememberedTurn, Turn

log = structlog.get_logger()

#: What becomes known of the turn that a job works on, where a surface writes the line itself, once what it shows has arrived.
collected: ContextVar[dict[str, Any] | None] = ContextVar("collected", default=None)


@dataclass(slots=True)
class Work:
    """What is known about one turn while it is worked on.

    `answerable` is the probability, from 0 to 1, that the sources hold an answer. `failure` says in words for people why
    the model did not help; `language` is the code of the one that is answered in.
    """

    turn: Turn
    text: str
    remembered: list[RememberedTurn] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    started: float = field(default_factory=time.perf_counter)
    answerable: float = 0.0
    failure: str = ""
    outcome: str = ""
    language: str = ENGLISH
    facts: dict[str, object] = field(default_factory=dict)

    def on(self, text: str) -> Work:
        """The same turn for one part of what was written; what is noted of it stays with the part."""
        return replace(self, text=text, facts=dict(self.facts))

    def note_failure(self, error: Exception) -> None:
        """Keep why the model failed, and tell the operator."""
        self.failure = str(error)
        level = log.error if isinstance(error, ModelConfigurationError) else log.warning
        level("model failed", turn=self.turn.id, kind=type(error).__name__, reason=str(error))

    def note_read(self) -> None:
        """What was said is understood; what follows is the answer."""
        self.facts["read_seconds"] = self._seconds

    def log(self) -> None:
        """The canonical line of one turn; it holds no text of anybody's. Where a surface collects it, that one writes it."""
        line = {
            "turn": self.turn.id,
            "surface": self.turn.place.surface.value,
            "outcome": self.outcome,
            "failure": self.failure,
            "model_calls": self.usage.calls,
            "prompt_tokens": self.usage.prompt_tokens,
            "answer_tokens": self.usage.answer_tokens,
            "seconds": self._seconds,
            **self.facts,
        }
        into = collected.get()
        if into is None:
            log.info("turn", **line)
        else:
            into.update(line)

    @property
    def _seconds(self) -> float:
        return round(time.perf_counter() - self.started, 3)
