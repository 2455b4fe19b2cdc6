"""What a text tells only beside the point: "yes, the facts, but also shorter", "short is a nice to have"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What leads to it, up to the end of its sentence.
_LED = re.compile(
    r"(?:(?<=[,;.!?\n])|(?<=\bbut)|(?<=\band)|^)\s{0,3}(?:but |and |oh |maybe ){0,3}(?:also|besides(?! that)|on the side|by the way|btw|as a bonus|ideally also|secondly|second,)\s(?P<said>[^.;!?\n]{1,300})"
)
#: What calls it so, from the beginning of its clause.
_CALLED: Final = re.compile(
    r"(?P<said>[^.;!?,\n]{2,60}?)\s(?:is|are|was|would be|'s)\s(?:really |just |only |merely |at most |more of )?(?:an? )?(?:nice[\s-]to[\s-]have|nice|bonus|extra|side issue|side note|minor(?: point| thing)?|secondary|second priority|lower priority|luxury|detail|afterthought|a plus)\b"
)


def side_remarks(text: str) -> tuple[str, ...]:
    """The stretches of a text, plain, that tell something beside the point."""
    return tuple(_stretches(plain(text)))


def _stretches(text: str) -> Iterator[str]:
    for found in (*_LED.finditer(text), *_CALLED.finditer(text)):
        yield " ".join(found[0].split())


def is_side_remark(words: str, text: str) -> bool:
    """Whether some words of a text are told beside the point."""
    said = " ".join(plain(words).split())
    return bool(said) and any(said in one or _overlaps(said, one) for one in side_remarks(text))


def _overlaps(said: str, stretch: str) -> bool:
    """Whether most of some words are those of a stretch."""
    told, there = said.split(), set(stretch.split())
    return len(told) > 1 and stretch in said and 2 * sum(word in there for word in told) > len(told)
