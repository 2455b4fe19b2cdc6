"""From what the trained reader makes of a message to facts: which values count as stated, which as likely, and in which words.

Numbers are banded by rule: a count of examples needs a number that counts something, a volume one with a period. What is not sure
enough is left unread, since a wrong fact is worse than a question. Judging the facts is `bot.decision`'s business.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.decision import VALUES, Certainty, Criterion, Fact, Goal, examples_band, volume_band
from bot.reading.by_rule import READ_BY_RULE
from bot.reading.encoder import ABOUT
from bot.reading.numbers.counted_things import (
    CountOf,
    count_of,
    counts_labelled,
    is_led_by_need,
    is_led_on,
    is_mark,
    may_be_cases,
)
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reading.encoder import Encoded

#: The values of `examples` and `volume` that a number decides.
COUNTED = ("under_10", "10_49", "50_499", "500_4999", "5000_plus")
#: From this probability on it is stated that there is no goal yet: that ends the interview.
PLAINLY_UNCLEAR = 0.95
#: Bands of this share of the likeliest one's probability may be meant as well.
AS_LIKELY = 0.8
#: Words that name what a test is made of.
TESTED = frozenset({"test", "tests", "cases", "held", "gold", "eval", "evals", "benchmark", "questions", "set"})
#: A mark is given on a scale of at most so many points.
LONGEST_SCALE = 10
#: One of so many, or of fewer, is a way to say how often.
FEW_IN_ALL = 20
#: What says of counted things that they are examples to learn from, and that somebody made sure of them.
EXAMPLES = frozenset({"examples", "pairs", "samples", "demonstrations"})
CHECKED = frozenset(
    {
        "checked",
        "labelled",
        "labeled",
        "annotated",
        "approved",
        "curated",
        "reviewed",
        "verified",
        "corrected",
        "edited",
        "clean",
        "cleaned",
        "adjudicated",
        "vetted",
    }
)
#: Who looks at examples, and is none: "four eyes", "two adjudicators".
_CHECKERS = frozenset(
    {"eye", "eyes", "adjudicators", "annotators", "labellers", "labelers", "raters", "coders", "keyers", "graders"}
)
KEYED = frozenset({"keyed", "double-keyed"})
BOUNDS = frozenset({"above", "over", "below", "under", "beyond", "around", "at", "near", "between"})
LABELLED = frozenset({"labelled", "labeled", "annotated"})
#: What says of so many inputs that an answer or an outcome stands beside them.
DONE = frozenset({"closed", "answered", "resolved", "solved", "settled", "decided", "completed", "graded", "handled"})
MANY = 500
#: Words before a number that say it is not there: wished, needed, denied, somebody else's.
NOT_HAD = frozenset(
    {"need", "needs", "needed", "want", "wanted", "would", "could", "should", "might", "may", "if", "least", "minimum", "require", "requires", "without",
     "no", "not", "never", "don't", "plan", "planning", "planned", "will", "vendor", "competitor", "they", "their", "says", "said", "collect", "collecting",
     "label", "buy", "t", "goal", "target", "hope", "can", "up", "until", "once", "than", "article", "paper", "guide", "docs", "microsoft"}
)  # fmt: skip
#: What one trains on, and what says that a model is meant.
DATA = frozenset(
    {
        "data",
        "examples",
        "tickets",
        "logs",
        "transcripts",
        "records",
        "documents",
        "content",
        "conversations",
        "mails",
        "emails",
        "chats",
    }
)
MODELS = frozenset(
    {
        "model",
        "models",
        "gpt",
        "4o",
        "llm",
        "llama",
        "mistral",
        "qwen",
        "phi",
        "gemma",
        "weights",
        "account",
        "subscription",
        "region",
        "deployment",
        "foundry",
        "azure",
    }
)
#: What a use of a model is called, what leads to a bare number of uses, and what leads to one of money; a bare rate has so many words at most.
USES = frozenset({"gens", "generations", "inferences", "prompts", "calls", "requests", "queries", "invocations", "completions", "call", "request", "query", "invocation", "completion"})  # fmt: skip
RUNS = frozenset({"do", "does", "doing", "run", "runs", "running", "handle", "handles", "process", "processes", "serve", "serves", "volume", "traffic", "load"})  # fmt: skip
MONEY = frozenset({"budget", "budgets", "spend", "spends", "spending", "pay", "pays", "paying", "cost", "costs", "save", "saves", "bill", "bills", "revenue", "turnover", "sales", "invoice", "fee", "fees", "price"})  # fmt: skip
RATE_WORDS, LED_WORDS = 3, 3
#: What may stand around a rate that is all that a message tells, and what it is of where it is none of calls.
SAYS_NOTHING = frozenset({"about", "around", "roughly", "approx", "approximately", "ca", "circa", "some", "it", "s", "its", "is", "like", "so", "now", "we", "have", "get", "are", "there", "currently", "today", "on", "average", "in", "total", "more", "or", "less", "maybe", "say", "i", "think"})  # fmt: skip
NO_USES = frozenset({"new", "changes", "change", "updates", "update", "edits", "releases", "versions", "docs", "documents", "articles", "pages", "prices", "rules", "policies", "examples", "labels", "errors", "mistakes", "people", "users", "employees"})  # fmt: skip
#: What takes something out of "none", what may be said before its number, and what is no pair of input and output.
_EXCEPTING = frozenset(
    {"well", "but", "only", "just", "except", "apart", "besides", "unless", "though", "actually", "although"}
)
_SAID_BEFORE = frozenset({"i", "we", "have", "has", "got", "there", "are", "is", "about", "around", "like", "some", "maybe", "ok", "okay", "from", "for", "the",
                          "if", "you", "count", "these", "those", "yes", "yet", "so", "far", "roughly", "ve", "do", "labelled", "data", "examples", "to", "train", "on", "of"})  # fmt: skip
_RAW = frozenset({"raw", "pdfs", "pdf", "documents", "docs", "manuals", "articles", "files", "recordings", "transcripts", "unlabelled", "unlabeled", "unchecked"})  # fmt: skip
#: A rate by the second or the minute, and what comes so often and is no call.
_STREAM = re.compile(r"(?:/|per|a|each|every)\s?(?:s|secs?|seconds?|mins?|minutes?)$|\b[rq]p[sm]$")
#: What a task reads, what says that it does, and what says of a rate that it is one of changes.
_READ = frozenset(
    {
        "pages",
        "page",
        "forms",
        "documents",
        "docs",
        "claims",
        "invoices",
        "receipts",
        "scans",
        "images",
        "letters",
        "contracts",
    }
)
_READS = re.compile(r"\b(?:extract\w*|ocr|pars(?:e|es|ing)|digiti[sz]\w*|transcrib\w+|classif\w+|captur(?:e|es|ing))\b")
_CHANGES = frozenset(
    {
        "new",
        "change",
        "changes",
        "changed",
        "update",
        "updates",
        "updated",
        "added",
        "edit",
        "edits",
        "edited",
        "rewritten",
        "replaced",
        "published",
    }
)
_NO_STREAM = frozenset(
    {"tokens", "token", "tok", "words", "frames", "frame", "rows", "bytes", "chars", "characters", "lines", "clicks"}
)
_CLAUSE_MARKS = ",.;:!?\n("
#: How far 2.3 times a thousand may be from a whole number.
_NEARLY_WHOLE = 1e-6
#: Characters between a number and the words that say what it is of.
NEAR = 60
#: Characters of somebody's words that are quoted.
LONGEST_WORDS = 160
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on a value of each criterion is stated, is likely, and answers its question.

    Chosen on voices that the reader did not learn from; `tests/training` prints what they give.
    """

    stated: dict[Criterion, float]
    likely: dict[Criterion, float]
    answer: float
    second_goal: float


