"""A case told back in clauses, with the person's own figures: "your prompt with examples gets 82% on 300 test invoices".

A number is repeated as the person wrote it ("20k a day", "a few hundred old replies"), never as what it was read for. Clauses without
a number come from `bot.decision.in_short`.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Final

from bot.conversation.goals_told import goals_changed
from bot.conversation.look_up_and_prompt import is_both
from bot.conversation.targets import target_of
from bot.decision import TESTED_BEFORE_TRAINING, Certainty, Criterion, Outcome, clause, in_short, judge, rubric
from bot.reading.barred import is_barred
from bot.reading.broken_input import VALUE as BROKEN_INPUT
from bot.reading.counted_things import is_mark
from bot.reading.evidence import clause_around
from bot.reading.outdated_part import outdated_part
from bot.reading.partly_bad import tells_of_bad_ones
from bot.reading.quantities import Quantity, QuantityKind, quantities
from bot.reading.scored_pairs import scored_pair
from bot.reading.scores import Went, score_in, shares
from bot.reading.techniques import only_retrieval_denied
from bot.reading.tuned_results import VALUE as NO_GAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.case import Case
    from bot.conversation.policies import Policy
    from bot.decision import Assessment, Fact, Verdict

#: Characters of a case's first words that name it.
OPENING = 60
#: How many clauses the first sentence of a card holds.
CLAUSES = 3
#: How many words after a number may belong to what it counts.
COUNTED_WORDS = 4
#: Test cases below which a number is more likely something else that was read.
FEW = 5
#: A rate of so many words is a number and a period.
RATE_WORDS = 3
WITH_LOOK_UP = "you have tried retrieval with only a basic prompt"
NO_RETRIEVAL = "you have not tried retrieval"
#: What ends the name of what is counted.
_NOT_COUNTED = frozenset(
    ["and", "but", "or", "with", "w", "we", "i", "it", "they", "is", "are", "was", "were", "that", "which", "who", "so", "of", "for", "from", "in", "on",
     "to", "by", "at", "need", "needs", "have", "has", "had", "want", "already", "now",
     "only", "right", "correct", "because", "if", "as", "our", "per", "a", "an", "the", "while", "than", "today", "total", "overall", "each", "out"]
)  # fmt: skip
_PERIODS = frozenset({"hour", "day", "week", "month", "year"})
_BEFORE_A_PERIOD = frozenset({"a", "an", "per", "each", "every", "one", "the", "by", "in", "is", "/", "x"})
#: What is measured, by what has been tried.
_MEASURED = {
    "basic_prompt": "your basic prompt",
    "few_shot_prompt": "your prompt with examples",
    "rag": "your retrieval",
    "prompt_and_rag": "your prompt with retrieval",
    "fine_tuning": "your tuned model",
}
#: What puts two scores against each other, and what names a model that was trained.
_AGAINST = frozenset({"vs", "versus", "against", "compared"})
_TUNED = frozenset({"tuned", "fine-tuned", "finetuned", "trained", "lora"})
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
    has_score = bool(_score_of(facts))
    ranked = sorted(needed, key=lambda fact: _rank(fact, has_score=has_score))
    clauses: list[str] = []
    for fact in ranked:
        is_told = fact.values == (NO_GAIN,)
        if fact.criterion is Criterion.TRIED and not is_told and _is_scored(facts) and (score := _score_of(facts)):
            clauses += [score]
        elif fact.criterion is Criterion.BASELINE:
            clauses += [_score_of(facts) or said(fact)]
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
    after_all = {fact.criterion for fact in after.assessment.facts}
    taken_back = (
        fact
        for fact in before.assessment.facts
        if fact.criterion not in after_all
        and not fact.is_from_score
        and (fact.number or fact.criterion in {Criterion.TRIED, Criterion.FAILURE, Criterion.GOAL})
    )
    return found + [f"it is open again {in_short().open[fact.criterion]}" for fact in taken_back]


def ban_told(case: Case) -> list[str]:
    """That the examples may not be used, as a clause, where that was told at once and what is said first does not tell it; else nothing."""
    fact = case.told_so_far.fact(Criterion.EXAMPLES)
    verdict = judge(case.assessment)
    is_told = fact is not None and fact.is_stated and is_barred(fact)
    return [said(fact)] if is_told and fact is not None and said(fact) not in sentence(case, verdict) else []


def _without_retrieval(fact: Fact, old: Fact | None) -> list[str]:
    """That retrieval was not tried, where somebody has said so now."""
    is_new = old is not None and not only_retrieval_denied(old.words)
    denies = fact.criterion is Criterion.TRIED and fact.is_stated and only_retrieval_denied(fact.words)
    return [NO_RETRIEVAL] if denies and is_new else []


def _is_known(fact: Fact, old: Fact) -> bool:
    """Whether a fact tells nothing that is not known; a score with another share does."""
    same = (old.values, old.certainty, old.number) == (fact.values, fact.certainty, fact.number)
    is_score = fact.criterion is Criterion.BASELINE and bool(_measured(fact))
    return same and not (is_score and _measured(fact) != _measured(old))


def taken_to_be(fact: Fact) -> str:
    """What is only likely, as a clause that says so."""
    return f"I take it {said(fact)}"


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
    """What is only likely, as in "I take it you want it to sound different, right?"; empty where nothing is."""
    likely = [taken_to_be(fact) for fact in facts if fact.is_likely]
    return f"{likely[0]}, right?" if likely else ""


def too_few_cases(verdict: Verdict, assessment: Assessment) -> str:
    """That the score beside a verdict with training rests on too few cases, as a clause; empty where it does not."""
    fact = assessment.stated.fact(Criterion.BASELINE)
    cases = float(fact.number) if fact is not None and fact.number is not None else 0.0
    if not verdict.trains or not 0 < cases < TESTED_BEFORE_TRAINING or not cases.is_integer():
        return ""
    return f"{cases:,.0f} test cases tell only a large gain from chance"


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


def _examples(fact: Fact) -> str:
    """The number of examples as it was written, and what they were called; of those that are barred from training only how many they are."""
    if fact.values == ("barred",):
        return f"none of your {fact.number:,.0f} examples may be used for training" if fact.number else ""
    numbers = [one for one in quantities(fact.words) if one.kind is QuantityKind.COUNT]
    if not numbers or (fact.number and all(one.value != fact.number for one in numbers)):
        return f"you have {fact.number:,.0f} usable examples" if fact.number else ""
    # "Zero really, but 45 that I typed."
    meant = next((one for one in numbers if one.value == fact.number), numbers[0])
    bare, named = _span(fact.words, meant), _span(fact.words, meant, counted=True)
    if fact.values == ("raw_docs_only",):
        return f"{named if named != bare else f'the {bare}'} have no right answer beside them"
    # "10 line dataset" names no things that one could have ten of.
    of = " of" if bare.endswith(("dreds", "sands", "zens", "lions")) else ""
    return f"you have {named}" if named != bare else f"you have {bare}{of} examples"


def _volume(fact: Fact) -> str:
    rates = [one for one in quantities(fact.words) if one.kind is QuantityKind.RATE]
    if not rates:
        return ""
    told = _span(fact.words, rates[0])
    if (ends := told.split())[-1] in _PERIODS and len(ends) > 1 and ends[-2] not in _BEFORE_A_PERIOD:
        # "50k calls day".
        told = f"{' '.join(ends[:-1])} a {ends[-1]}"
    # "20k a day" names nothing that one could have.
    return f"you run {told}" if len(told.split()) <= RATE_WORDS else f"there are {told}"


def _score(fact: Fact) -> str:
    if measured := _measured(fact):
        return _counted_openly(fact) or f"it gets {measured}"
    if not fact.number:
        return ""
    # Nobody has 91.2 cases: that is the score.
    return f"the test has {fact.number:,.0f} cases" if float(fact.number).is_integer() else f"it scores {fact.number:g}"


def _score_of(facts: Assessment) -> str:
    """What was tried with its score, or a score alone that may be another thing's; empty where none was told in figures."""
    baseline, tried = facts.fact(Criterion.BASELINE), facts.value(Criterion.TRIED)
    measured = _measured(baseline) if baseline else ""
    if not measured:
        return ""
    if baseline is not None and (counted := _counted_openly(baseline)):
        # Whether what was tried gets so many right is what they leave open.
        return counted
    return (
        f"{_MEASURED.get(tried or '', 'what you have')} gets {measured}"
        if _is_scored(facts)
        else f"you measured {measured}"
    )


