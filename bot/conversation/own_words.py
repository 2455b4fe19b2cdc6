"""A case told back in clauses, with the person's own figures: "your prompt with examples gets 82% on 300 test invoices".

A number is repeated as the person wrote it ("20k a day", "a few hundred old replies"), never as what it was read for. Clauses without
a number come from `bot.decision.in_short`.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Final

from bot import phrases
from bot.conversation.case_costs import untuned_of
from bot.conversation.figures_told import (
    counted_of,
    examples_told,
    is_of_tried,
    score_of_tried,
    score_on_cases,
    score_told,
    volume_told,
)
from bot.conversation.goals_told import goals_changed
from bot.conversation.look_up_and_prompt import is_both
from bot.conversation.targets import target_of
from bot.decision import TESTED_BEFORE_TRAINING, Certainty, Criterion, Outcome, clause, in_short, judge, rubric
from bot.reading.evidence import clause_around
from bot.reading.examples.barred import is_barred
from bot.reading.examples.outdated_part import outdated_part
from bot.reading.examples.partly_bad import tells_of_bad_ones
from bot.reading.scores.tuned_results import NO_GAIN, tells_a_fall
from bot.reading.told.broken_input import VALUE as BROKEN_INPUT
from bot.reading.told.techniques import only_retrieval_denied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.case import Case
    from bot.conversation.policies import Policy
    from bot.decision import Assessment, Fact, Verdict

#: Characters of a case's first words that name it.
OPENING = 60
#: How many clauses the first sentence of a card holds.
CLAUSES = 3
WITH_LOOK_UP = "you have tried retrieval with only a basic prompt"
NO_RETRIEVAL = "you have not tried retrieval"
#: What a person would name first; a goal goes before it, unless there is a score.
_ORDER = (
    Criterion.TRIED, Criterion.BASELINE, Criterion.EXAMPLES, Criterion.FAILURE, Criterion.KNOWLEDGE_HOME, Criterion.VOLATILITY,
    Criterion.VOLUME,
)  # fmt: skip


def said(fact: Fact) -> str:
    """A fact as a clause; what is claimed without its number, or not known, says so."""
    if fact.certainty is Certainty.UNSURE:
        return f"you are not sure {in_short().open[fact.criterion]}"
    if fact.certainty is Certainty.VAGUE:
        return f"you have not said the number yet, {in_short().open[fact.criterion]}"
    own = _OWN.get(fact.criterion)
    told = own(fact) if own and fact.words else ""
    return told or together(clause(fact.criterion, value) for value in fact.values)


def sentence(case: Case, verdict: Verdict, most: int = CLAUSES) -> str:
    """What the verdict rests on, as one clause after the other in the person's own figures; empty where nothing was said."""
    facts = case.assessment.stated
    needed = [fact for fact in verdict.rests_on if fact.is_stated]
    # What has a figure is worth repeating wherever a verdict looks at it.
    needed += [
        fact for fact in facts.facts if fact not in needed and fact.number is not None and _counts(fact, verdict)
    ]
    if case.assessment.near_target:
        # A lead that may be chance does not show that it works.
        needed = [fact for fact in needed if not fact.is_from_score]
    has_score = bool(score_of_tried(facts))
    ranked = sorted(needed, key=lambda fact: _rank(fact, has_score=has_score))
    clauses: list[str] = []
    for fact in ranked:
        is_told = fact.values == (NO_GAIN,)
        if (
            fact.criterion is Criterion.TRIED
            and not is_told
            and is_of_tried(facts)
            and (score := score_of_tried(facts))
        ):
            clauses += [score]
        elif fact.criterion is Criterion.BASELINE:
            clauses += [score_of_tried(facts) or said(fact)]
        else:
            clauses.append(said(fact))
        if fact.criterion is Criterion.BASELINE and (target := wanted(case)):
            clauses.append(target)
    told = list(dict.fromkeys(clauses))
    # A score says little without what is needed.
    is_with_target = most == 1 and told[1:2] == [wanted(case)]
    return together(told[: most + is_with_target])


def began_with(case: Case) -> str:
    """The first clause of what a case was told with, cut at a word; empty where it was not kept."""
    opening = case.opening.strip()
    start, end = clause_around(opening, 0)
    return shorten(opening[start:end], OPENING, placeholder=" …")


def wanted(case: Case) -> str:
    """The share that somebody needs, as in "you need 95%"; empty where none is named."""
    found = target_of(case.told_so_far, case.opening)
    return f"you need {found.words}" if found else ""