@cache
def thresholds() -> Thresholds:
    """The packaged thresholds, read once."""
    known = json.loads(ABOUT.read_text(encoding="utf-8"))["thresholds"]
    return Thresholds(
        {Criterion(name): at for name, at in known["stated"].items()},
        {Criterion(name): at for name, at in known["likely"].items()},
        known["answer"],
        known["second_goal"],
    )


def facts_in(encoded: Encoded, at: Thresholds | None = None) -> tuple[Fact, ...]:
    """Return what a text states and what it makes likely, at most one fact a criterion, in the rubric's order."""
    at = at or thresholds()
    numbers = quantities(encoded.text)
    found = [fact for criterion in Criterion if (fact := _fact(criterion, encoded, numbers, at))]
    return tuple(fact for fact in found if not _is_about_data(fact))


def _is_about_data(fact: Fact) -> bool:
    """Whether words that were taken for a model one may train speak of data one may train on: "our tickets may be used for training"."""
    said = set(_WORD.findall(fact.words.lower()))
    return fact.criterion is Criterion.TUNABLE_MODEL and bool(said & DATA) and not said & MODELS


def speaks_of_data(words: str) -> bool:
    """Whether words name data that one may train on, or not."""
    return bool(set(_WORD.findall(words.lower())) & DATA)


