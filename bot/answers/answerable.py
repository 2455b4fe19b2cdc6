"""Whether the sources hold an answer: a probability from what a search brought.

Near-topic questions that no source answers share most words with those that one does. What tells them apart is how
close the nearest passage is beside the nearest known gap, how much of the question's rare words it covers, and what
the message's vector says. The weights are trained on messages that were written without sight of the notes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answers.relevance import EVIDENCE
from bot.reading.linear import LinearClassifier
from knowledge.lexical import overlap, words, words_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.lexical import LexicalIndex
    from knowledge.passages import Passage
    from knowledge.search import Found, Hit

#: Below this probability the assistant abstains. Chosen on the labelled questions for development: of 182 answerable ones it declines 3, of 98
#: others 92 (with the known gaps that are nearer than any passage); `make train` prints what cross-validation gives.
THRESHOLD = 0.25
#: The share of a question's words that a passage of a person's own must have to be taken for its answer, how many words
#: the question must have for that to mean something, and the probability it then gets; own estimates.
OWN_WORDS, FEWEST_WORDS, OWN_PROBABILITY = 0.6, 2, 0.7
#: Without vectors only the share of covered words is left; half of them is the point where both errors are equal.
LEXICAL_THRESHOLD = 0.5
QUICK_NAMES = (
    "nearest", "nearest five", "first hit", "gap", "nearest less gap", "first hit less gap", "coverage", "joint coverage",
    "gap coverage", "coverage less gap coverage", "bm25", "gap bm25", "bm25 less gap bm25", "length",
    "question", "near-topic gap", "off topic", "use case", "figure missing", "gap rank",
)  # fmt: skip
NAMES = (*QUICK_NAMES, *EVIDENCE)
#: Kinds of figure, and of what else a question may ask for: how it asks, and what a text that holds one has in it.
_FIGURES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(held, re.IGNORECASE))
    for asked, held in (
        (r"€|£|\b(?:eur|euros?|gbp|pounds?|chf|francs?|yen|rupees?|inr|crowns?|sek|nok|dkk)\b", r"€|£|\beuros?\b"),
        (r"\b(?:per ?cent|percentage|how many %|what %)|%\s*\?", r"%|\bpercent"),
        (
            # "MS" alone is Microsoft.
            r"\b(?:milliseconds?|in ms|how many ms|\d{1,6} ?ms|tokens? (?:per|a) second|tokens?/s|tps|requests? per second|rps)\b",
            r"\bmilliseconds?\b",
        ),
        (
            (
                r"\b(?:price|cost|rate|charge|fee)s?\b.{0,120}\b(?:today|right now|currently|this (?:week|month))\b"
                r"|\b(?:today|current)(?:['’]s)?\b.{0,120}\b(?:price|cost|rate|charge|fee)s?\b"
            ),
            r"\btoday's price\b",
        ),
        (
            r"\bcut-?off\b.{0,120}\b(?:gpt|o\d|model)|\b(?:gpt|o\d)\S{0,30}.{0,120}\bcut-?off\b",
            r"\bcutoff (?:is|date)\b",
        ),
        (
            (
                r"\bname of the (?:engineer|person|developer|manager|employee|inventor|designer|lead|head|team lead)\b"
                r"|\bwho (?:designed|invented|came up with)\b"
            ),
            r"\b(?:author|inventor|designer|designed by|invented by)\b",
        ),
    )
)
#: What no source on fine-tuning holds, whatever is near: what somebody is worth, and how well something will do that nobody has tried.
_NOWHERE = re.compile(
    r"\b(?:colleague|boss|manager|coworker|co-worker|teammate|intern|cto|ceo|cfo|cofounder|freelancer)s?\b.{0,60}"
    r"\b(?:competent|qualified|capable|smart|clever|skilled|experienced|trustworthy)\b"
    r"|\bhow (?:accurate|precise|good) (?:would|will)\b.{0,120}\b(?:our|my)\b",
    re.IGNORECASE,
)
#: Providers that the sources are not about, each by a word that names it.
_ELSEWHERE = re.compile(
    r"\b(bedrock|sagemaker|aws|amazon|vertex|google|gemini|anthropic|claude|cohere|databricks|snowflake|hugging ?face|together ai|fireworks)\b",
    re.IGNORECASE,
)
#: How much farther than the nearest passage of all one on the named provider may be; chosen by hand.
THEIRS_FARTHER = 0.1
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]?")
#: A price of a year, and a year: no text that does not name the year holds the price.
_PRICE = re.compile(r"\b(?:price|cost|rate|charge|fee)s?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")


@lru_cache(maxsize=2)
def _classifier(*, quick: bool) -> LinearClassifier:
    return LinearClassifier.load("answerable_quick") if quick else LinearClassifier.load("answerable")


@lru_cache(maxsize=1)
def topic_classifier() -> LinearClassifier:
    """Tells answered from unanswered topics by the vector alone; trained on the notes' ways of asking."""
    return LinearClassifier.load("topic")


