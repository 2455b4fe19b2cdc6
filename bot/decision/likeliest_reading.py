"""The reading of a vague description that its likeliest verdict rests on.

Responsible for weighing many possible readings by the outcome each leads to. How probable a value is, is somebody else's estimate;
which outcome follows is the procedure's.
"""

import math
from collections import Counter
from collections.abc import Mapping

from bot.decision.conditions import BITS
from bot.decision.criteria import Criterion
from bot.decision.likelihood import PRIMES
from bot.decision.procedure import decisive_criteria, outcome_of

#: Readings that are drawn; with 200 the leading outcome of the labelled cases no longer changes.
SAMPLES = 200
#: Less probable values than this are not drawn.
NEGLIGIBLE = 0.02

Completion = tuple[tuple[Criterion, str], ...]


def likeliest_reading(stated: int, likely: Mapping[Criterion, Mapping[str, float]]) -> Completion:
    """Return the most probable reading among those that lead to the outcome most readings lead to.

    Args:
        stated: The bits of what is stated (`encode`).
        likely: For each criterion that may be drawn, the probability of each value; what is missing to one is "not said".
    """
    drawn = [(criterion, likely[criterion]) for criterion in decisive_criteria() if criterion in likely]
    votes: Counter[str] = Counter()
    best: dict[str, tuple[float, Completion]] = {}
    for sample in range(SAMPLES):
        reading, chance, bits = [], 1.0, stated
        for criterion, odds in drawn:
            value, probability = draw(criterion, odds, sample)
            chance *= probability
            if value:
                reading.append((criterion, value))
                bits |= BITS[criterion][value]
        outcome = outcome_of(bits)
        votes[outcome] += 1
        if outcome not in best or chance > best[outcome][0]:
            best[outcome] = (chance, tuple(reading))
    return best[votes.most_common(1)[0][0]][1]


def draw(criterion: Criterion, odds: Mapping[str, float], sample: int) -> tuple[str, float]:
    """Return the value a criterion takes in one sample, or an empty one for "not said", and how probable that was."""
    place = (sample + 0.5) * math.sqrt(PRIMES[list(Criterion).index(criterion)]) % 1
    bound = 0.0
    rest = 1.0
    for value, probability in odds.items():
        if probability < NEGLIGIBLE:
            continue
        rest -= probability
        bound += probability
        if place < bound:
            return value, probability
    return "", max(rest, NEGLIGIBLE)
