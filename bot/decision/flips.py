"""What would change the verdict: the smallest changes of one or two answers that lead to another outcome.

Computed by re-judging every change, never invented. A pair counts only when neither of its changes is enough alone. Ranked by how
likely the change is: learning something unknown is likelier than a stated answer turning out different, and what a team can work on
changes sooner than what it wants.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from bot.decision.assessment import NEVER, ORDER, Assessment
from bot.decision.conditions import BITS, DOES_NOT_PAY, MASK, encode
from bot.decision.criteria import Baseline, Criterion, Goal, Tried, volume_band
from bot.decision.in_short import clause, in_short, turned
from bot.decision.likelihood import LIKELY_RIGHT, likelihoods
from bot.decision.load_rubric import rubric
from bot.decision.procedure import decisive_criteria, judged_on, outcome_of
from bot.decision.rubric import Outcome, Profile, Rubric

#: Of so many of the likeliest changes three are put together.
AMONG = 36


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that could become another: learned, corrected or worked on."""

    criterion: Criterion
    value: str
    adds: bool  # to the other goals, instead of replacing the answer
    likelihood: float
    calls: int | None = None  # from which training pays, where it does not at those that were said

    def applied(self, bits: int) -> int:
        """Return the bits with this change made."""
        kept = bits if self.adds else bits & ~MASK[self.criterion]
        if self.calls is not None:
            kept &= ~DOES_NOT_PAY
        return kept | BITS[self.criterion][self.value]


@dataclass(frozen=True, slots=True)
class Flip:
    """One or two changes and the outcome they lead to, in words."""

    changes: tuple[Change, ...]
    outcome: Outcome
    likelihood: float
    words: str  # "if …: Fine-tuning"

    @property
    def check(self) -> str:
        """The same as a thing to go and check, such as "answers must show their source → retrieval"."""
        return f"{' and '.join(turning(change) for change in self.changes)} → {in_short().outcomes[self.outcome]}"


@dataclass
class Best:
    """The likeliest flip per criteria and outcome so far: "50 or more examples" and "5,000 or more" are one thing to a reader."""

    shown: int
    found: dict[tuple[frozenset[Criterion], Outcome], Flip]
    bar: float = 0.0  # what a flip must exceed to be among those shown

    def offer(self, flip: Flip) -> None:
        """Keep a flip if it is the likeliest of its kind, and raise the bar once enough kinds are found."""
        kind = (frozenset(change.criterion for change in flip.changes), flip.outcome)
        if kind not in self.found or self.found[kind].likelihood < flip.likelihood:
            self.found[kind] = flip
            self.bar = self.ranked()[-1].likelihood if len(self.found) >= self.shown else 0.0

    def ranked(self) -> list[Flip]:
        """Return the flips to show, likeliest first; of equally likely ones the smaller change."""
        by_likelihood = sorted(self.found.values(), key=lambda flip: (-flip.likelihood, len(flip.changes), flip.words))
        return by_likelihood[: self.shown]


def flips(assessment: Assessment) -> list[Flip]:
    """Return the likeliest smallest changes that lead to another outcome: at most three, at most one per criterion and outcome."""
    known = rubric()
    assessment = judged_on(assessment)
    bits = encode(assessment)
    now = outcome_of(bits)
    best = Best(known.flips.shown, {})
    alone_without_effect = []
    for change in changes(known, assessment, bits):
        outcome = outcome_of(change.applied(bits))
        if outcome is now:
            alone_without_effect.append(change)
        elif not only_opens(outcome, change):
            best.offer(flip(known, (change,), outcome))
    for pair in likely_pairs(alone_without_effect, best):
        outcome = outcome_of(pair[1].applied(pair[0].applied(bits)))
        if outcome is not now and not any(only_opens(outcome, change) for change in pair):
            best.offer(flip(known, pair, outcome))
    ranked = best.ranked()
    # The likeliest is always shown, however unlikely: "nothing would" is rarer than a reader thinks.
    return ranked[:1] + [found for found in ranked[1:] if found.likelihood >= known.flips.worth_showing]


def flips_towards(assessment: Assessment, wanted: frozenset[Outcome]) -> list[Flip]:
    """Return the likeliest single changes that lead to one of some outcomes; where none does, the likeliest two or three that do together.

    Empty where the verdict is one of them already, or where more than three changes are needed.
    """
    known, assessment = rubric(), judged_on(assessment)
    bits = encode(assessment)
    if outcome_of(bits) in wanted:
        return []
    every, best = changes(known, assessment, bits), Best(known.flips.shown, {})
    for change in every:
        if (outcome := outcome_of(change.applied(bits))) in wanted:
            best.offer(flip(known, (change,), outcome))
    if not best.found:
        for pair in likely_pairs(every, best):
            if (outcome := outcome_of(pair[1].applied(pair[0].applied(bits)))) in wanted:
                best.offer(flip(known, pair, outcome))
    if not best.found and (three := likeliest_three(every, bits, wanted)):
        best.offer(flip(known, three, outcome_of(_with_all(bits, three))))
    return best.ranked()