def _fact(criterion: Criterion, encoded: Encoded, numbers: list[Quantity], at: Thresholds) -> Fact | None:
    if by_rule := READ_BY_RULE.get(criterion):
        return by_rule(encoded.text)
    values = [str(value) for value in VALUES[criterion]]
    stated = {value: encoded.probability(criterion, value) for value in values}
    if criterion in {Criterion.EXAMPLES, Criterion.VOLUME}:
        return _counted(criterion, encoded, numbers, at)
    best = max(values, key=lambda value: stated[value])
    if stated[best] >= at.stated[criterion]:
        return _goals(encoded, stated, best, at) if criterion is Criterion.GOAL else quoted(criterion, best, encoded)
    return _guess(criterion, encoded, values, at)


def _goals(encoded: Encoded, stated: dict[str, float], best: str, at: Thresholds) -> Fact:
    """The goal, of which there may be two; "make it better" beside a named one is none, and alone it is asked about."""
    if best == Goal.UNCLEAR:
        sure = stated[best] >= PLAINLY_UNCLEAR
        return quoted(Criterion.GOAL, best, encoded, Certainty.STATED if sure else Certainty.LIKELY)
    ranked = sorted(stated, key=lambda value: -stated[value])
    values = [best, *(value for value in ranked[1:2] if stated[value] >= at.second_goal)]
    named = [value for value in values if value != Goal.UNCLEAR] or values
    words = quoted(Criterion.GOAL, named[0], encoded).words
    return Fact(Criterion.GOAL, tuple(named), words=words)


def _guess(criterion: Criterion, encoded: Encoded, values: list[str], at: Thresholds) -> Fact | None:
    likely = {value: encoded.at_least_likely(criterion, value) for value in values}
    best = max(values, key=lambda value: likely[value])
    if likely[best] < at.likely[criterion]:
        return None
    return quoted(criterion, best, encoded, certainty=Certainty.LIKELY)


def _counted(criterion: Criterion, encoded: Encoded, numbers: list[Quantity], at: Thresholds) -> Fact | None:
    """A number of examples or of uses a day: what the words say it is of, and the band by rule."""
    values = [str(value) for value in VALUES[criterion]]
    banded = [value for value in values if criterion is Criterion.VOLUME or value in COUNTED]
    together = sum(encoded.probability(criterion, value) for value in banded)
    plain = [value for value in values if value not in banded]
    best = max(plain, key=lambda value: encoded.probability(criterion, value), default="")
    if best and encoded.probability(criterion, best) >= max(at.stated[criterion], together):
        said = quoted(criterion, best, encoded)
        after_all = had_after_all(said, encoded.text, numbers) if best == "none" else None
        return with_number(criterion, after_all, encoded.text) if after_all else said
    number = _number(criterion, encoded, numbers, banded, sure=together >= at.stated[criterion])
    plainly = _PLAINLY[criterion](encoded.text, numbers) if together < at.stated[criterion] else None
    if plainly is not None:
        # A list of bare facts, ", 3,000 checked examples, 200k calls month", has little around it that the reader could go by.
        return with_number(criterion, plainly, encoded.text)
    if number is None:
        # Without a number there is no band; what is claimed all the same is asked for.
        return _guess(criterion, encoded, plain, at) if plain else None
    if together >= at.stated[criterion]:
        return with_number(criterion, number, encoded.text)
    if sum(encoded.at_least_likely(criterion, value) for value in banded) >= at.likely[criterion]:
        return with_number(criterion, number, encoded.text, certainty=Certainty.LIKELY)
    return _guess(criterion, encoded, plain, at) if plain else None