def _counted_openly(fact: Fact) -> str:
    """What somebody counted, in their words, where these leave it open whether so many are right or wrong; else empty."""
    score = score_in(fact.words)
    if score is None or score.went is not Went.OPEN or score.share not in shares(fact.words):
        return ""
    start, end = clause_around(fact.words, score.share.start)
    return f"you counted “{shorten(fact.words[start : max(end, score.share.end)], OPENING, placeholder=' …')}”"


def _is_scored(facts: Assessment) -> bool:
    """Whether the score is that of what was tried: it compares no two things, names no other one, and was not told before another was."""
    baseline, tried = facts.fact(Criterion.BASELINE), facts.fact(Criterion.TRIED)
    if baseline is None or tried is None:
        return True
    is_later = tried.at is not None and baseline.at is not None and tried.at > baseline.at
    found = shares(baseline.words)
    before = baseline.words[: found[0].start].lower() if found else ""
    is_of_training = bool(_TUNED & set(before.split())) and tried.values != ("fine_tuning",)
    return not (is_later or is_of_training or _compares(baseline.words, found))


def _compares(text: str, found: list[Quantity]) -> bool:
    """Whether two shares stand against each other, as in "87% vs 86%"."""
    between = text[found[0].end : found[1].start].lower() if len(found) > 1 else ""
    return bool(_AGAINST & {word.strip(".,") for word in between.split()})


