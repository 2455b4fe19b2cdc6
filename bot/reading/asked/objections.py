"""Messages that tell again what their writer has told, and ask nothing, whatever marks they end with: "but I say you it is connected??"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain

#: Characters that are looked at.
LONGEST: Final = 400
_OBJECTS: Final = re.compile(
    r"(?:(?:but|no|hm|hey|well|ok|and),?\s){0,2}(?:i|we)(?:'ve|\shave|\shad)?(?:\s(?:already|just|did))?\s(?:say|said|told|tell|wrote|mentioned)\b"
)
_ASKED_BESIDE: Final = re.compile(
    r"\b(?:what|how|why|which|when|where|who|should|shall|can|could|would|or not)\b|\b(?:right|correct)\?"
)


def only_objects(text: str) -> bool:
    """Whether a message objects with what was told before, and asks nothing besides."""
    said = " ".join(plain(text[:LONGEST]).split())
    return _OBJECTS.match(said) is not None and _ASKED_BESIDE.search(said) is None
