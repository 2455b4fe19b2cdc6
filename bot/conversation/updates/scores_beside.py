"""The score of a trained model and what there is without training, told in two messages: "F1 .95 after SFT", and then "without it .88"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import target_clause, with_words
from bot.decision import Certainty, Criterion, Fact
from bot.reading.kinds import MessageKind
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import quantities
from bot.reading.scores.scores import score_in
from bot.reading.scores.tuned_results import NO_GAIN, TUNED, is_hardly_better
from bot.reading.scores.tuned_scores import TunedScores, tuned_scores

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

_OF_BOTH = frozenset({Criterion.BASELINE, Criterion.TRIED, Criterion.FAILURE})


def with_scores_beside(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the trained model's score as that of the case, where a message tells one of both scores and the other is known.

    What is wanted, and the size of the test, may be told with either. Where training brought hardly anything, that is what was tried.
    """
    known = case.told_so_far.fact(Criterion.BASELINE)
    if known is None or not known.values or understood.command is not None:
        return understood
    both = _together(tuned_scores(text), known, case)
    if both is None:
        return understood
    told = next((one for one in understood.facts if one.criterion is Criterion.BASELINE), None)
    number = told.number if told is not None and told.number is not None else _tested(text) or known.number
    is_known = tuned_scores(known.words).tuned is not None
    words = known.words if is_known else both.words
    score = replace(known, words=words, number=number, certainty=Certainty.STATED)
    wanted = target_clause(text, both.words) or ("" if is_known else target_clause(known.words))
    tried = Fact(Criterion.TRIED, (NO_GAIN if is_hardly_better(both, text) else TUNED,), words=both.words)
    others = [one for one in understood.facts if one.criterion not in _OF_BOTH]
    answers = understood.answers and (case.pending in _OF_BOTH or any(one.criterion is case.pending for one in others))
    kind = understood.kind if answers or understood.kind is MessageKind.CASE else MessageKind.REMARK
    return replace(
        understood,
        kind=kind,
        facts=(*others, with_words(wanted, score), tried),
        replaces=understood.replaces | {Criterion.BASELINE, Criterion.TRIED},
        answers=answers,
    )


def _together(told: TunedScores, known: Fact, case: Case) -> TunedScores | None:
    """Both scores, one of a message and one that is known; None where a message tells both or none, or it is not said whose the known one is."""
    before, tried = tuned_scores(known.words), case.told_so_far.fact(Criterion.TRIED)
    if (told.tuned is None) is (told.prompted is None):
        return None
    if told.prompted is not None and before.tuned is not None and before.prompted is None:
        return replace(before, prompted=told.prompted)
    is_trained = tried is not None and bool({TUNED, NO_GAIN} & set(tried.values))
    score = score_in(known.words)
    if told.tuned is None or before.tuned is not None or is_trained or score is None:
        return None
    return replace(told, prompted=score.share.value)


def _tested(text: str) -> float | None:
    """How many cases a message says that something was tested on, where it names one such number."""
    sizes = {one.value for one in quantities(text) if count_of(one) is CountOf.TEST_CASES}
    return sizes.pop() if len(sizes) == 1 else None
