"""A chat model that plays back completions recorded for messages, so that a capable model's reading can be measured without one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ModelUnavailableError

from .people import rows

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from bot.chat_model import Request

RECORDED = Path(__file__).parent / "recorded"
#: Around the message in `prompts/understand.md`.
OPENS, CLOSES = "<message>\n", "\n</message>"


class RecordedModel:
    """Completions by message; what was not recorded is unavailable."""

    def __init__(self, completions: Mapping[str, str], name: str) -> None:
        """Play these back."""
        self._completions = completions
        self._name = name

    @property
    def name(self) -> str:
        """The recording."""
        return self._name

    @property
    def texts(self) -> frozenset[str]:
        """The messages it has a completion for, in single spaces."""
        return frozenset(self._completions)

    async def stream(self, request: Request) -> AsyncGenerator[str, None]:
        """The completion that was recorded for the message in a request.

        Raises:
            ModelUnavailableError: None was.
        """
        prompt = request.messages[-1].text
        message = plain(prompt[prompt.rindex(OPENS) + len(OPENS) : prompt.rindex(CLOSES)])
        if message not in self._completions:
            raise ModelUnavailableError("nothing was recorded for this message")
        yield self._completions[message]

    async def close(self) -> None:
        """Nothing is open."""


def plain(text: str) -> str:
    """A text in single spaces."""
    return " ".join(text.split())


def recorded(file: str, texts: Mapping[str, str]) -> RecordedModel:
    """The recording of a file, for the messages of these ids."""
    kept = {plain(texts[row["id"]]): json.dumps(row["completion"]) for row in rows(RECORDED / f"{file}.jsonl")}
    return RecordedModel(kept, file)