def noted(before: Case, after: Case) -> list[str]:
    """What was understood from the last message, what it corrects, and what it makes likely, a clause each."""
    found = []
    for fact in after.assessment.facts:
        old = before.assessment.fact(fact.criterion)
        if fact.criterion is Criterion.BASELINE and fact.certainty is Certainty.VAGUE and wanted(after):
            # That is told below.
            continue
        if old is not None and _is_known(fact, old):
            found += _without_retrieval(fact, old)
            continue
        told = taken_to_be(fact) if fact.is_likely else said(fact)
        if old is not None and old.is_stated and fact.is_stated and said(old) != told:
            told = _corrected(fact, old)
        found += [told, *_without_retrieval(fact, old)]
    if (target := wanted(after)) and target != wanted(before):
        found.append(target)
    found += [
        phrases.struck(said(fact))
        for fact in before.assessment.facts
        if _is_struck(fact, after) and after.assessment.fact(fact.criterion) is None
    ]
    found += _of_costs(before, after)
    if after.assessment.form_not_enforced and not before.assessment.form_not_enforced:
        found.append("structured output is off")
    after_all = {fact.criterion for fact in after.assessment.facts}
    taken_back = (
        fact
        for fact in before.assessment.facts
        if fact.criterion not in after_all
        and not fact.is_from_score
        and not _is_struck(fact, after)
        and (fact.number or fact.criterion in {Criterion.TRIED, Criterion.FAILURE, Criterion.GOAL})
    )
    return found + [f"it is open again {in_short().open[fact.criterion]}" for fact in taken_back]


def _of_costs(before: Case, after: Case) -> list[str]:
    """What was understood of models tried as they are, and of the one that training is held against, a clause each."""
    known, told = untuned_of(before), untuned_of(after)
    new = [(model, score) for model, score in told.items() if known.get(model) != score]
    found = [untuned_told(model, score) for model, score in new]
    model = after.costs.get("model", "")
    if model and model != before.costs.get("model", model):
        found.append(f"training is held against {model} as now")
    return found


def untuned_told(model: str, score: str) -> str:
    """What a model reached as it is, as a clause; that it fell short, where nobody told its score."""
    return f"{model} untuned gets {score}" if score else f"{model} untuned is not enough"


def _is_struck(fact: Fact, case: Case) -> bool:
    """Whether somebody said of all that a fact tells that it is not so."""
    return bool(fact.values) and all((fact.criterion, str(value)) in case.struck for value in fact.values)


def ban_told(case: Case) -> list[str]:
    """That the examples may not be used, or that training brought nothing, a clause each, where that was told at once and what is said first does not tell it."""
    first = sentence(case, judge(case.assessment))
    known = [case.told_so_far.fact(criterion) for criterion in (Criterion.TRIED, Criterion.EXAMPLES)]
    told = [one for one in known if one is not None and one.is_stated and (is_barred(one) or one.values == (NO_GAIN,))]
    return [said(one) for one in told if said(one) not in first]


def _without_retrieval(fact: Fact, old: Fact | None) -> list[str]:
    """That retrieval was not tried, where somebody has said so now."""
    is_new = old is not None and not only_retrieval_denied(old.words)
    denies = fact.criterion is Criterion.TRIED and fact.is_stated and only_retrieval_denied(fact.words)
    return [NO_RETRIEVAL] if denies and is_new else []


def _is_known(fact: Fact, old: Fact) -> bool:
    """Whether a fact tells nothing that is not known; a score with another share does."""
    same = (old.values, old.certainty, old.number) == (fact.values, fact.certainty, fact.number)
    is_score = fact.criterion is Criterion.BASELINE and bool(score_on_cases(fact))
    return same and not (is_score and score_on_cases(fact) != score_on_cases(old))


def taken_to_be(fact: Fact) -> str:
    """What is only likely, as a clause that says so."""
    return phrases.taken_to_be(said(fact))


def laid_down(policy: Policy) -> str:
    """What a rule of an own document means for a case, and in which words it does; a rule that is not plain may be meant for something else."""
    fact, place = policy.fact, policy.passage.place
    sure = f"By {place}, {said(fact)}" if fact.is_stated else f"Perhaps {said(fact)}, by {place}"
    return f"{sure}: “{_sentence_of(fact)}”"


def contradiction(stated: Fact, policy: Policy) -> str:
    """That somebody said something else than a rule of an own document; what they said counts."""
    return (
        f"You said that {said(stated)}, which counts here; {policy.passage.place} says: “{_sentence_of(policy.fact)}”"
    )


def _sentence_of(fact: Fact) -> str:
    return fact.words.rstrip(".")


def headline_of(case: Case) -> str:
    """The verdict on a case as it was told last, or where it stands if none was told, in words."""
    outcome = Outcome(case.given.outcome) if case.given else judge(case.assessment).outcome
    return rubric().outcomes[outcome].headline


def taken(facts: Iterable[Fact]) -> str:
    """What is only likely, as in "I assume you want it to sound different, right?"; empty where nothing is."""
    likely = [taken_to_be(fact) for fact in facts if fact.is_likely]
    return f"{likely[0]}, right?" if likely else ""


