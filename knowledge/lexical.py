"""BM25 over the passages, in memory, kept on disk beside the vectors.

bm25s does the scoring and PyStemmer the stemming; this module says what a word is here, so that `gpt-4.1-nano`,
`4.1-nano` and `4.1` meet, and keeps the index file in step with the vectors.
"""

from __future__ import annotations

import json
import logging
import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

#: Words, numbers with decimals, and what is joined by hyphens or underscores (product and field names).
_TOKEN = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*(?:[-_][a-z0-9]+(?:\.[0-9]+)*)*")
_PART = re.compile(r"[-_]")
STOP_WORDS = frozenset((
    "a", "about", "actually", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at",
    "basically", "be", "been", "being", "btw", "but", "by", "can", "could", "did", "do", "does", "doing",
    "exactly", "for", "from", "get", "gets", "got", "guys", "had", "has", "have", "having", "he", "hello",
    "her", "here", "hey", "hi", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just",
    "like", "me", "my", "no", "not", "of", "ok", "okay", "on", "or", "our", "ours", "out", "please", "pls",
    "really", "she", "should", "so", "some", "sorry", "such", "than", "thanks", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "too", "up", "us", "very", "wait", "was",
    "we", "well", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with",
    "wondering", "would", "you", "your", "yours",
))  # fmt: skip
_IDS_FILE = "passages.json"
#: Views of the index without some sources that are kept; each takes a megabyte at 100,000 passages.
_VIEWS_KEPT = 16


