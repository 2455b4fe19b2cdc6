"""Which sentence of what was found answers: every sentence of the nearest passages with a probability, best first.

Among the sentences of one passage those are likely that are near to the question, answer the ways of asking that are near to it, and hold the
kind of thing that is asked for; across passages it also counts how near the passage is. Both weights are trained (`make train`): the first on
the notes' own ways of asking, each left out of what is known in its turn, the second on the labelled questions for development.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from bot.answers.lead import lead
from bot.reading.asked.question_form import Wanted, names_other_models, wanted
from bot.reading.linear import LinearClassifier
from knowledge.entries import way_name
from knowledge.lexical import words, words_of_each
from knowledge.model_names import named_models
from knowledge.passages import Status, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from knowledge.lexical import LexicalIndex
    from knowledge.passages import Passage
    from knowledge.search import Found, Hit, Searcher

#: Passages whose sentences are looked at.
PASSAGES = 8
OF_PASSAGES = (
    "fused score", "similarity", "similarity to best", "bm25 to best", "rank by similarity", "rank", "words of all",
    "words of heading", "words of passage", "nearest way in words", "current", "other models",
)  # fmt: skip
OF_SENTENCES = (
    "first", "place", "similarity", "below best", "words", "words with heading", "number asked and there", "number asked and not there",
    "date asked and there", "date asked and not there", "reason asked and there", "model named", "points back", "length",
    "told by a way", "told by the nearest way", "another told", "answers yes or no",
)  # fmt: skip
OF_ANSWERING = (
    "answering",
    "answering below best",
    "answering share",
    "answering below best of passage",
    "answering share of passage",
)
#: How near the ways of asking are that want to hear the sentence, in what answers them: the nearest, three of them, and beside others.
OF_LIKEWISE = ("likewise", "likewise of three", "likewise of another sentence", "likewise below best")
#: What shows whether any sentence answers: the likelihoods of the likeliest, the most of each feature, and how far a known gap answers, and is asked for.
LIKELIEST = 3
EVIDENCE = (
    *(f"likeliest {place}" for place in range(1, LIKELIEST + 1)),
    *(f"most {name}" for name in (*OF_PASSAGES, *OF_SENTENCES, "share", *OF_ANSWERING, *OF_LIKEWISE)),
    "answering of gap",
    "likewise of gap",
)
#: From this cosine similarity on a way of asking is the question itself. Of 37 labelled questions 36 are answered by its sentence then, and 35 by
#: the one that is ranked first; below it the ranking is right more often.
SAME_WORDS = 0.97
#: So many ways of asking count together.
THREE = 3
#: How sharply likeness in answering counts when sentences share what is likely: near the encoder's own scale in training, e to the third.
SHARPNESS = 20.0
#: Added to a share before its logarithm.
LEAST_SHARE = 1e-6
#: A length that few sentences exceed, in characters.
LONG = 300

_POINTS_BACK = re.compile(r"^(?:it|this|that|these|those|they|such|both|then|so|there)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|half|twice)s?\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b20\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"\bbecause\b|\bsince\b|\bso that\b|\breasons?\b|\bin order\b|\botherwise\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence of a passage, its place in it from 0, and the probability that it is what a question wants to hear.

    `likewise` says how near each of the passage's ways of asking is to the question in what answers it, in their order.
    """

    text: str
    place: int
    hit: Hit
    likelihood: float
    likewise: Sequence[float] = ()

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.hit.passage


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences of the nearest passages, likeliest first, and what they show together: the numbers named by `EVIDENCE`."""

    tellings: tuple[Telling, ...] = ()
    evidence: tuple[float, ...] = ()


def ranking(
    found: Found,
    lexical: LexicalIndex,
    similarities: Callable[[Sequence[str]], Sequence[float] | None],
    answering: Callable[[Sequence[tuple[Passage, str]]], Sequence[float] | None],
    likewise: Callable[[Sequence[Passage]], Sequence[Sequence[float]] | None],
) -> Ranking:
    """Rank the sentences of the nearest passages.

    Args:
        found: What a search brought.
        lexical: Says how rare a word is.
        similarities: Gives the cosine similarity of each of some texts to the question, or None: then the words they share count instead.
        answering: Says how far each of some sentences of passages answers the question, or None: then all do as far.
        likewise: Says how near each way of asking for each passage is in what answers it, or None: then all are as far.
    """
    rows, places, of_gap = telling_rows(found, lexical, similarities, answering, likewise)
    if not rows:
        return Ranking()
    likely = _of_all().likelihoods(rows)
    ranked = [
        Telling(text, place, hit, one, near) for (text, place, hit, near), one in zip(places, likely, strict=True)
    ]
    return Ranking(tuple(sorted(ranked, key=lambda one: -one.likelihood)), evidence(rows, likely, of_gap))


def evidence(
    rows: Sequence[Sequence[float]], likely: Sequence[float], of_gap: tuple[float, float]
) -> tuple[float, ...]:
    """The numbers named by `EVIDENCE`, from the features of all sentences, their likelihoods, and how far the nearest known gap answers and is asked for."""
    best = sorted(likely, reverse=True)[:LIKELIEST]
    return (*best, *[0.0] * (LIKELIEST - len(best)), *map(max, zip(*rows, strict=True)), *of_gap)


def known_first(ranked: Sequence[Telling]) -> tuple[Telling, ...]:
    """The sentences with the one before all others that a way of asking wants to hear which is the question itself, if one is."""
    nearest = max((one.hit for one in ranked), key=lambda hit: max(hit.ways.values(), default=0.0), default=None)
    if nearest is None or max(nearest.ways.values(), default=0.0) < SAME_WORDS:
        return tuple(ranked)
    told = _told(nearest.passage, dict(nearest.ways))
    place = max(told, key=lambda one: told[one], default=None)
    first = [one for one in ranked if one.hit is nearest and one.place == place]
    return (
        *(replace(one, likelihood=ranked[0].likelihood) for one in first),
        *(one for one in ranked if one not in first),
    )


def as_asked(ranked: Sequence[Telling]) -> tuple[Telling, ...]:
    """The sentences of the nearest passage alone, the one that its nearest way of asking wants to hear before all others.

    For a source whose ways of asking cover what it is asked: nothing else of it is nearer to an answer.
    """
    nearest = max((one.hit for one in ranked), key=lambda hit: hit.similarity, default=None)
    own = [one for one in ranked if one.hit is nearest]
    told = _told(nearest.passage, dict(nearest.ways)) if nearest else {}
    place = max(told, key=lambda one: told[one], default=None)
    first = [replace(one, likelihood=own[0].likelihood) for one in own if one.place == place]
    return (*first, *(one for one in own if one.place != place))


def measures(
    searcher: Searcher, found: Found
) -> tuple[
    Callable[[Sequence[str]], Sequence[float] | None],
    Callable[[Sequence[tuple[Passage, str]]], Sequence[float] | None],
    Callable[[Sequence[Passage]], Sequence[Sequence[float]] | None],
]:
    """What a searcher measures for `ranking` of what it found, in its order. They block."""
    asked = found.question
    return (
        partial(searcher.similarities, found.vector),
        partial(searcher.answering, asked),
        partial(searcher.likewise, asked),
    )


def telling_rows(
    found: Found,
    lexical: LexicalIndex,
    similarities: Callable[[Sequence[str]], Sequence[float] | None],
    answering: Callable[[Sequence[tuple[Passage, str]]], Sequence[float] | None],
    likewise: Callable[[Sequence[Passage]], Sequence[Sequence[float]] | None],
) -> tuple[list[list[float]], list[tuple[str, int, Hit, Sequence[float]]], tuple[float, float]]:
    """The features of every sentence of the nearest passages; each sentence with its place, its hit and how near the ways of asking are; how far the nearest known gap answers, and is asked for.

    Args: as those of `ranking`.
    """
    hits = found.hits[:PASSAGES]
    if not hits:
        return [], [], (0.0, 0.0)
    question = AskedWords(found.question, lexical)
    texts = [text for hit in hits for text in sentences(hit.passage.text)]
    near = iter(similarities(texts) or [question.covered_by(text) for text in texts])
    told = [(hit.passage, text) for hit in hits for text in sentences(hit.passage.text)]
    of_gap = [(found.gap.passage, text) for text in sentences(found.gap.passage.text)] if found.gap else []
    far = answering([*told, *of_gap]) or [0.0] * (len(told) + len(of_gap))
    answers = iter(answering_features([passage.id for passage, _ in told], far[: len(told)]))
    passages = [*(hit.passage for hit in hits), *([found.gap.passage] if found.gap else [])]
    ways = likewise(passages) or [[0.0] * len(passage.asked) for passage in passages]
    alike = iter(likewise_features(passages[: len(hits)], ways[: len(hits)]))
    rows: list[list[float]] = []
    places: list[tuple[str, int, Hit, Sequence[float]]] = []
    for hit, of_passage, near_ways in zip(hits, passage_features(found, question), ways, strict=False):
        own = sentences(hit.passage.text)
        of_sentences = telling_features(of_passage, sentence_features(hit, question, [next(near) for _ in own]))
        rows += [[*row, *next(answers), *next(alike)] for row in of_sentences]
        places += [(text, place, hit, near_ways) for place, text in enumerate(own)]
    of_gap_asked = max((near for own in ways[len(hits) :] for near in own), default=0.0)
    return rows, places, (max(far[len(told) :], default=0.0), of_gap_asked)


def passage_features(found: Found, question: AskedWords) -> list[list[float]]:
    """The features of each of the nearest passages, in the order of `OF_PASSAGES`."""
    hits = found.hits[:PASSAGES]
    best, best_bm25 = (max(getattr(hit, name) for hit in hits) or 1.0 for name in ("similarity", "bm25"))
    by_similarity = sorted(range(len(hits)), key=lambda row: -hits[row].similarity)
    return [
        [
            hit.score / hits[0].score, hit.similarity, hit.similarity / best, hit.bm25 / best_bm25,
            1 / (1 + by_similarity.index(rank)), 1 / (1 + rank), *question.passage(hit.passage),
        ]
        for rank, hit in enumerate(hits)
    ]  # fmt: skip


def sentence_features(
    hit: Hit, question: AskedWords, similarities: Sequence[float], without: str = ""
) -> list[list[float]]:
    """The features of each sentence of a passage, in the order of `OF_SENTENCES`.

    Args:
        hit: The passage, with its ways of asking that are near.
        question: What was asked.
        similarities: The sentences' similarities to the question.
        without: A way of asking that is taken out, by its name, when what it says is to be learned from the others.
    """
    told = _told(hit.passage, {name: near for name, near in hit.ways.items() if name != without})
    nearest, most = max(told.values(), default=0.0), max(similarities)
    rows: list[list[float]] = []
    for place, text in enumerate(sentences(hit.passage.text)):
        vote = told.get(place, 0.0)
        another = max((near for row, near in told.items() if row != place), default=0.0)
        rows.append([
            float(place == 0), 1 / (1 + place), similarities[place], similarities[place] - most,
            *question.sentence(text, hit.passage), vote, vote * (vote >= nearest), another, float(bool(lead(question.text, text))),
        ])  # fmt: skip
    return rows


def telling_features(of_passage: Sequence[float], of_sentences: Sequence[Sequence[float]]) -> list[list[float]]:
    """All features of each sentence of a passage, with its share among the passage's sentences in the end."""
    weights = _of_sentences().likelihoods(of_sentences)
    total = sum(weights)
    return [
        [*of_passage, *row, math.log(weight / total + LEAST_SHARE)]
        for row, weight in zip(of_sentences, weights, strict=True)
    ]