def _measured(fact: Fact) -> str:
    """A score and what it was measured on, as in "82% on 300 test invoices"."""
    score, every = score_in(fact.words), shares(fact.words)
    if score is None or score.share not in every:
        pair = scored_pair(fact.words, is_told=True)
        return f"{pair.right:,.0f} of {pair.cases:,.0f} right" if pair else ""
    told = _span(fact.words, score.share)
    if score.share.of is None and told.replace(".", "").isdecimal() and float(told) > 1:
        # "Recall 71."
        told += "%"
    if _compares(fact.words, every):
        return f"{' '.join(fact.words[score.share.start : every[1].end].split())}{_tested_on(fact)}"
    is_of_all = score.share.of is not None and fact.number in {None, score.share.of} and not is_mark(score.share)
    went = f" {score.went}" if score.went is Went.WRONG or (is_of_all and score.went is Went.RIGHT) else ""
    return f"{told}{went}" if is_of_all else f"{told}{went}{_tested_on(fact)}"


def _tested_on(fact: Fact) -> str:
    """What a score was measured on, as in " on 300 test invoices"; empty where the words tell no number worth repeating."""
    if fact.number is None or fact.number < FEW:
        return ""
    counts = [one for one in quantities(fact.words) if one.kind is QuantityKind.COUNT and one.value == fact.number]
    if not counts:
        # Told in another message than the score.
        return f" on {fact.number:,.0f} cases" if float(fact.number).is_integer() else ""
    bare, named = _span(fact.words, counts[0]), _span(fact.words, counts[0], counted=True)
    return f" on {named}" if named != bare else f" on {bare} cases"


def _span(text: str, number: Quantity, *, counted: bool = False) -> str:
    """A number as it was written, where that is wanted with what it counts: the words up to the last plural among them."""
    at = end = number.end
    for word in number.counted[:COUNTED_WORDS] if counted else ():
        begins = text.lower().find(word, at)
        if word in _NOT_COUNTED or begins < 0 or text[at:begins].strip(" -/"):
            break
        at = begins + len(word)
        end = at if word.endswith("s") else end
    return " ".join(text[number.start : end].split())


def _of(fact: Fact) -> float | None:
    """Of how many cases a score is told: 120 of "91 of 120"."""
    score = score_in(fact.words)
    return score.share.of if score is not None else None


def _corrected(new: Fact, old: Fact) -> str:
    """What is so now and what was said before, as short as both allow: "you have 40 pairs, not 400 pairs"."""
    told, before = said(new), said(old)
    if new.criterion is Criterion.GOAL and set(new.values) & set(old.values):
        return goals_changed(new.values, old.values)
    if new.values == (NO_GAIN,) or told.startswith(f"{before} "):
        # What was tried before it stays tried, and a score stands with the size of its test.
        return told
    is_recounted = new.criterion is Criterion.BASELINE and _of(new) is not None and _of(new) != _of(old)
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
    """What was tried, where a look-up stands beside a plain prompt."""
    return WITH_LOOK_UP if is_both(fact) else ""


#: How facts are told that have a figure, or say less than their value does.
_OWN: Final = {
    Criterion.EXAMPLES: _examples,
    Criterion.VOLUME: _volume,
    Criterion.BASELINE: _score,
    Criterion.DATA_QUALITY: _quality,
    Criterion.TRIED: _tried,
}
