"""How often a search finds the right passage: "recall@5 is 71", "hit rate 0.68". It scores no answer, and below a mark it is what goes wrong."""

from __future__ import annotations

from typing import Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import as_written, clauses, names
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.named_scores import PER_CENT
from bot.reading.numbers.quantities import QuantityKind, quantities

#: From this share on a search that finds the right passage is not what is wrong; own choice.
FINDS_MOST: Final = 0.85


def search_score(text: str) -> tuple[float, str] | None:
    """The share of cases in which a text says that the right passage is found, 0 to 1, with its clause; None where it says none, or asks."""
    if "?" in text:
        return None
    for clause in clauses(text):
        if not names(clause, "baseline", "of_search"):
            continue
        shares = [one.value for one in quantities(clause) if one.kind is QuantityKind.SHARE]
        bare = [
            one.value / PER_CENT
            for one in quantities(clause)
            if one.kind is QuantityKind.COUNT and not one.counted and 1 < one.value <= PER_CENT
        ]
        if len(found := shares or bare) == 1:
            return found[0], as_written(clause, text)
    return None


def take_search_score(kept: dict[Criterion, Fact], text: str) -> None:
    """Put into facts that the right passage is missing where a search finds it too seldom and nothing else was said to go wrong."""
    told, known = search_score(text), kept.get(Criterion.FAILURE)
    if told is None or told[0] >= FINDS_MOST or (known is not None and known.is_stated):
        return
    kept[Criterion.FAILURE] = Fact(Criterion.FAILURE, ("bad_retrieval",), Certainty.STATED, told[1][:LONGEST_WORDS])