def answering_features(passages: Sequence[str], answering: Sequence[float]) -> list[list[float]]:
    """The features of each sentence in the order of `OF_ANSWERING`, from the id of its passage and how far it answers."""
    best: dict[str, float] = {}
    total: dict[str, float] = {}
    most = max(answering)
    for passage, far in zip(passages, answering, strict=True):
        best[passage] = max(best.get(passage, far), far)
        total[passage] = total.get(passage, 0.0) + math.exp(SHARPNESS * (far - most))
    whole = sum(total.values())
    rows = []
    for passage, far in zip(passages, answering, strict=True):
        weight = math.exp(SHARPNESS * (far - most))
        of_all, of_passage = (math.log(weight / of + LEAST_SHARE) for of in (whole, total[passage]))
        rows.append([far, far - most, of_all, far - best[passage], of_passage])
    return rows


def likewise_features(passages: Sequence[Passage], ways: Sequence[Sequence[float]]) -> list[list[float]]:
    """The features of each sentence of each passage in the order of `OF_LIKEWISE`, from how near the passage's ways of asking are."""
    rows: list[list[float]] = []
    for passage, near in zip(passages, ways, strict=True):
        by_place: dict[int, list[float]] = {}
        for told, one in zip(passage.told, near, strict=False):
            by_place.setdefault(told.sentence, []).append(one)
        best = {place: sorted(own, reverse=True)[:THREE] for place, own in by_place.items()}
        for place, _ in enumerate(sentences(passage.text)):
            own = best.get(place, [0.0])
            another = max((most[0] for row, most in best.items() if row != place), default=0.0)
            rows.append([own[0], sum(own) / len(own), another])
    most = max(row[0] for row in rows)
    return [[*row, row[0] - most] for row in rows]


