"""How much there is to be known, where a text counts pages or documents: what fits into a prompt, what is a large collection, and what is neither.

How long one of many texts is says nothing of it, nor how many documents a test or a training set has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import names, plain
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.scores import score_in, wanted_in

if TYPE_CHECKING:
    from bot.reading.encoder import Encoded

#: Pages up to here fit into a prompt: at some 500 words a page 20,000 words, a fifth of the smallest context window on offer.
FEW_PAGES: Final = 40
#: Documents up to here are as many as a test or a training set has, where nothing says that they are to be known; own choice.
FEW_DOCUMENTS: Final = 2_000
_DOCUMENTS: Final = frozenset({"doc", "docs", "document", "documents", "file", "files", "pdf", "pdfs"})
#: A message that tells the size of what is known has no more words than this.
FEW_WORDS: Final = 12
#: What a text's length is counted in.
_LENGTHS: Final = frozenset(
    {"word", "words", "characters", "chars", "lines", "sentences", "pages", "page", "paragraphs"}
)
#: "Half a page", "a summary of 3 lines", and what says that it is the length of one of many: "what is in a note: half page".
_HALF_A_PAGE: Final = re.compile(
    r"\b(?:half|quarter|third|one|two|three|\d)\s(?:of\s)?(?:a\s)?(?:pages?|lines|sentences|paragraphs?)\b"
)
_OF_ONE: Final = re.compile(
    r"\b(?:in|of|for|per)\s(?:a|an|one|each|every|the)\s[a-z-]{3,16}(?:\sis|\sare|\shas)?\s?[:=]|\b(?:a|an|one|each|every|per)\s(?:note|mail|email|letter|call|ticket|input|text|message|report|case|chat|answer|article|document|transcript)\b"
)
#: Characters in which a number's unit stands.
LONGEST_UNIT: Final = 12


def look_at_home(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """Where the knowledge is; how long one of many texts is says nothing of it: "400 words is one email", nor a bare count beside a target: ".93, 400 docs"."""
    if fact.values == ("large_corpus",) and not is_asked and _counts_cases(fact, encoded.text):
        return None
    is_size = any(set(one.counted[:1]) & _LENGTHS for one in quantities(fact.words))
    is_size = is_size or bool(_HALF_A_PAGE.search(plain(encoded.text)))
    is_of_each = names(fact.words, "size", "each") or names(fact.words, "size", "one_of_many")
    is_of_each = is_of_each or bool(_OF_ONE.search(plain(encoded.text)))
    return None if fact.values == ("fits_in_prompt",) and is_size and is_of_each else fact


def many_pages(text: str) -> Fact | None:
    """That there are many documents, where a message counts more pages than fit into a prompt and says next to nothing else: "about 400 pages"."""
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    is_alone = len(counts) == 1 and len(text.split()) <= FEW_WORDS // 2 and "?" not in text
    is_of_another = names(text, "size", "each") or names(text, "tried", "prompts") or bool(_OF_ONE.search(plain(text)))
    is_of_another = is_of_another or names(text, "size", "all_there_is")
    if not is_alone or is_of_another or counts[0].value <= FEW_PAGES or counts[0].counted[:1] != ("pages",):
        return None
    return Fact(Criterion.KNOWLEDGE_HOME, ("large_corpus",), words=" ".join(text.split()).rstrip("."))


def _counts_cases(fact: Fact, text: str) -> bool:
    """Whether words that were taken for a large collection count no more than some documents, in a text that tells a score or a target and nothing to be known."""
    counts = [
        one for one in quantities(fact.words) if one.kind is QuantityKind.COUNT and set(one.counted[:1]) & _DOCUMENTS
    ]
    is_scored = score_in(text) is not None or wanted_in(text) is not None
    return (
        len(counts) == 1 and counts[0].value <= FEW_DOCUMENTS and is_scored and not names(text, "size", "of_knowledge")
    )


def few_pages(text: str, known: Fact | None) -> Fact | None:
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