def answerability(found: Found, lexical: LexicalIndex, evidence: Sequence[float] = ()) -> float:
    """The probability, from 0 to 1, that the sources hold an answer.

    It is better known with what their single sentences show (`relevance.EVIDENCE`); without, it takes some seven milliseconds less.
    """
    if not found.hits:
        return 0.0
    if not found.vector:
        return _coverage_only(found, lexical)
    topic = topic_classifier().probabilities(found.vector)
    is_nowhere = bool(_NOWHERE.search(found.question))
    likely = (
        0.0
        if is_nowhere
        else _classifier(quick=not evidence).probabilities(features(found, lexical, topic, evidence))["answerable"]
    )
    return max(likely, OWN_PROBABILITY) if own_hit(found) else likely


def of_named_provider(found: Found) -> Found:
    """What was found, without the passages that are not about a provider whom the question names: what holds on Azure is no answer for AWS."""
    asked = [part for part in _SENTENCE.findall(found.question) if part[-1] not in ".!\n"]
    named = {match[1].lower() for part in asked for match in _ELSEWHERE.finditer(part)}
    if not named:
        return found
    hits = [hit for hit in found.hits if not hit.passage.told or _names(hit.passage) & named]
    best, theirs = (max((hit.similarity for hit in some), default=0.0) for some in (found.hits, hits))
    # Where another's passage is much nearer, theirs is on something else.
    return replace(found, hits=tuple(hits) if theirs >= best - THEIRS_FARTHER else ())


def _names(passage: Passage) -> set[str]:
    return {match[1].lower() for match in _ELSEWHERE.finditer(passage.indexed_text)}


def own_hit(found: Found) -> Hit | None:
    """The passage of a person's own documents that has most of the question's words, if one has enough of them.

    Own documents come without ways of asking that somebody has written, so beside the built-in notes they look farther away than they are.
    """
    asked = list(dict.fromkeys(words(found.question)))
    own = [(overlap(asked, words(hit.passage.indexed_text)), hit) for hit in found.hits if not hit.passage.told]
    share, best = max(own, key=lambda one: one[0], default=(0.0, None))
    return best if len(asked) >= FEWEST_WORDS and share >= OWN_WORDS else None


def features(found: Found, lexical: LexicalIndex, topic: dict[str, float], evidence: Sequence[float]) -> list[float]:
    """The features in the order of `NAMES`."""
    asked = list(dict.fromkeys(words(found.question)))
    weight = {word: lexical.rarity(word) for word in asked}
    total = sum(weight.values()) or 1.0
    top = [_words_of(hit.passage) for hit in found.hits[:5]]
    gap = found.gap
    gap_words = _words_of(gap.passage) if gap else frozenset[str]()
    similarities = sorted((hit.similarity for hit in found.hits), reverse=True)
    first, gap_similarity = found.hits[0].similarity, gap.similarity if gap else 0.0
    coverage = max(_weight(weight, present) for present in top) / total
    gap_coverage = _weight(weight, gap_words) / total
    bm25 = max(hit.bm25 for hit in found.hits) / total
    gap_bm25 = (gap.bm25 if gap else 0.0) / total
    return [
        similarities[0], sum(similarities[:5]) / len(similarities[:5]), first, gap_similarity,
        similarities[0] - gap_similarity, first - gap_similarity,
        coverage, _weight(weight, frozenset().union(*top)) / total, gap_coverage, coverage - gap_coverage,
        bm25, gap_bm25, bm25 - gap_bm25, min(len(asked), 20) / 20,
        topic["question"], topic["gap"], topic["off_topic"], topic["use_case"],
        float(asks_for_missing_figure(found.question, [hit.passage.text for hit in found.hits[:3]])),
        1 / (1 + sum(hit.score > gap.score for hit in found.hits)) if gap else 0.0, *evidence,
    ]  # fmt: skip


def asks_for_missing_figure(question: str, texts: Sequence[str]) -> bool:
    """Whether a question asks for a kind of figure (a price of today or of a year, a percentage, a speed, a person) that no text holds."""
    evidence = "\n".join(texts)
    years = set(_YEAR.findall(question)) if _PRICE.search(question) else set()
    if years and not years & set(_YEAR.findall(evidence)):
        return True
    return any(asked.search(question) and not held.search(evidence) for asked, held in _FIGURES)


def _coverage_only(found: Found, lexical: LexicalIndex) -> float:
    asked = {word: lexical.rarity(word) for word in words(found.question)}
    total = sum(asked.values()) or 1.0
    best = max(_weight(asked, _words_of(hit.passage)) for hit in found.hits[:5]) / total
    return THRESHOLD * best / LEXICAL_THRESHOLD


def _words_of(passage: Passage) -> frozenset[str]:
    return frozenset(words(passage.indexed_text)).union(*words_of_each(passage.asked))


def _weight(weights: dict[str, float], present: frozenset[str]) -> float:
    return sum(weight for word, weight in weights.items() if word in present)