def _had(text: str, numbers: list[Quantity]) -> Quantity | None:
    """The number of examples that somebody says are good ones, in a clause that neither asks nor wishes nor denies; None where none says so."""
    for one in counting(Criterion.EXAMPLES, numbers):
        is_alone = not one.led and len(one.counted) == 1 and _is_listed(text, one)
        # "9,000 lawyer-checked clause labels"; "need 97, 4k labels".
        is_of_labels = counts_labelled(one) and (is_alone or CHECKED & set(one.counted[:2]))
        is_named = is_of_labels or (EXAMPLES & set(one.counted) and (is_alone or CHECKED & set(one.counted)))
        # "F1 0.8 on 300 labelled mails" names a test.
        is_labelled = LABELLED & set(one.counted[:2]) and len(one.counted) > 1 and not is_led_on(one)
        if (is_named or is_labelled or _is_done_with(one)) and _is_told(text, one):
            return one
    return None


def _is_done_with(one: Quantity) -> bool:
    """Whether a number counts many inputs that somebody has answered or closed: "240,000 closed disputes"; a test is no such number."""
    is_many = one.value >= MANY and not is_led_on(one)
    return is_many and bool(DONE & set(one.counted[:1])) and any(word.endswith("s") for word in one.counted[1:3])


def _is_listed(text: str, one: Quantity) -> bool:
    """Whether a number and the one word that it counts stand between the commas or the ends of a list: "82%, 500 examples"."""
    after = text[text.lower().find(one.counted[0], one.end) + len(one.counted[0]) :].lstrip()
    before = text[: one.start].rstrip()
    ends = (before[-1:], after[:1])
    return any(ends) and all(not sign or sign in _CLAUSE_MARKS for sign in ends)


def _run(text: str, numbers: list[Quantity]) -> Quantity | None:
    """The rate of which somebody says that it is one of calls, or that they run so many of whatever it is; None where it may be money or a wish."""
    rates = counting(Criterion.VOLUME, numbers)
    if len(rates) != 1:
        return None
    (one,) = rates
    said = set(_WORD.findall(text[one.start : one.end].lower()))
    told = text[one.start : one.end]
    is_bare = len(told.split()) <= RATE_WORDS
    is_led = bool(RUNS & set(one.led[-LED_WORDS:]))
    rest = set(_WORD.findall(f"{text[: one.start]} {text[one.end :]}".lower()))
    is_all = rest <= SAYS_NOTHING and not said & NO_USES
    # What comes by the second or the minute is what runs: "12k msg/s at peak".
    is_stream = bool(_STREAM.search(told.lower())) and not said & (NO_USES | _NO_STREAM)
    # "Doc extraction, 5.2M pages/mo": what is read comes in at that rate.
    is_read = (
        bool(_READ & said) and bool(_READS.search(text.lower())) and not _CHANGES & {*said, *one.led, *one.counted}
    )
    runs = bool(USES & {*said, *one.counted[:1]}) or (is_bare and is_led) or is_all or is_stream or is_read
    return one if runs and not MONEY & set(one.led) and _is_told(text, one) else None


def _is_told(text: str, one: Quantity) -> bool:
    """Whether the clause of a number neither asks nor wishes nor denies it, nor tells it of somebody else."""
    begin = max(text.rfind(mark, 0, one.start) for mark in _CLAUSE_MARKS) + 1
    end = min((at for mark in "?.;!\n" if (at := text.find(mark, one.end)) >= 0), default=len(text))
    before = set(_WORD.findall(text[begin : one.start].lower()))
    return not before & NOT_HAD and text[end : end + 1] != "?"


