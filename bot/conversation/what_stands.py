"""Which of two facts stands where a message tells of a criterion that something is known of, and when a goal need not be asked for any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import target_clause, with_words
from bot.decision import Certainty, Criterion, Goal
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.scored_pairs import scored_pair
from bot.reading.scores.scores import score_in, wanted_in
from bot.reading.told.outdated_facts import wrong_for_change

if TYPE_CHECKING:
    from bot.decision import Assessment, Fact

#: Failures that show a gap by themselves (section 2 of the rubric).
TELLING_FAILURES = frozenset(
    {"missing_knowledge", "bad_retrieval", "ignores_context", "format_drift", "style_drift", "slow_or_costly"}
)

#: Failures that may be for lack of today's facts; what retrieval brings is none of them where there is retrieval.
SLIPS = frozenset({"edge_cases", "unspecified", "hallucination"})
RETRIEVED = frozenset({"rag", "prompt_and_rag"})
TRAINED = frozenset({"tuned_no_gain"})
PROMPTED = frozenset({"basic_prompt", "few_shot_prompt"})
_TAKES_AWAY = frozenset({"only", "just", "no", "not", "without", "never", "zero", "zero-shot"})
#: The goal that a failure shows by itself.
SHOWN = {"format_drift": Goal.FORMAT_STRUCTURE, "style_drift": Goal.TONE_STYLE, "slow_or_costly": Goal.COST_LATENCY}
NOTHING_TRIED = "nothing"
UNSPECIFIED = "unspecified"


def stands(new: Fact, old: Fact | None, *, replaces: bool) -> bool:
    """Whether a new fact takes the place of what is known of its criterion.

    An answer and a correction always do. A remark in passing states what is unknown or only guessed, and what a person says later
    of a thing counts more than what they said before, but for the goal, which remarks touch too easily. A guess or a claim without
    its number never takes the place of anything said, but for "nothing tried" where something was.
    """
    if old is None or replaces or old.values == (Goal.UNCLEAR,):
        return True
    if new.certainty is Certainty.STATED and not (
        _says_less_of_what_was_tried(new, old) or _says_less_of_what_fails(new, old)
    ):
        is_first_score = new.criterion is Criterion.BASELINE and holds_share(new.words) and not holds_share(old.words)
        says_more = is_first_score or new.values != old.values or (new.number is not None and new.number != old.number)
        return not old.is_stated or (new.criterion is not Criterion.GOAL and says_more)
    if new.certainty is Certainty.LIKELY:
        if old.is_likely and old.values == new.values:
            return False
        if old.values == (NOTHING_TRIED,) and "tried" in new.words.lower():
            # Who says that they tried something has not tried nothing, whatever it was.
            return True
        return old.certainty in {Certainty.LIKELY, Certainty.VAGUE}
    return new.certainty is Certainty.VAGUE and old.is_likely


def _says_less_of_what_fails(new: Fact, old: Fact) -> bool:
    """Whether a remark says only that something is bad where it is known, or likely, what: "it is NOT good"."""
    return (
        new.values == (UNSPECIFIED,)
        and bool(old.values)
        and set(old.values) <= (TELLING_FAILURES | SLIPS) - {UNSPECIFIED}
    )


def _says_less_of_what_was_tried(new: Fact, old: Fact) -> bool:
    """Whether a remark names a prompt where retrieval or training was told, and takes nothing from it: "even after rewriting the prompt"."""
    is_more = bool((RETRIEVED | TRAINED) & set(old.values)) and old.is_stated
    is_of_a_prompt = bool(PROMPTED & set(new.values)) and is_more
    return is_of_a_prompt and not _TAKES_AWAY & set(new.words.lower().replace(",", " ").split())


def beside_score(new: Fact, old: Fact | None) -> Fact:
    """A new fact that stands, with what is known of the test besides: a score and the size of its test are two facts.

    A size alone, or what is wanted, leaves the score in the words in which it was told; a score alone leaves the size.
    """
    if old is None or (new.criterion, new.values) != (Criterion.BASELINE, old.values) or not old.is_stated:
        return new
    if score_in(new.words) is not None or (holds_share(new.words) and not wanted_in(new.words)):
        return new if new.number is not None else replace(new, number=old.number)
    if holds_share(new.words) and holds_share(old.words):
        # "Same 400 docs test, target .88" tells no score of its own.
        return with_words(target_clause(new.words), replace(old, number=new.number or old.number))
    return replace(old, number=new.number) if new.number is not None and holds_share(old.words) else new


def holds_share(words: str) -> bool:
    """Whether some words hold a score: a share, or wins of all that was compared."""
    return any(one.kind is QuantityKind.SHARE for one in quantities(words)) or scored_pair(words) is not None


def with_outdated_facts(assessment: Assessment) -> Assessment:
    """The same where what goes wrong and what changes, told apart, are one thing: the model lacks the facts of today."""
    failure, volatility = (assessment.fact(one) for one in (Criterion.FAILURE, Criterion.VOLATILITY))
    slips = SLIPS if assessment.value(Criterion.TRIED) in RETRIEVED else SLIPS | {"bad_retrieval"}
    if failure is None or volatility is None or not slips.issuperset(failure.values):
        return assessment
    if not wrong_for_change(f"{failure.words}. {volatility.words}"):
        return assessment
    certainty = Certainty.STATED if failure.is_stated and volatility.is_stated else Certainty.LIKELY
    return assessment.put(replace(failure, values=("missing_knowledge",), certainty=certainty))


def with_shown_goal(assessment: Assessment) -> Assessment:
    """The same where what goes wrong bears out the goal that was only likely, so that nobody is asked what they have just said."""
    goal, failure = assessment.fact(Criterion.GOAL), assessment.fact(Criterion.FAILURE)
    if goal is None or failure is None or not goal.is_likely or not failure.is_stated:
        return assessment
    shown = tuple(SHOWN[value] for value in failure.values if value in SHOWN)
    return assessment.put(replace(goal, certainty=Certainty.STATED)) if shown and goal.values == shown else assessment


def shows_its_goal(assessment: Assessment) -> bool:
    """Whether what goes wrong shows what should be different, although nobody could name a goal before."""
    goal, failure = assessment.fact(Criterion.GOAL), assessment.value(Criterion.FAILURE)
    return goal is not None and goal.values == (Goal.UNCLEAR,) and failure in TELLING_FAILURES


def tells_a_score(fact: Fact) -> bool:
    """Whether a fact states a score on so many cases, which a list of bare figures does that looks like something pasted."""
    is_measured = fact.criterion is Criterion.BASELINE and fact.is_stated and fact.number is not None
    return is_measured and holds_share(fact.words)
