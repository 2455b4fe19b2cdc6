"""A figure of a case told back as the person wrote it: how many examples, how many calls, and a score with what it was measured on."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from bot.decision import Criterion
from bot.reading.evidence import clause_around
from bot.reading.numbers.counted_things import is_mark
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from bot.reading.scores.precision_recall import both_told
from bot.reading.scores.scored_pairs import scored_pair
from bot.reading.scores.scores import Went, score_in, scores_in, shares

if TYPE_CHECKING:
    from bot.decision import Assessment, Fact

#: Characters of what somebody counted, where it is quoted.
_LONGEST_COUNTED = 60
#: How many words after a number may belong to what it counts.
COUNTED_WORDS = 4
#: Test cases below which a number is more likely something else that was read.
FEW = 5
#: A rate of so many words is a number and a period.
RATE_WORDS = 3
_PERIODS = frozenset({"hour", "day", "week", "month", "year"})
_BEFORE_A_PERIOD = frozenset({"a", "an", "per", "each", "every", "one", "the", "by", "in", "is", "/", "x"})
#: What ends the name of what is counted.
_NOT_COUNTED = frozenset(
    ["and", "but", "or", "with", "w", "we", "i", "it", "they", "is", "are", "was", "were", "that", "which", "who", "so", "of", "for", "from", "in", "on",
     "to", "by", "at", "need", "needs", "have", "has", "had", "want", "already", "now",
     "only", "right", "correct", "because", "if", "as", "our", "per", "a", "an", "the", "while", "than", "today", "total", "overall", "each", "out"]
)  # fmt: skip
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


def examples_told(fact: Fact) -> str:
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


def volume_told(fact: Fact) -> str:
    """How many uses there are, and by which period; empty where no rate was told."""
    rates = [one for one in quantities(fact.words) if one.kind is QuantityKind.RATE]
    if not rates:
        return ""
    told = _span(fact.words, rates[0])
    if (ends := told.split())[-1] in _PERIODS and len(ends) > 1 and ends[-2] not in _BEFORE_A_PERIOD:
        # "50k calls day".
        told = f"{' '.join(ends[:-1])} a {ends[-1]}"
    # "20k a day" names nothing that one could have.
    return f"you run {told}" if len(told.split()) <= RATE_WORDS else f"there are {told}"


def score_told(fact: Fact) -> str:
    """The score that something gets, or how many cases its test has; empty where neither was told."""
    if measured := score_on_cases(fact):
        return _counted_openly(fact) or f"it gets {measured}"
    if not fact.number:
        return ""
    # Nobody has 91.2 cases: that is the score.
    return f"the test has {fact.number:,.0f} cases" if float(fact.number).is_integer() else f"it scores {fact.number:g}"


def score_of_tried(facts: Assessment) -> str:
    """What was tried with its score, or a score alone that may be another thing's; empty where none was told in figures."""
    baseline, tried = facts.fact(Criterion.BASELINE), facts.value(Criterion.TRIED)
    measured = score_on_cases(baseline) if baseline else ""
    if not measured:
        return ""
    if baseline is not None and (counted := _counted_openly(baseline)):
        # Whether what was tried gets so many right is what they leave open.
        return counted
    return (
        f"{_MEASURED.get(tried or '', 'what you have')} gets {measured}"
        if is_of_tried(facts)
        else f"you measured {measured}"
    )


def _counted_openly(fact: Fact) -> str:
    """What somebody counted, in their words, where these leave it open whether so many are right or wrong; else empty."""
    score = score_in(fact.words)
    if score is None or score.went is not Went.OPEN or score.share not in shares(fact.words):
        return ""
    start, end = clause_around(fact.words, score.share.start)
    return f"you counted “{shorten(fact.words[start : max(end, score.share.end)], _LONGEST_COUNTED, placeholder=' …')}”"


def is_of_tried(facts: Assessment) -> bool:
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


def score_on_cases(fact: Fact) -> str:
    """A score and what it was measured on, as in "82% on 300 test invoices"."""
    score, every = score_in(fact.words), shares(fact.words)
    if score is None or score.share not in every:
        pair = scored_pair(fact.words, is_told=True)
        return f"{pair.right:,.0f} of {pair.cases:,.0f} right" if pair else ""
    told = _span(fact.words, score.share)
    if score.share.of is None and told.replace(".", "").isdecimal() and float(told) > 1:
        # "Recall 71."
        told += "%"
    if both := both_told(fact.words, [one.share for one in scores_in(fact.words)]):
        precision, recall = (_span(fact.words, one) for one in both)
        return f"precision {precision} and recall {recall}{_tested_on(fact)}"
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


def counted_of(fact: Fact) -> float | None:
    """Of how many cases a score is told: 120 of "91 of 120"."""
    score = score_in(fact.words)
    return score.share.of if score is not None else None
