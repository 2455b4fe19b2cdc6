"""The score that a text tells as facts: how it was measured, what goes wrong by it, and what should be different.

A score need not be called one: "8 of 25 are too long" counts 25 answers and those that went wrong, and "every third answer is off" says that
somebody looks at them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.evidence import clause_around, listed, names, names_undenied, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.counted_things import is_mark
from bot.reading.sayings import asks
from bot.reading.scores.baseline_look import judged_by_eye, test_set_in
from bot.reading.scores.form_rules import breaks_form
from bot.reading.scores.score_words import failing, told_beside, wanting_more
from bot.reading.scores.scored_pairs import scored_pair, wins_in
from bot.reading.scores.scores import (
    LONGEST_SCALE,
    clause_of,
    leads_to_worked_over,
    score_in,
    scores_in,
    wanted_in,
)
from bot.reading.scores.short_scores import counts_answers, score_by_metric, wrong_in_few_words
from bot.reading.told.broken_input import broken_input
from bot.reading.told.correction_clauses import figure_of
from bot.reading.told.denied_topics import named_topics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reading.scores.scores import Score

#: How often something goes wrong that nobody has counted, and what it is said of: no day, and nobody.
_EVERY: Final = re.compile(
    r"\b(?:every (?:single )?(?:other|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|seventh|7th|eighth|8th|ninth|9th|tenth|10th)"
    r"|(?:about |around |roughly |nearly |almost )?(?:half|one half|a third|one third|a quarter|one quarter|a fifth|one fifth|most) of(?: the| our| its| all){0,2}+)\s"
    r"(?!(?:it|them|those|these|that|this|which)\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|times?\b|users?\b|customers?\b|person\b|people\b|clients?\b|agents?\b|employees?\b|colleagues?\b|clerks?\b|examples?\b|labels?\b|pairs?\b|data\b|mistakes?\b|errors?\b|failures?\b)"
)

#: What cuts and misses by itself, so that answers need not be wrong.
_SEARCHES: Final = re.compile(r"\b(?:search|searches|retriev\w*|passages?|chunks?)\b")


def take_pair(kept: dict[Criterion, Fact], text: str) -> None:
    """Put a score that is told as two counts into facts, and take out what its words were taken for besides."""
    pair = scored_pair(text)
    if pair is None:
        return
    words = text[pair.start : pair.end]
    kept[Criterion.BASELINE] = Fact(Criterion.BASELINE, ("measured",), words=words, number=pair.cases)
    counted, quality, failure = (
        kept.get(one) for one in (Criterion.EXAMPLES, Criterion.DATA_QUALITY, Criterion.FAILURE)
    )
    figure = figure_of(failure.words)[0] if failure is not None and wins_in(text) is not None else ""
    is_of_wins = bool(figure) and figure in words
    if failure is not None and ((failure.values == ("works_ok",) and failure.words in words) or is_of_wins):
        # "46 all right" counts and calls nothing good, and "12 won, 30 lost" says of nothing how it fails.
        del kept[Criterion.FAILURE]
    if counted is not None and counted.number in {pair.cases, pair.right}:
        del kept[Criterion.EXAMPLES]
    if quality is not None and quality.words in words:
        del kept[Criterion.DATA_QUALITY]


def take_score(kept: dict[Criterion, Fact], text: str) -> None:
    """Put what a score says besides into facts: what fails, and what should be different; without one, how it is measured."""
    baseline, goal = kept.get(Criterion.BASELINE), kept.get(Criterion.GOAL)
    if (baseline is None or baseline.is_likely) and (counted := counted_by_result(text)):
        kept[Criterion.BASELINE] = baseline = counted
    if (baseline is None or baseline.is_likely) and (named := score_by_metric(text)):
        kept[Criterion.BASELINE] = baseline = named
    if Criterion.FAILURE not in kept and (failure := failing(baseline, goal)):
        kept[Criterion.FAILURE] = failure
    if wanted := wanting_more(baseline, goal, kept.get(Criterion.FAILURE), text):
        kept[Criterion.GOAL] = wanted
    beside = told_beside(text) if baseline is None or baseline.is_likely else None
    if baseline is None and (measured := beside or test_set_in(text) or judged_by_eye(text)):
        kept[Criterion.BASELINE] = measured
    elif baseline is not None and beside is not None and baseline.values == beside.values:
        kept[Criterion.BASELINE] = beside
    elif (baseline is None or baseline.is_likely) and (seen := _seen_wrong(text)):
        kept[Criterion.BASELINE] = seen
        quality = kept.get(Criterion.DATA_QUALITY)
        if quality is not None and plain(quality.words) in plain(seen.words):
            # "Half of the replies are wrong" speaks of no examples.
            del kept[Criterion.DATA_QUALITY]


def _seen_wrong(text: str) -> Fact | None:
    """That somebody looks at the answers, where a text tells how often they go wrong, and not what comes in broken."""
    return None if broken_input(text) else often_wrong(text) or wrong_in_few_words(text)


def to_be_better(kept: Mapping[Criterion, Fact], text: str) -> Fact | None:
    """That the task is to be done right more often, stated where a score is told with the one that is wanted and no other goal is named."""
    goal, baseline = kept.get(Criterion.GOAL), kept.get(Criterion.BASELINE)
    if goal is None or baseline is None or goal.values != (str(Goal.TASK_ACCURACY),) or not baseline.is_stated:
        return None
    is_told = score_in(baseline.words) is not None and wanted_in(baseline.words) is not None
    others = (topic.goal for topic in named_topics(text) if topic.goal != Goal.TASK_ACCURACY)
    return replace(goal, certainty=Certainty.STATED) if is_told and not any(others) else None


def counted_by_result(text: str) -> Fact | None:
    """A score that is told as so many of the answers that went wrong, or right, by name: "8 of 25 are too long"; None where none is.

    Of people, labels and the rest no answers are counted, and of so few cases as a mark has points nothing is measured.
    """
    told = next((one for one in scores_in(text) if _counts_answers(one)), None)
    if told is None:
        return None
    start, end = clause_of(text, told.share.start)
    said = text[start : max(end, told.share.end)]
    is_named = any(listed("baseline", name).search(plain(said)) for name in ("right", "wrong"))
    is_named = is_named or breaks_form(text, told.share)
    if listed("plans").search(plain(said)) or names(said, "data_quality", "examples"):
        return None
    if not is_named or names(said, "baseline", "of_money") or names(said, "baseline", "labels") or asks(said):
        return None
    words = " ".join(said.split()).strip(" ,;:").rstrip(".")
    return (
        Fact(Criterion.BASELINE, ("measured",), words=words, number=told.share.of)
        if len(words) <= LONGEST_WORDS
        else None
    )


def _counts_answers(score: Score) -> bool:
    of = score.share.of
    if of is None or of <= LONGEST_SCALE or is_mark(score.share):
        return False
    return counts_answers(score.share)


def often_wrong(text: str) -> Fact | None:
    """That somebody looks at the answers, where a text tells without a count how often they go wrong: "every third answer is off"."""
    whole = plain(text)
    found = _EVERY.search(whole)
    if found is None or asks(text) or "?" in text or score_in(text) is not None:
        return None
    start, end = clause_around(text, found.start())
    said = whole[found.end() : max(end, found.end())]
    is_wrong = names_undenied(said, listed("baseline", "wrong")) or leads_to_worked_over(whole[: found.start()])
    if _SEARCHES.search(whole) or not is_wrong:
        return None
    words = " ".join(text[start : max(end, found.end())].split())[:LONGEST_WORDS]
    return Fact(Criterion.BASELINE, ("informal",), words=words)
