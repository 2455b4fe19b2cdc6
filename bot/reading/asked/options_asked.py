"""Whether a message asks to see every answer that an open question has: "all options", "what else can I pick?"."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Final

from bot.reading.asked.verdict_asked import FILE
from bot.reading.sayings import plain

_LONGEST: Final = 60


@cache
def _sayings() -> frozenset[str]:
    return frozenset(map(plain, tomllib.loads(FILE.read_text(encoding="utf-8"))["options"]["asked"]))


def options_asked(text: str) -> bool:
    """Whether a message as a whole asks for all answers of the open question."""
    return len(text) <= _LONGEST and plain(text).replace("?", "").strip() in _sayings()
