"""Whether a text says that a knowledge source is connected: "sharepoint is connected already", "the bot has access to our wiki".

Then there is retrieval, whatever else is said of it. A wish, a plan and a question connect nothing; who only thinks so makes it likely.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.asked.objections import only_objects
from bot.reading.evidence import affirms, as_written, clauses, listed, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import asks

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUE: Final = "rag"
_LOOKED_UP: Final = frozenset({VALUE, "prompt_and_rag"})
_SENTENCE: Final = re.compile(r"[.!?\n](?=\s|$)")
_WITHOUT_NAME: Final = re.compile(
    r"\b(?:it|that|this|they|all|everything|search|everything is)(?:'s|\s(?:is|are|was|were))\b"
)


def connected_source(text: str) -> Fact | None:
    """That there is a look-up in a source that is connected: stated, or likely where no source is named or its teller only thinks so; None where none is."""
    for sentence in _sentences(plain(text)):
        said = next((one for one in clauses(sentence) if affirms(one, listed("connected", "is"))), "")
        if not said or names(sentence, "connected", "not_yet") or asks(sentence):
            continue
        is_named = names(sentence, "connected", "sources")
        if not is_named and not _WITHOUT_NAME.search(said):
            continue
        is_doubted = names(sentence, "connected", "unsure") and "already" not in sentence
        is_sure = (is_named or only_objects(sentence)) and not is_doubted
        words = as_written(said, text)[:LONGEST_WORDS]
        return Fact(Criterion.TRIED, (VALUE,), Certainty.STATED if is_sure else Certainty.LIKELY, words)
    return None


def take_connected_source(kept: dict[Criterion, Fact], text: str) -> None:
    """Put that into facts as what was tried, where nothing else was, and take out a search that fails read in the same words."""
    found = connected_source(text)
    if found is None:
        return
    tried, failure = kept.get(Criterion.TRIED), kept.get(Criterion.FAILURE)
    if tried is None or (tried.is_likely and (found.is_stated or _LOOKED_UP.isdisjoint(tried.values))):
        kept[Criterion.TRIED] = found
    if failure is not None and failure.values == ("bad_retrieval",) and plain(failure.words) in plain(found.words):
        del kept[Criterion.FAILURE]


def _sentences(whole: str) -> Iterator[str]:
    start = 0
    for end in (*(one.end() for one in _SENTENCE.finditer(whole)), len(whole)):
        if part := whole[start:end].strip():
            yield part
        start = end
