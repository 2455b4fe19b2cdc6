"""How many of the examples are held out as a test: 60 for "60 of those 420 are held out as test"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import clause_around, listed, names_undenied, plain
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

_TEST: Final = (
    r"(?:(?:as |for |a |the |our |my )*(?:test|tests|testing|test[ -]?set|eval|evaluation|holdout|hold-out|validation))"
)
_HELD: Final = r"(?:held|kept|put|set|left|keep|hold|put|reserved?)(?: (?:them|it))?[ -](?:out|aside|back|apart|away|for (?:test\w*|eval\w*))"
#: What says so after the number, and before it.
_AFTER: Final = re.compile(
    rf"^(?:\s(?:cases|examples|labels|ones|items|of them))?\s(?:are|is|were|was|went|serve)\s(?:{_HELD}|{_TEST})\b(?! (?:cases? )?(?:that|which)\b)"
)
_BEFORE: Final = re.compile(
    r"\b(?:hold|held|holding|keep|kept|keeping|put|putting|set|setting|reserve|reserved|reserving|leave|left)(?: (?:out|aside|back|apart|away))?\s$"
)
#: What stands between a part and the whole that was told before.
_OF_THOSE: Final = re.compile(r"\sof (?:those|these|all|my|all the|all our)\s")


def held_out_of(text: str, share: Quantity) -> float | None:
    """How many a part of the examples are that is said to be the test; None where it is a score, or a part of something else."""
    if share.of is None or not _says_so(text, share.start, share.end):
        return None
    return float(round(share.value * share.of))


def _says_so(text: str, start: int, end: int) -> bool:
    """Whether the clause of a part that stands between two places says that it is held out, and not what went right of it."""
    begin, ends = clause_around(text, start)
    before, after = plain(text[begin:start]), plain(text[end : max(end, ends)])
    is_score = any(names_undenied(after, listed("baseline", name)) for name in ("right", "wrong"))
    return not is_score and bool(_AFTER.match(after) or _BEFORE.search(before))


def take_held_out(kept: dict[Criterion, Fact], text: str) -> None:
    """Give a test the size of what is held out for it, and not of what it is held out of."""
    baseline = kept.get(Criterion.BASELINE)
    if baseline is None or baseline.values != ("measured",):
        return
    numbers = quantities(text)
    parts = [(one.of, held) for one in numbers if (held := held_out_of(text, one))]
    parts += [
        (whole.value, part.value)
        for part, whole in pairwise(numbers)
        if part.kind is whole.kind is QuantityKind.COUNT
        and _OF_THOSE.fullmatch(plain(text[part.end : whole.start]))
        and _says_so(text, part.start, whole.end)
    ]
    held = next((held for whole, held in parts if whole == baseline.number), None)
    if held is not None:
        kept[Criterion.BASELINE] = replace(baseline, number=held)