def too_few_cases(verdict: Verdict, assessment: Assessment) -> str:
    """That the score beside a verdict with training rests on too few cases, as a clause; empty where it does not."""
    fact = assessment.stated.fact(Criterion.BASELINE)
    cases = float(fact.number) if fact is not None and fact.number is not None else 0.0
    if not verdict.trains or not 0 < cases < TESTED_BEFORE_TRAINING or not cases.is_integer():
        return ""
    return f"{cases:,.0f} test cases are too few to tell a small gain from chance"


def unchecked(verdict: Verdict, assessment: Assessment) -> str:
    """That a verdict with training rests on examples that nobody has checked, and what comes first, as a clause; empty where it does not."""
    stated = assessment.stated
    is_scored = stated.value(Criterion.SIGNAL) == "grader"
    is_raw = stated.value(Criterion.DATA_QUALITY) == "raw_logs" and not is_scored
    trains = verdict.trains and verdict.outcome is not Outcome.PROMPT_PLUS_DISTILL
    return "nobody has checked the examples, so check a sample of the labels first" if is_raw and trains else ""


def together(parts: Iterable[str]) -> str:
    """Clauses, or words, in a row."""
    row = list(parts)
    if len(row) < 2:  # noqa: PLR2004 - a row begins with two
        return "".join(row)
    comma = "," if len(row) > 2 or " " in row[0] else ""  # noqa: PLR2004 - same
    return f"{', '.join(row[:-1])}{comma} and {row[-1]}"


def capital(text: str) -> str:
    """A clause at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _rank(fact: Fact, *, has_score: bool) -> int:
    if fact.values == (BROKEN_INPUT,):
        return -1
    if fact.criterion is Criterion.GOAL:
        return len(_ORDER) if has_score else -1
    return _ORDER.index(fact.criterion) if fact.criterion in _ORDER else len(_ORDER)


def _counts(fact: Fact, verdict: Verdict) -> bool:
    """Whether a fact with a number belongs into the first sentence although the verdict would be the same without it."""
    if fact.criterion is Criterion.VOLUME:
        return verdict.outcome.value == "prompt_plus_distill"
    return fact.criterion in {Criterion.BASELINE, Criterion.EXAMPLES}


def _corrected(new: Fact, old: Fact) -> str:
    """What is so now and what was said before, as short as both allow: "you have 40 pairs, not 400 pairs"."""
    told, before = said(new), said(old)
    if new.criterion is Criterion.GOAL and set(new.values) & set(old.values):
        return goals_changed(new.values, old.values)
    if new.values == (NO_GAIN,) or told.startswith(f"{before} "):
        # What was tried before it stays tried, and a score stands with the size of its test.
        return told
    is_recounted = (
        new.criterion is Criterion.BASELINE and counted_of(new) is not None and counted_of(new) != counted_of(old)
    )
    if new.criterion is Criterion.BASELINE and new.number is not None and new.number != old.number and not is_recounted:
        if old.number is not None:
            return f"the test has {new.number:,.0f} cases, not {old.number:,.0f}"
        if new.words == old.words:
            return f"the test has {new.number:,.0f} cases"
    first = next(
        (place for place, pair in enumerate(zip(told.split(), before.split(), strict=False)) if pair[0] != pair[1]), 0
    )
    rest = before.split()[first:]
    if first and rest and rest[0][0].isdigit() and told.split()[first][0].isdigit():
        now = told.split()[first:]
        while len(rest) > 1 and len(now) > 1 and rest[-1] == now[-1]:
            # "9 of 120 wrong, not 14 of 90".
            rest, now = rest[:-1], now[:-1]
        return f"{told}, not {' '.join(rest)}"
    return f"{told} (instead of: {before})"


def _quality(fact: Fact) -> str:
    """That some of the examples are no good, or outdated, which says less than that nobody has looked at them, or that they are at odds."""
    if fact.values == ("poor",) and outdated_part(fact.words):
        return "a part of the examples is outdated"
    return "some of the examples are no good" if fact.values == ("raw_logs",) and tells_of_bad_ones(fact.words) else ""


def _tried(fact: Fact) -> str:
    """What was tried, where a look-up stands beside a plain prompt, or training made it worse."""
    if fact.values == (NO_GAIN,) and tells_a_fall(fact.words):
        return "you have fine-tuned a model, and it did worse"
    return WITH_LOOK_UP if is_both(fact) else ""


#: How facts are told that have a figure, or say less than their value does.
_OWN: Final = {
    Criterion.EXAMPLES: examples_told,
    Criterion.VOLUME: volume_told,
    Criterion.BASELINE: score_told,
    Criterion.DATA_QUALITY: _quality,
    Criterion.TRIED: _tried,
}