class AskedWords:
    """What of a question is compared with every passage and sentence."""

    def __init__(self, text: str, lexical: LexicalIndex) -> None:
        """Take a question apart; `lexical` says how rare its words are."""
        self.text = text
        self._rarity = {word: lexical.rarity(word) for word in dict.fromkeys(words(text))}
        self._distinct = frozenset(self._rarity)
        self._total = sum(self._rarity.values()) or 1.0
        self._models = set(named_models(text))
        self._wanted = wanted(text)

    def passage(self, passage: Passage) -> list[float]:
        """How far its words are there: in all, in the heading, in the text, in the nearest way of asking; and what speaks against it."""
        there = set(self._distinct.intersection(words(passage.indexed_text)))
        nearest, of_asked = 0.0, len(self._distinct)
        for way in words_of_each(passage.asked):
            shared = self._distinct.intersection(way)
            there |= shared
            # The smaller of the shares that each has of the other's words; most ways can't come near the best, and are not counted.
            if shared and len(shared) / of_asked > nearest:
                nearest = max(nearest, len(shared) / max(of_asked, len(set(way))))
        return [
            self._covered(there), self._covered(words(passage.header)), self._covered(words(passage.text)),
            nearest, float(passage.status is Status.CURRENT), float(names_other_models(self.text, passage.text)),
        ]  # fmt: skip

    def sentence(self, text: str, passage: Passage) -> list[float]:
        """How far its words are there, and the kind of thing that is asked for."""
        own = set(words(text))
        named = set(named_models(text)) if self._models else set()
        number, date, because, back = _holds(text)
        asks_number, asks_date = self._wanted is Wanted.NUMBER, self._wanted is Wanted.DATE
        reason = self._wanted is Wanted.REASON and because
        kinds = [asks_number and number, asks_number and not number, asks_date and date, asks_date and not date, reason]
        model = 1.0 if self._models & named else -1.0 if named else 0.0
        return [
            self._covered(own), self._covered(own | set(words(passage.header))), *map(float, kinds), model,
            float(back), len(text) / LONG,
        ]  # fmt: skip

    def covered_by(self, text: str) -> float:
        """The share of its words, each as much as it is rare, that a text has."""
        return self._covered(words(text))

    def _covered(self, present: Collection[str]) -> float:
        return sum(rarity for word, rarity in self._rarity.items() if word in present) / self._total