#: What finds the number of a criterion by the words beside it, where the reader is not sure of it.
_PLAINLY = MappingProxyType({Criterion.EXAMPLES: _had, Criterion.VOLUME: _run})


def had_after_all(none: Fact, text: str, numbers: list[Quantity]) -> Quantity | None:
    """The number of examples that a text takes out of having none: "zero training data. well, 40 invoices that I made"; None where it takes none out."""
    at = text.find(none.words)
    for one in counting(Criterion.EXAMPLES, numbers):
        between = _WORD.findall(text[at + len(none.words) : one.start].lower()) if at >= 0 else []
        is_excepted = bool(_EXCEPTING & set(between)) and not set(between) - _EXCEPTING - _SAID_BEFORE
        if is_excepted and one.value and not _RAW & set(one.counted):
            return one
    return None


def _number(
    criterion: Criterion, encoded: Encoded, numbers: list[Quantity], banded: list[str], *, sure: bool
) -> Quantity | None:
    """The number that the words for the likeliest band are about; of several bands that are as likely, the largest number in its band."""
    score = encoded.probability if sure else encoded.at_least_likely
    likeliest = max(banded, key=lambda value: score(criterion, value))
    near = {
        value: nearest(criterion, encoded.place(criterion, value, stated=sure), numbers)
        for value in banded
        if score(criterion, value) >= AS_LIKELY * score(criterion, likeliest)
    }
    fitting = [number for value, number in near.items() if number and _band(criterion, number) == value]
    return max(fitting, key=lambda number: number.value, default=near[likeliest])


def _band(criterion: Criterion, number: Quantity) -> str:
    return str(volume_band(number.value) if criterion is Criterion.VOLUME else examples_band(number.value))


def counting(criterion: Criterion, numbers: list[Quantity]) -> list[Quantity]:
    """The numbers that can say how many examples there are, or uses a day."""
    if criterion is Criterion.VOLUME:
        return [one for one in numbers if one.kind is QuantityKind.RATE]
    counts = [one for one in numbers if one.kind is QuantityKind.COUNT and not _CHECKERS & set(one.counted[:2])]
    # "2.9 is with 3,100 tokens" speaks of a number that was told, and "distil 4.1 into nano" of a version.
    return [one for one in counts if count_of(one) is None and (one.value + _NEARLY_WHOLE) % 1 < 2 * _NEARLY_WHOLE]


def nearest(criterion: Criterion, place: tuple[int, int], numbers: list[Quantity], near: int = NEAR) -> Quantity | None:
    """The number that the words at a place are about: in them, else at most `near` characters before or after them."""
    numbers = counting(criterion, numbers)
    start, end = place
    held = [one for one in numbers if one.start < end and start < one.end]
    if held:
        # Where several are named, the largest is what there is: "12 from us, another 3,000 from the archive".
        return max(held, key=lambda one: one.value)
    close = [one for one in numbers if max(one.start - end, start - one.end) <= near]
    return min(close, key=lambda one: max(one.start - end, start - one.end), default=None)


def with_number(criterion: Criterion, number: Quantity, text: str, certainty: Certainty = Certainty.STATED) -> Fact:
    """The fact that a number states, with the words around it."""
    end = number.end
    if number.counted and (at := text.lower().find(number.counted[-1], number.end)) >= 0:
        end = min(at + len(number.counted[-1]), number.end + NEAR)
    return Fact(criterion, (_band(criterion, number),), certainty, text[number.start : end].strip(), number.value)


def with_another_number(fact: Fact, number: Quantity, text: str) -> Fact:
    """A fact that is known, with the number that a correction gives in place of its own."""
    if fact.criterion in {Criterion.EXAMPLES, Criterion.VOLUME}:
        return with_number(fact.criterion, number, text)
    if fact.criterion is Criterion.BASELINE:
        # A test of another size takes nothing from the score.
        return replace(fact, number=number.value)
    return replace(fact, words=text[number.start : number.end], number=number.value)


