"""A second look at what the trained reader makes of a text: whether its words bear a value out, or deny it.

The reader can't be taught one exception at a time; what it gets wrong in one kind of sentence is mended here, by words that stand in
`evidence.toml`. A look only takes a value away, makes it less sure, or puts in its place what the words name plainly.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.barred import with_ban
from bot.reading.denied_topics import denied_goals, denied_topics, named_topics, names_mistakes
from bot.reading.evidence import affirmed, affirms, as_written, clauses, listed, names, names_undenied, plain
from bot.reading.facts_in import counting, with_number
from bot.reading.how_often import stability_in, volatility_in
from bot.reading.outdated_facts import wrong_for_change
from bot.reading.quantities import QuantityKind, quantities
from bot.reading.sayings import asks, is_no
from bot.reading.score_words import counted_for_sure, failing, scored_in_context
from bot.reading.scored_pairs import scored_pair
from bot.reading.scores import score_in, wanted_in
from bot.reading.techniques import (
    NOTHING,
    denies_training_only,
    only_retrieval_denied,
    rests_on_denied_retrieval,
    retrieval_denied,
    said_to_be_tried,
    scored_with,
    with_technique,
)
from bot.reading.unusable_part import permitted_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.reading.encoder import Encoded
    from bot.reading.quantities import Quantity

_NOT_THERE = re.compile(
    r"\b(?:not|never|no longer) (?:on|in|at|with|using|via)(?: \w{1,12})? ?(?:azure|aws|bedrock|vertex|gcp|foundry|openai)\b"
)
#: "1.5k tok of that is prompt": what a call holds, and no word on what was tried.
_PART_OF_A_CALL = re.compile(r"\bof (?:that|it|this|those|them|these) (?:is|are)\b")
#: What excepts a number from what was denied before it: "no data, except 40", "none. well, maybe 30".
_BUT = re.compile(
    r"(?:[.,;:!?)–—-]\s{0,2}(?:well|but|only|just|ok|okay)|\b(?:except|apart from|besides|other than|unless|count))\b,?\s{0,2}(?:(?:for|you|the|our|my|those|these|about|maybe|perhaps|only|some|we|i|have|there|are|like|around|got|did|make|made|a),?\s){0,4}$"
)
#: What ends a sentence, unless the next one goes on with what speaks against it.
_SENTENCE_ENDS = re.compile(r"[.!?\n](?=\s)(?!\s{1,3}(?:but|still|however|yet|though|although|only)\b)")
_NO_LONGER = re.compile(r"\bused to\b|\bno longer\b|\banymore\b")
#: Pages up to here fit into a prompt: at some 500 words a page 20,000 words, a fifth of the smallest context window on offer.
FEW_PAGES = 40
#: "We have not tried structured outputs": a way that is open, and no word on examples.
_NOT_TRIED = re.compile(
    r"\b(?:not|never|n't|nt|yet) (?:yet |really |even |ever )?(?:tried|tested|used|looked)\b|\btried no"
)
#: A message that tells the size of what is known has no more words than this.
FEW_WORDS = 12
#: From this share on a search that finds the right passage is not what is wrong.
FINDS_MOST = 0.85
#: Tokens from which on a prompt is named for its length.
MANY_TOKENS = 2_000
#: Characters in which a number's unit stands.
LONGEST_UNIT = 12
#: Characters of somebody's words that are quoted.
LONGEST_WORDS = 160


def looked_at_again(facts: Iterable[Fact], encoded: Encoded, asked: Criterion | None = None) -> tuple[Fact, ...]:
    """The facts that the words of a text bear out, and what they name in place of those they do not.

    Args:
        facts: What the trained reader found, at most one a criterion.
        encoded: The text they were found in.
        asked: The criterion that the text answers, whose question lends it words.
    """
    text = encoded.text
    kept = {}
    for fact in (one for one in facts if not denies_training_only(one, text)):
        look = _LOOKS.get(fact.criterion)
        seen = look(fact, encoded, is_asked=fact.criterion is asked) if look else fact
        if seen is not None:
            kept[seen.criterion] = seen
    if Criterion.TRIED not in kept and only_retrieval_denied(text) and not asks(text):
        kept[Criterion.TRIED] = Fact(
            Criterion.TRIED, (NOTHING,), Certainty.LIKELY, retrieval_denied(text)[:LONGEST_WORDS]
        )
    if Criterion.GOAL not in kept and (denied := denied_goals(text)) and (goal := _other_goal(text, denied)):
        kept[Criterion.GOAL] = goal
    for criterion, plainly in ((Criterion.TRIED, said_to_be_tried), (Criterion.TASK_STABILITY, _stable)):
        if criterion not in kept and (said := plainly(text)):
            kept[criterion] = said
    known = kept.get(Criterion.TRIED)
    if (known is None or known.is_likely) and (tried := scored_with(text)):
        kept[Criterion.TRIED] = tried
    _take_pair(kept, text)
    if Criterion.FAILURE not in kept and (failure := failing(kept.get(Criterion.BASELINE), kept.get(Criterion.GOAL))):
        kept[Criterion.FAILURE] = failure
    if Criterion.BASELINE not in kept and (baseline := _test_set(text) or _judged_by_eye(text)):
        kept[Criterion.BASELINE] = baseline
    kept |= {fact.criterion: fact for fact in _of_the_whole(kept, text)}
    _take_change(kept, text)
    return with_ban((kept[criterion] for criterion in Criterion if criterion in kept), text)


def _take_pair(kept: dict[Criterion, Fact], text: str) -> None:
    """Put a score that is told as two counts into facts, and take out what its words were taken for besides."""
    pair = scored_pair(text)
    if pair is None:
        return
    words = text[pair.start : pair.end]
    kept[Criterion.BASELINE] = Fact(Criterion.BASELINE, ("measured",), words=words, number=pair.cases)
    counted, quality = kept.get(Criterion.EXAMPLES), kept.get(Criterion.DATA_QUALITY)
    if counted is not None and counted.number in {pair.cases, pair.right}:
        del kept[Criterion.EXAMPLES]
    if quality is not None and quality.words in words:
        del kept[Criterion.DATA_QUALITY]


def _take_change(kept: dict[Criterion, Fact], text: str) -> None:
    """Put how often a text says that something changes into facts: of the facts, or of what a right answer is, and not of both."""
    stability = stability_in(text)
    volatility = volatility_in(text) or kept.pop(Criterion.VOLATILITY, None)
    if stability is not None:
        kept[Criterion.TASK_STABILITY] = stability
    if volatility is not None and (stability is None or plain(volatility.words) not in plain(stability.words)):
        kept[Criterion.VOLATILITY] = volatility


def _to_be_better(kept: Mapping[Criterion, Fact], text: str) -> Fact | None:
    """That the task is to be done right more often, stated where a score is told with the one that is wanted and no other goal is named."""
    goal, baseline = kept.get(Criterion.GOAL), kept.get(Criterion.BASELINE)
    if goal is None or baseline is None or goal.values != (str(Goal.TASK_ACCURACY),) or not baseline.is_stated:
        return None
    is_told = score_in(baseline.words) is not None and wanted_in(baseline.words) is not None
    others = (topic.goal for topic in named_topics(text) if topic.goal != Goal.TASK_ACCURACY)
    return replace(goal, certainty=Certainty.STATED) if is_told and not any(others) else None


def _of_the_whole(kept: Mapping[Criterion, Fact], text: str) -> Iterator[Fact]:
    """What the whole text says: that facts of today are missing, that those needed fit into a prompt, that the task is to be done right more often."""
    if outdated := wrong_for_change(text):
        yield Fact(Criterion.FAILURE, ("missing_knowledge",), words=as_written(outdated, text))
    if pages := _few_pages(text, kept.get(Criterion.KNOWLEDGE_HOME)):
        yield pages
    if goal := _to_be_better(kept, text):
        yield goal


def lifts_residency(text: str) -> bool:
    """Whether a text says in so many words that data may go anywhere."""
    return names(text, "residency", "anywhere")


def says_no_to_another(text: str) -> bool:
    """Whether a "no" that begins a text goes on to say that something is in order, so that it may answer a worry: "no, the labels are ok"."""
    first, second = [*islice(clauses(text), 2), "", ""][:2]
    return (
        is_no(first)
        and bool(re.match(r"(?:the|our|my|all|those|these) ", second))
        and affirms(second, listed("denied", "in_order"))
    )


def only_tells(text: str) -> bool:
    """Whether a text tells of a use case and neither speaks to the bot nor names what an attack names: "I told you, the style guide is in the prompt"."""
    whole = listed("attack", "told").sub("", plain(text))
    tells = names(whole, "attack", "bare") or (names(whole, "attack", "case") and names(whole, "attack", "tells"))
    return tells and not names(whole, "attack", "spoken_to") and not names(whole, "attack", "words")


def _goal(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    denied = denied_goals(encoded.text)
    if not denied & set(fact.values):
        return fact
    values = tuple(value for value in fact.values if value not in denied)
    if values:
        return replace(fact, values=values)
    return _other_goal(encoded.text, denied)


def _other_goal(text: str, denied: frozenset[str]) -> Fact | None:
    """The goal that is named beside the one that is denied: stated where it is called by its name."""
    named = [topic.goal for topic in named_topics(text) if topic.goal not in denied]
    words = " ".join(text.split())[:LONGEST_WORDS]
    if len(named) == 1:
        return Fact(Criterion.GOAL, (named[0],), words=words)
    if not named and names_mistakes(text) and Goal.TASK_ACCURACY not in denied:
        return Fact(Criterion.GOAL, (str(Goal.TASK_ACCURACY),), Certainty.LIKELY, words)
    return None


def _tried(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    if _PART_OF_A_CALL.search(plain(encoded.text)) and any(
        one.kind is QuantityKind.SIZE for one in quantities(encoded.text)
    ):
        return None
    if fact.values == (NOTHING,) and rests_on_denied_retrieval(fact.words, encoded.text):
        return replace(fact, certainty=Certainty.LIKELY)
    return with_technique(fact, encoded.text)


def _failure(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    text, value = encoded.text, fact.values[0] if fact.values else ""
    if value in {topic.failure for topic in denied_topics(text)}:
        return None
    if value == "prompt_too_long" and not is_asked and not (names(text, "failure", "length") or _is_long(text)):
        return None
    if value == "bad_retrieval" and _finds_most(text):
        return None
    if value == "works_ok" and _is_reworked(fact, text):
        return None
    is_a_payer = names(text, "failure", "payers") and not names(text, "failure", "complaints")
    return None if value == "slow_or_costly" and is_a_payer else fact


def _is_reworked(fact: Fact, text: str) -> bool:
    """Whether a text goes on, after it has said that something works, with what people must do about it: "looks okay but editors rewrite 40%"."""
    whole = plain(text)
    said = whole[max(whole.find(plain(fact.words)), 0) :]
    end = _SENTENCE_ENDS.search(said)
    others = islice(clauses(said[: end.start()] if end else said), 1, None)
    reworked = listed("failure", "reworked")
    return any(affirms(clause, reworked) and not _NO_LONGER.search(clause) for clause in others)


def _finds_most(text: str) -> bool:
    """Whether a text says that the search finds the right passage nearly always: "recall@5 is 0.92"."""
    parts = (part for part in clauses(text) if names(part, "baseline", "of_search"))
    return any(one.kind is QuantityKind.SHARE and one.value >= FINDS_MOST for part in parts for one in quantities(part))


def _is_long(text: str) -> bool:
    """Whether a text counts so many tokens that it speaks of a long prompt."""
    return any(one.kind is QuantityKind.SIZE and one.value >= MANY_TOKENS for one in quantities(text))


def _baseline(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """A score is no size: "1500 in, 100 out" measures nothing."""
    found = quantities(encoded.text)
    sizes = [one for one in found if one.kind is QuantityKind.SIZE]
    if fact.values == ("none",) and rests_on_denied_retrieval(fact.words, encoded.text):
        return None
    if fact.values == ("informal",) and affirmed(encoded.text, "baseline", "by_eye"):
        return replace(fact, certainty=Certainty.STATED)
    is_only_size = bool(sizes) and len(sizes) == len(found) and fact.values == ("measured",)
    if (
        is_only_size
        or _holds_no_score(fact, encoded.text)
        or _is_of_search(fact, encoded.text)
        or _is_of_labels(fact, encoded.text)
    ):
        return None
    scored = scored_in_context(fact, encoded.text)
    return counted_for_sure(scored, encoded.text) if scored is not None else None


def _stability(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """Whether what counts as right stands still; that it is "not fixed yet" says nothing of that."""
    steady = listed("task_stability", "steady")
    said = [clause for clause in clauses(encoded.text) if steady.search(clause)]
    is_denied = bool(said) and not any(names_undenied(clause, steady) for clause in said)
    return None if fact.values == ("stable",) and is_denied else fact


def _stable(text: str) -> Fact | None:
    """That what counts as right stands still, where a list of bare facts says so: "azure, trainable ok, defn stable"."""
    words = affirmed(text, "task_stability", "stands")
    return Fact(Criterion.TASK_STABILITY, ("stable",), words=words[:LONGEST_WORDS]) if words else None


def _deadline(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """By when something has to be done; how long the money lasts says nothing of it."""
    return None if not is_asked and names(_sentence_of(fact, encoded.text), "deadline", "of_money") else fact


def _holds_no_score(fact: Fact, text: str) -> bool:
    """Whether words that were taken for a score hold numbers, and none that a test could have: tokens, calls, "250 out"."""
    at = text.find(fact.words)
    held = [one for one in quantities(text) if at >= 0 and one.start < at + len(fact.words) and at < one.end]
    none = {QuantityKind.SIZE, QuantityKind.RATE}
    is_none = all(one.kind in none or one.counted in {("out",), ("in",)} for one in held)
    return fact.values == ("measured",) and bool(held) and is_none and not names(fact.words, "baseline", "of_tests")


def _is_of_search(fact: Fact, text: str) -> bool:
    """Whether a score says how often the search finds the right passage, and nothing of the answers."""
    said = _sentence_of(fact, text)
    return names(said, "baseline", "of_search") and not names(said, "baseline", "answers")


def _is_of_labels(fact: Fact, text: str) -> bool:
    """Whether a share says how many labels are right: "the labels are ok. we audited 500, 97% right"."""
    said = _sentence_of(fact, text)
    is_checked = names(said, "baseline", "of_labels") and not names(said, "baseline", "answers")
    return is_checked and names(text, "baseline", "labels") and not names(fact.words, "baseline", "of_tests")


def _sentence_of(fact: Fact, text: str) -> str:
    """The sentence of a text that a fact's words begin in, or the words where they do not stand in it."""
    whole, words = plain(text), plain(fact.words)
    at = whole.find(words)
    if at < 0 or not words:
        return words
    begin = max(whole.rfind(mark, 0, at) for mark in (". ", "; ", "? ", "! ", "\n")) + 1
    ends = [end for mark in (". ", "; ", "? ", "! ", "\n") if (end := whole.find(mark, at + len(words))) >= 0]
    return whole[begin : min(ends, default=len(whole))]


