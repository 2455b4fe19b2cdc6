"""Whether a text tells of one job that is done once, and of how many pieces: "40k texts to classify once", "a one-time migration of 12,000 tickets"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from bot.reading.numbers.quantities import QuantityKind, quantities
from knowledge.model_names import plain_words
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What says that a job is done once; "once a week", "once it is tuned" and "at once" say something else.
_ONE_OFF: Final = re.compile(
    r"\bone[- ]?(?:off|time|shot)\b(?! (?:in|out of|per|each|every)\b)|\bonetime\b|\b(?:only|just|exactly) once\b(?! (?:it|we|the|you|they|a|per|every|in))"
    r"|(?<!\bat )\bonce(?=\s*(?:[.,;:!?)\n]|$|and (?:for all|done|that'?s|then never)|with\b|through\b|by\b|using\b|for a\b))"
    r"|\b(?:a|in one|as one) single (?:run|batch|pass|job)\b|\bnever again\b|\bnot (?:recurring|ongoing)\b"
    r"|\b(?:backlog|migration) of\b",
    re.IGNORECASE,
)
#: What is worked through in such a job.
_PIECES: Final = frozenset(
    ["text", "texts", "ticket", "tickets", "email", "emails", "mail", "mails", "document", "documents", "docs", "record", "records", "row", "rows", "item", "items", "description",
     "descriptions", "product", "products", "article", "articles", "page", "pages", "review", "reviews", "comment", "comments", "message", "messages", "letter", "letters", "contract", "contracts",
     "invoice", "invoices", "report", "reports", "file", "files", "transcript", "transcripts", "entry", "entries", "listing", "listings", "case", "cases", "claim", "claims", "note", "notes",
     "summary", "summaries", "survey", "surveys", "answers", "responses", "paragraphs", "posts", "resumes", "cvs", "abstracts", "sentences", "forms", "orders", "call", "calls", "chats"]
)  # fmt: skip
#: What makes a number one of examples or of a test, and no work to be done.
_OF_EXAMPLES: Final = frozenset(
    ["example", "examples", "labelled", "labeled", "checked", "test", "tested", "tests", "training", "train", "pairs", "scored", "held", "gold", "annotated"]
)  # fmt: skip
_NEAR: Final = 3
#: Fewer pieces than this are done by hand.
_FEWEST: Final = 50


def job_said(text: str) -> Decimal | None:
    """How many pieces a job has that is done once, told in one sentence; None where a text tells of none, of a rate, or of no number of pieces."""
    if any(one.kind is QuantityKind.RATE for one in quantities(text)):
        return None
    pieces = [count for sentence in sentences(text) if _ONE_OFF.search(sentence) for count in _pieces_in(sentence)]
    return Decimal(str(max(pieces))) if pieces else None


def _pieces_in(sentence: str) -> Iterator[float]:
    for one in quantities(sentence):
        counted = {word.lower() for word in one.counted[:_NEAR]}
        beside = counted | set(plain_words(sentence[: one.start])[-_NEAR:])
        if one.kind is QuantityKind.COUNT and one.value >= _FEWEST and counted & _PIECES and not beside & _OF_EXAMPLES:
            yield one.value