def quoted(criterion: Criterion, value: str, encoded: Encoded, certainty: Certainty = Certainty.STATED) -> Fact:
    """The fact that a value holds, with the words that say it."""
    start, end = encoded.place(criterion, value, stated=certainty is Certainty.STATED)
    words = " ".join(encoded.text[start:end].split()).strip(" ,;:.")
    measured = (criterion, value) == (Criterion.BASELINE, "measured")
    number = tested_on((start, end), quantities(encoded.text)) if measured else None
    return Fact(criterion, (value,), certainty, words[:LONGEST_WORDS], number)


def stand_in(words: str, text: str) -> bool:
    """Whether some words stand in a text, whole and in this order, whatever stands between them besides words."""
    said = " ".join(_WORD.findall(words.lower()))
    return bool(said) and f" {said} " in f" {' '.join(_WORD.findall(text.lower()))} "


def tested_on(place: tuple[int, int], numbers: list[Quantity]) -> float | None:
    """On how many cases a score was measured, as the words at a place say, or test cases near them; None where none do."""
    start, end = place
    # "Target 98/98" counts no cases.
    numbers = [one for one in numbers if not (one.of is not None and is_led_by_need(one))]
    held = [one for one in numbers if one.start < end and start < one.end]
    counts = [
        one
        for one in held
        if one.kind is QuantityKind.COUNT and may_be_cases(one) and not _is_of_examples(one) and not _is_a_bound(one)
    ]
    # "Tested on 5 raters and 120 letters."
    counts = [one for one in counts if count_of(one) is not CountOf.PEOPLE] or counts
    # "4 of 5 on 200 chats" is a mark.
    of = [
        one.of for one in held if one.of is not None and not is_mark(one) and not (counts and one.of <= LONGEST_SCALE)
    ]
    tests = [one.value for one in counts if TESTED & set(one.counted) or count_of(one) is CountOf.TEST_CASES]
    # Of two the later: what a model was tuned on is told before its score.
    led = [one.value for one in counts if is_led_on(one)][::-1]
    near = [one.value for one in _tested_near(start, end, numbers)] if not counts and not of else []
    return next(iter([*of, *led, *tests, *(one.value for one in counts), *near]), None)


def _is_a_bound(one: Quantity) -> bool:
    """Whether a bare number is where other scores lie, or that of the shots in a prompt: "the others above 90", "prompt + 6 few shot gets 91%"."""
    is_of_shots = one.counted[:1] in {("shot",), ("shots",)} or one.counted[:2] in {("few", "shot"), ("few", "shots")}
    is_of_shots = is_of_shots or one.counted[:1] in {("vs",), ("versus",)}
    return is_of_shots or (bool(BOUNDS & set(one.led[-1:])) and not one.counted)


def _is_of_examples(one: Quantity) -> bool:
    """Whether a number counts examples, and nothing says that anything was tested on them: "82%, 500 examples"."""
    # "50k labels checked" counts labels.
    is_checked = bool(CHECKED & set(one.counted[1:2])) and counts_labelled(replace(one, counted=one.counted[:1]))
    # "2,500 labelled by lawyers" names nothing else.
    is_labelled = bool(LABELLED & set(one.counted[:1])) or bool(KEYED & set(one.counted[:4]))
    is_named = bool(EXAMPLES & set(one.counted[:2])) or counts_labelled(one) or is_checked or is_labelled
    return is_named and not one.led and count_of(one) is not CountOf.TEST_CASES


def _is_loose(share: Quantity, counts: list[Quantity]) -> bool:
    """Whether the whole of a share is no test set: a scale beside one, or "1 in 6"."""
    of = share.of or 0
    return (bool(counts) and of <= LONGEST_SCALE) or (of <= FEW_IN_ALL and round(share.value * of) == 1)


def _tested_near(start: int, end: int, numbers: list[Quantity]) -> Iterator[Quantity]:
    """The numbers near a place that are said to count test cases, or that a share beside them was measured on."""
    for before, one in pairwise([None, *numbers]):
        if one is None or max(one.start - end, start - one.end) > NEAR or not may_be_cases(one):
            continue
        is_of_a_share = before is not None and before.kind is QuantityKind.SHARE and is_led_on(one)
        if one.kind is QuantityKind.COUNT and (count_of(one) is CountOf.TEST_CASES or is_of_a_share):
            yield one
