"""How many more examples a text says came in: "client just sent 900 more texts", "another 40 pairs"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.numbers.quantities import QuantityKind, quantities

_MORE_AFTER: Final = re.compile(r"\s{0,2}(?:more|additional|extra|further|new ones|others)\b(?! than\b)")
_MORE_BEFORE: Final = re.compile(r"\b(?:another|an additional|an extra|a further|additional|extra|plus)\s{0,2}$")
_SAYS_MORE: Final = frozenset({"more", "additional", "extra", "further", "new", "ones", "others"})
#: Characters of a text that are looked at before a number.
_NEAR: Final = 20


def named_as_more(number: float, text: str) -> str | None:
    """What a text calls the things of which it says that so many more came in, empty where it has no name for them; None where it says no such thing."""
    for one in quantities(text):
        before = text[max(0, one.start - _NEAR) : one.start]
        is_more = _MORE_AFTER.match(text, one.end) or _MORE_BEFORE.search(before)
        if one.kind is QuantityKind.COUNT and one.value == number and is_more:
            return next((word for word in one.counted if word not in _SAYS_MORE), "")
    return None