def _test_set(text: str) -> Fact | None:
    """The test set of so many cases that a text says something runs over by itself: "300 tasks, run nightly in CI"."""
    if not any(affirms(clause, listed("baseline", "automatic")) for clause in clauses(text)):
        return None
    tests = listed("baseline", "tests")
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    sets = [one for one in counts if tests.search(" ".join(one.counted[:2]))]
    if len(sets) != 1:
        return None
    # What runs every night may be anything, what runs in CI is a test.
    certainty = Certainty.STATED if names(text, "baseline", "of_tests") else Certainty.LIKELY
    words = " ".join(text.split())[:LONGEST_WORDS]
    return Fact(Criterion.BASELINE, ("measured",), certainty, words, sets[0].value)


def _judged_by_eye(text: str) -> Fact | None:
    """That somebody looks at the answers, where a text says so of no examples: "the partners judge it by eye"."""
    words = affirmed(text, "baseline", "by_eye")
    is_of_examples = not words or names(text, "data_quality", "examples")
    return None if is_of_examples else Fact(Criterion.BASELINE, ("informal",), words=words[:LONGEST_WORDS])


def _volatility(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """How often knowledge changes; how often something runs, or is used, says nothing of it."""
    text, words = encoded.text, plain(fact.words)
    said = [clause for clause in clauses(text) if words in clause]
    is_of_runs = any(names(clause, "volatility", "runs") for clause in said)
    at = plain(text).find(words)
    is_of_uses = at >= 0 and any(
        one.start <= at and at + len(words) <= one.end for one in counting(Criterion.VOLUME, quantities(text))
    )
    return None if (is_of_runs or is_of_uses) and not names(text, "volatility", "changes") else fact


def _stakes(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """What a mistake costs; that money does not matter says nothing of it, and that mistakes do says that it is much."""
    denied = denied_topics(encoded.text)
    if fact.values != ("low",) or not any(topic.goal == Goal.COST_LATENCY for topic in denied):
        return fact
    matters = listed("stakes", "matters")
    said = [one for one in clauses(encoded.text) if affirms(one, matters) and names(one, "denied", "mistakes")]
    return replace(fact, values=("high",), certainty=Certainty.LIKELY, words=said[0]) if said else None


def _permissions(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """Who may see what; that data is confidential says what may be done with it, and nothing of who sees which part."""
    if fact.values != ("per_user",) or names(encoded.text, "permissions", "who_sees"):
        return fact
    if not names(encoded.text, "permissions", "secret"):
        return fact
    return replace(fact, certainty=Certainty.LIKELY) if is_asked else None


def _examples(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """How many examples there are: those that were checked, where the others are said to be no good."""
    if fact.values == ("none",) and (some := _none_but(fact, encoded.text)):
        return some
    if (
        fact.values == ("none",)
        and _NOT_TRIED.search(plain(fact.words))
        and not names(fact.words, "data_quality", "examples")
    ):
        return None
    if fact.number and (permitted := permitted_part(fact.number, _after_number(fact, encoded.text))):
        return permitted
    part = _checked_part(encoded.text)
    if part is None or fact.number is None or fact.number <= part.value:
        return fact
    return with_number(Criterion.EXAMPLES, part, encoded.text)


def _after_number(fact: Fact, text: str) -> str:
    """What a text says after the number of a fact; nothing where that does not stand in it."""
    return next((text[one.end :] for one in quantities(text) if one.value == fact.number), "")


def _none_but(fact: Fact, text: str) -> Fact | None:
    """The examples that a text excepts after it said that there are none: "zero training data. well, 40 invoices i made by hand"."""
    whole = plain(text)
    counts = [one for one in counting(Criterion.EXAMPLES, quantities(text)) if one.value > 0]
    if len(counts) != 1 or names(" ".join(counts[0].counted[:2]), "data_quality", "no_examples"):
        return None
    (one,) = counts
    denied = whole.find(plain(fact.words))
    if denied < 0 or one.start < denied or not _BUT.search(whole[: one.start]):
        return None
    is_made = affirms(next(clauses(whole[one.end :]), ""), listed("data_quality", "made"))
    return with_number(Criterion.EXAMPLES, one, text, Certainty.STATED if is_made else Certainty.LIKELY)


def _checked_part(text: str) -> Quantity | None:
    """The number of examples that somebody checked of a larger number that is in trouble: "9,000, half are crap. 2,500 reviewed by us"."""
    whole = plain(text)
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    for larger, one in pairwise(counts):
        is_larger = larger.value > one.value
        # Many numbers are looked at, so what is short comes first.
        if not is_larger or not names(whole[larger.end : one.start], "data_quality", "no_good"):
            continue
        said = next(clauses(whole[one.end :]), "")
        rest = whole[one.end :][len(said) + 1 :]
        is_checked = affirms(said, listed("data_quality", "checked"))
        if is_checked and not names(f"{said} {rest}", "data_quality", "no_good"):
            return one
    return None


def _residency(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    text, value = encoded.text, fact.values[0] if fact.values else ""
    if is_asked:
        return fact
    if value == "region_bound":
        # "Azure, West Europe" says where it runs.
        return fact if _demands_a_region(text) or not names(text, "residency", "regions") else None
    # "Hosting would be free" says nothing of where data may go.
    is_of_hosting = names(text, "residency", "hosting") and not names(text, "residency", "place")
    return None if value == "none" and is_of_hosting and not lifts_residency(text) else fact


def _demands_a_region(text: str) -> bool:
    """Whether a text demands something of where data is, rather than only names a region."""
    if names(text, "residency", "demands"):
        return True
    # "Not on Azure Sweden Central" says where it does not run.
    said = (_NOT_THERE.sub("", clause) for clause in clauses(text))
    return any(names(clause, "residency", "regions") and names(clause, "residency", "limits") for clause in said)


def _quality(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    text, value = encoded.text, fact.values[0] if fact.values else ""
    if value == "curated" and not is_asked and _judged_by_eye(text):
        # That somebody looks at the answers says nothing of the examples.
        return None
    if value in {"poor", "raw_logs"} and (part := _checked_part(text)):
        return replace(fact, values=("curated",), words=text[part.start : part.end + LONGEST_WORDS].split(".")[0])
    is_of_another = names(text, "data_quality", "wrong_on") or names(text, "barred", "lets_use")
    if value == "poor" and is_of_another and not names(text, "data_quality", "of_data"):
        # What goes wrong on the rare classes are the answers, and consent for a half says nothing of how good it is.
        return None
    is_denied = names(fact.words, "data_quality", "checked") and not _names_checked(text)
    if value == "curated" and is_denied:
        return replace(fact, values=("raw_logs",))
    checked = affirmed(text, "data_quality", "checked")
    if value == "poor" and checked and not names(text, "data_quality", "trouble"):
        # That some were checked says nothing against them.
        return None
    excepted = value == "raw_logs" and _excepted(text)
    return replace(fact, values=("curated",), certainty=Certainty.LIKELY, words=excepted) if excepted else fact


def _names_checked(text: str) -> bool:
    """Whether a text speaks of a check without denying it."""
    return any(names_undenied(clause, listed("data_quality", "checked")) for clause in clauses(text))


def _excepted(text: str) -> str:
    """The examples that somebody checked where the others were not, as in "not reviewed, except 2000 the editors corrected"."""
    whole = plain(text)
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    for one in counts:
        before, after = whole[max(0, one.start - 20) : one.start], whole[one.end : one.end + 60].split(".")[0]
        if names(before, "data_quality", "except") and names(after, "data_quality", "checked"):
            return text[one.start : one.end + 60].split(".", maxsplit=1)[0].strip()
    return ""


def _few_pages(text: str, known: Fact | None) -> Fact | None:
    """That the knowledge fits into a prompt, where it is counted in pages and they are few; None where a text says no such thing."""
    is_all = len(text.split()) <= FEW_WORDS and names(text, "size", "all_there_is")
    if known.values != ("large_corpus",) if known else not is_all:
        return None
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    pages = [one for one in counts if set(one.counted[:1]) & {"page", "pages"}]
    if len(pages) != 1 or any(one.value > FEW_PAGES for one in counts):
        return None
    if names(text, "size", "each") or names(text, "tried", "prompts"):
        # So many pages of each of many, or of the prompt.
        return None
    words = text[pages[0].start : pages[0].end + LONGEST_UNIT].split()
    return Fact(Criterion.KNOWLEDGE_HOME, ("fits_in_prompt",), words=" ".join(words[:2]))


_LOOKS: Mapping[Criterion, Callable[..., Fact | None]] = MappingProxyType(
    {
        Criterion.GOAL: _goal,
        Criterion.TRIED: _tried,
        Criterion.FAILURE: _failure,
        Criterion.BASELINE: _baseline,
        Criterion.RESIDENCY: _residency,
        Criterion.DATA_QUALITY: _quality,
        Criterion.EXAMPLES: _examples,
        Criterion.VOLATILITY: _volatility,
        Criterion.STAKES: _stakes,
        Criterion.PERMISSIONS: _permissions,
        Criterion.DEADLINE: _deadline,
        Criterion.TASK_STABILITY: _stability,
    }
)
