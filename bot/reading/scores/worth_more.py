"""What makes a tuned model's score worth more than the points by which it is better: it is held against a larger model, is cheaper, or the test is large."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.costs.models_in_costs import BIG_ONE, large_of
from bot.reading.evidence import plain
from bot.reading.numbers.counted_things import is_led_on
from bot.reading.numbers.quantities import QuantityKind, quantities
from knowledge.model_names import named_models

if TYPE_CHECKING:
    from bot.reading.scores.tuned_scores import TunedScores

#: That the tuned one costs less than what it is held against; "not cheaper" says no such thing.
_CHEAPER: Final = re.compile(
    r"\b(?:\d+(?:\.\d+)? ?x|(?:two|three|four|five|six|seven|eight|nine|ten|twenty|\d+) times) (?:the |its |that )?(?:price|cost|cheaper|as (?:much|expensive|dear))"
    r"|\b(?:half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|fraction) (?:of )?(?:the|its|that) (?:price|cost)|(?<!not )(?<!isn't )(?<!no )\b(?:much |far |way )?cheaper\b"
)
#: Standard errors between two scores from which they are no chance: two separate tests, two-sided, 95%.
_Z: Final = 1.96


def is_worth_more(scores: TunedScores, text: str) -> bool:
    """Whether a text that tells a tuned model's score beside a prompt's says what makes a small difference, or none, a gain.

    Args:
        scores: Both scores, as shares from 0 to 1.
        text: What somebody wrote.
    """
    said = plain(text)
    return (
        bool(BIG_ONE.search(said) or _CHEAPER.search(said))
        or _is_beside_a_larger(said)
        or _is_beyond_chance(scores, said)
    )


def _is_beside_a_larger(said: str) -> bool:
    """Whether a small model is named beside the large one of its family, or of another."""
    named = set(named_models(said))
    small = {one for one in named if large_of(one) != one}
    return bool(small) and bool(named - small)


def _is_beyond_chance(scores: TunedScores, said: str) -> bool:
    """Whether the tuned model is better by more than chance on so many cases as the text tells that it was tested on."""
    if scores.tuned is None or scores.prompted is None or scores.tuned <= scores.prompted:
        return False
    cases = max((one.value for one in quantities(said) if one.kind is QuantityKind.COUNT and is_led_on(one)), default=0)
    spread = sum(score * (1 - score) for score in (scores.tuned, scores.prompted))
    return cases > 0 and (scores.tuned - scores.prompted) ** 2 * cases >= _Z**2 * spread