@dataclass(slots=True)
class LexicalIndex:
    """BM25 scores of passages for a question: of all, or of those that may be read somewhere."""

    ids: list[str]
    #: The source of each passage.
    sources: list[str]
    vocabulary: dict[str, int]
    #: In how many passages each word of the vocabulary stands.
    frequencies: list[int]
    _scorer: Any = field(repr=False)
    #: Which passages take part; all if there is none.
    _part: NDArray[np.bool_] | None = field(default=None, repr=False)
    _views: dict[frozenset[str], LexicalIndex] = field(default_factory=dict, repr=False)
    #: The row of each passage; made when first asked for, and the same for all views.
    _rows: dict[str, int] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, texts: Iterable[tuple[str, str, str]]) -> LexicalIndex:
        """Index passages: the id, the source and the text of each."""
        bm25s = _bm25s()

        ids: list[str] = []
        sources: list[str] = []
        vocabulary: dict[str, int] = {}
        rows: list[list[int]] = []
        frequencies: list[int] = []
        for passage_id, source_id, text in texts:
            ids.append(passage_id)
            sources.append(source_id)
            row = [vocabulary.setdefault(word, len(vocabulary)) for word in _words(text)]
            frequencies.extend([0] * (len(vocabulary) - len(frequencies)))
            for word in set(row):
                frequencies[word] += 1
            rows.append(row)
        scorer = bm25s.BM25()
        if vocabulary:
            # Integer ids instead of strings: 111 MB instead of 360 at 50,000 passages (measured).
            scorer.index((rows, vocabulary), show_progress=False)
        return cls(ids, sources, vocabulary, frequencies, scorer)

    @classmethod
    def load(cls, directory: Path, fingerprint: str) -> LexicalIndex | None:
        """The index kept in a directory, or None where there is none or it belongs to other passages."""
        bm25s = _bm25s()

        try:
            kept = json.loads((directory / _IDS_FILE).read_text(encoding="utf-8"))
            if kept["fingerprint"] != fingerprint:
                return None
            scorer = bm25s.BM25.load(str(directory), load_corpus=False, load_vocab=False)
            if scorer.scores["num_docs"] != len(kept["ids"]):
                return None
            names, of = kept["sources"]
            sources = [names[one] for one in of]
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            # Another form, or cut off while it was written: it is built again.
            return None
        return cls(kept["ids"], sources, kept["vocabulary"], kept["frequencies"], scorer)

    def save(self, directory: Path, fingerprint: str) -> None:
        """Keep the index in a directory; the file that makes it valid is written last."""
        directory.mkdir(parents=True, exist_ok=True)
        (directory / _IDS_FILE).unlink(missing_ok=True)
        if not self.vocabulary:
            return
        self._scorer.save(str(directory), corpus=None, show_progress=False)
        names = {source_id: number for number, source_id in enumerate(dict.fromkeys(self.sources))}
        kept = {
            "fingerprint": fingerprint,
            "ids": self.ids,
            "sources": [list(names), [names[source_id] for source_id in self.sources]],
            "vocabulary": self.vocabulary,
            "frequencies": self.frequencies,
        }
        (directory / _IDS_FILE).write_text(json.dumps(kept), encoding="utf-8")

    def search(self, question: str, limit: int) -> list[tuple[str, float]]:
        """The best passages with their BM25 scores, best first; passages that share no word are left out."""
        known = [self.vocabulary[word] for word in words(question) if word in self.vocabulary]
        if not known:
            return []
        scores = self._scorer.get_scores(known)
        if self._part is not None:
            scores = np.where(self._part, scores, 0.0)
        best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
        ranked = sorted(best.tolist(), key=lambda row: (-scores[row], self.ids[row]))
        return [(self.ids[row], float(scores[row])) for row in ranked if scores[row] > 0]

    def without(self, source_ids: frozenset[str]) -> LexicalIndex:
        """The same without some sources: their passages are not found, and their words count for nothing.

        What BM25 weighs a word by stays that of all passages; it is a number that no text can be told from.
        """
        if self._part is not None:
            raise RuntimeError("a part of the index has no parts")
        if not source_ids or not self.ids:
            return self
        if (view := self._views.get(source_ids)) is None:
            view = self._without(source_ids)
            # Replaced and never changed: several threads may be here.
            kept = islice(self._views.items(), max(len(self._views) + 1 - _VIEWS_KEPT, 0), None)
            self._views = {**dict(kept), source_ids: view}
        return view

    def _without(self, source_ids: frozenset[str]) -> LexicalIndex:
        part = np.array([source_id not in source_ids for source_id in self.sources], dtype=bool)
        frequencies: list[int] = []
        vocabulary: dict[str, int] = {}
        if self.vocabulary:
            # The scores are kept by word: which passages have the one, then which have the next.
            begins, rows = np.asarray(self._scorer.scores["indptr"]), np.asarray(self._scorer.scores["indices"])
            counted = np.concatenate(([0], np.cumsum(part[rows])))
            frequencies = (counted[begins[1:]] - counted[begins[:-1]]).tolist()
            # The library adds an empty word of its own, which no passage has.
            vocabulary = {word: number for word, number in self.vocabulary.items() if word and frequencies[number]}
        if not self._rows:
            self._rows.update({passage_id: row for row, passage_id in enumerate(self.ids)})
        return LexicalIndex(self.ids, self.sources, vocabulary, frequencies, self._scorer, part, _rows=self._rows)

    @property
    def size(self) -> int:
        """How many passages take part."""
        return len(self.ids) if self._part is None else int(self._part.sum())

    def has(self, passage_id: str) -> bool:
        """Whether a passage takes part in a view of the index; what is not known here does not."""
        row = self._rows.get(passage_id)
        return row is not None and self._part is not None and bool(self._part[row])

    def rarity(self, word: str) -> float:
        """BM25's inverse document frequency of a word; a word that stands nowhere is the rarest."""
        known = self.vocabulary.get(word)
        count = self.frequencies[known] if known is not None else 0
        every = self.size
        return math.log(1 + (every - count + 0.5) / (count + 0.5))


#: Passages and sentences come up again and again, in answers to different questions; all of the notes fit.
@lru_cache(maxsize=8_192)
def words(text: str) -> tuple[str, ...]:
    """The indexed words of a text: lower case, stemmed, without stop words, compounds whole and in parts."""
    return _words(text)


#: The same for what belongs together and is many times as much, as the ways of asking for a passage: twice the passages of the notes.
@lru_cache(maxsize=2_048)
def words_of_each(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The indexed words of each of these texts."""
    return tuple(_words(text) for text in texts)


def _words(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for token in _TOKEN.findall(text.lower()):
        parts = _PART.split(token)
        if len(parts) > 1:
            found.append(token)
        found.extend(stem(part) for part in parts if part and part not in STOP_WORDS)
    return tuple(found)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word's English Snowball stem; numbers and names with digits stay as they are."""
    return word if any(character.isdigit() for character in word) else _stemmer()(word)


def _bm25s() -> Any:
    """The library, without the debug lines that it logs by default."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    import Stemmer

    stem_word: Callable[[str], str] = Stemmer.Stemmer("english").stemWord
    return stem_word


def overlap(first: Sequence[str], second: Sequence[str]) -> float:
    """How much of the first text's distinct words the second one has, from 0 to 1."""
    wanted = set(first)
    return len(wanted & set(second)) / len(wanted) if wanted else 0.0