#: The same sentences come up again and again.
@lru_cache(maxsize=8_192)
def _holds(text: str) -> tuple[bool, bool, bool, bool]:
    """Whether a sentence holds a number, a date or a reason, and whether it points back to the one before."""
    return (
        bool(_NUMBER.search(text)),
        bool(_DATE.search(text)),
        bool(_REASON.search(text)),
        bool(_POINTS_BACK.match(text)),
    )


def holds_what_is_wanted(text: str, kind: Wanted) -> bool:
    """Whether a sentence holds the number or the date that is asked for; any does where another thing is."""
    number, date, *_ = _holds(text)
    return number if kind is Wanted.NUMBER else date if kind is Wanted.DATE else True


def _told(passage: Passage, ways: dict[str, float]) -> dict[int, float]:
    """By the place of a sentence the similarity of the nearest way of asking that it answers."""
    found: dict[int, float] = {}
    for asked, told in zip(passage.asked, passage.told, strict=False):
        if near := ways.get(way_name(asked)):
            found[told.sentence] = max(found.get(told.sentence, 0.0), near)
    return found


@lru_cache(maxsize=1)
def _of_sentences() -> LinearClassifier:
    return LinearClassifier.load("sentence")


@lru_cache(maxsize=1)
def _of_all() -> LinearClassifier:
    return LinearClassifier.load("telling")