def likeliest_three(every: list[Change], bits: int, wanted: frozenset[Outcome]) -> tuple[Change, ...]:
    """Return the likeliest changes of three criteria that lead to one of some outcomes together; none where there are none among the likeliest."""
    found: tuple[Change, ...] = ()
    likelihood = 0.0
    for three in combinations(every[:AMONG], 3):
        odds = math.prod(change.likelihood for change in three)
        if odds <= likelihood or len({change.criterion for change in three}) < len(three):
            continue
        if outcome_of(_with_all(bits, three)) in wanted:
            found, likelihood = three, odds
    return tuple(sorted(found, key=lambda change: ORDER[change.criterion]))


def _with_all(bits: int, changed: tuple[Change, ...]) -> int:
    for change in changed:
        bits = change.applied(bits)
    return bits


def only_opens(outcome: Outcome, change: Change) -> bool:
    """Tell whether a change leads to nothing but more questions: another goal, or a score where there was none, and then it is "not ready yet"."""
    is_open = change.criterion is Criterion.GOAL or change.value == Baseline.MEASURED
    return outcome is Outcome.NOT_READY and is_open


def changes(known: Rubric, assessment: Assessment, bits: int) -> list[Change]:
    """Return every single change of a decisive answer, the likeliest first."""
    profile = known.profile(known.findings.extend(bits))
    found = [
        change for criterion in decisive_criteria() for change in changes_of(known, assessment, criterion, profile)
    ]
    if assessment.pays_from not in {None, NEVER}:
        found.append(from_where_it_pays(known, assessment.pays_from))
    return sorted(found, key=lambda change: -change.likelihood)


def from_where_it_pays(known: Rubric, calls: int) -> Change:
    """Return as many calls a day as training pays from; as likely as that the number said turns out another."""
    return Change(Criterion.VOLUME, volume_band(calls), False, known.criteria[Criterion.VOLUME].restated, calls)


def changes_of(known: Rubric, assessment: Assessment, criterion: Criterion, profile: Profile) -> list[Change]:
    """Return what one answer could become; an unclear goal is no answer yet, and a likely one easily turns out otherwise."""
    fact = assessment.fact(criterion)
    stated = fact.values if fact else ()
    settled = stated not in {(), (Goal.UNCLEAR,)}
    odds = {
        value: odd
        for value, odd in likelihoods(criterion, profile).items()
        if odd > 0 and value not in stated and can_happen(known, criterion, stated, value)
    }
    share = 1 - LIKELY_RIGHT if fact and fact.is_likely else known.criteria[criterion].restated
    scale = share / sum(odds.values()) if settled and odds else 1.0
    return [
        # Facts come on top of another goal; the other goals take its place.
        Change(
            criterion, value, settled and value == Goal.NEW_FACTS, odd * scale * rarity(known, criterion, stated, value)
        )
        for value, odd in odds.items()
    ]


def can_happen(known: Rubric, criterion: Criterion, stated: tuple[str, ...], value: str) -> bool:
    """Tell whether somebody can still find an answer to be this one: what was tried stays tried, and having trained is no reason to train."""
    if criterion is not Criterion.TRIED:
        return True
    order = known.criteria[criterion].improves
    return value not in {Tried.FINE_TUNING, Tried.TUNED_NO_GAIN} and not (
        stated and order.index(value) < order.index(stated[0])
    )


def rarity(known: Rubric, criterion: Criterion, stated: tuple[str, ...], value: str) -> float:
    """Return how much rarer than other changes this one is: work that was done seldom turns out not to have been."""
    order = known.criteria[criterion].improves
    undone = order and stated and order.index(value) < order.index(stated[0])
    return known.flips.undone if undone else 1.0


def likely_pairs(singles: list[Change], best: Best) -> Iterator[tuple[Change, Change]]:
    """Yield pairs of changes to different criteria, likeliest partners first, while they can still be among those shown."""
    for place, first in enumerate(singles):
        for second in singles[place + 1 :]:
            # The bar rises while the caller offers what it finds; partners only get less likely from here.
            if first.likelihood * second.likelihood <= best.bar:
                break
            if first.criterion is not second.criterion:
                yield (first, second) if ORDER[first.criterion] < ORDER[second.criterion] else (second, first)


def flip(known: Rubric, changed: tuple[Change, ...], outcome: Outcome) -> Flip:
    """Return the changes as a flip with its words, such as "if you had 50 or more checked examples: fine-tuning"."""
    conditions = [condition(known, change).removeprefix("if ") for change in changed]
    likelihood = math.prod(change.likelihood for change in changed)
    return Flip(changed, outcome, likelihood, f"if {' and '.join(conditions)}: {known.outcomes[outcome].headline}")


def turning(change: Change) -> str:
    """Return a change as a clause; facts come on top of another goal only where they are added."""
    if change.calls is not None:
        return f"{change.calls:,} calls a day or more, from where training pays"
    is_only_goal = change.criterion is Criterion.GOAL and change.value == Goal.NEW_FACTS and not change.adds
    return clause(change.criterion, change.value) if is_only_goal else turned(change.criterion, change.value)


def condition(known: Rubric, change: Change) -> str:
    """Return a change in words."""
    if change.calls is not None:
        return f"if there were {change.calls:,} calls a day or more, from where training pays"
    entry = known.criteria[change.criterion].values[change.value]
    return entry.added if change.adds and entry.added else entry.condition
