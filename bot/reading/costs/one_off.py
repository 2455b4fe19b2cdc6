"""Whether a text tells of one job that is done once, and of how many pieces: "40k texts to classify once", "a one-time migration of 12,000 tickets"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from bot.reading.numbers.quantities import QuantityKind, quantities
from knowledge.model_names import plain_words

#: What says that a job is done once; "once a week", "once it is tuned" and "at once" say something else.
_ONE_OFF: Final = re.compile(
    r"\bone[- ]?(?:off|time|shot)\b|\bonetime\b|\b(?:only|just|exactly) once\b(?! (?:it|we|the|you|they|a|per|every|in))"
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


def job_said(text: str) -> Decimal | None:
    """How many pieces a job has that is done once; None where a text tells of none, of a rate, or of no number of pieces."""
    given = quantities(text)
    if not _ONE_OFF.search(text) or any(one.kind is QuantityKind.RATE for one in given):
        return None
    pieces = []
    for one in given:
        if one.kind is not QuantityKind.COUNT:
            continue
        counted = [word.lower() for word in one.counted[:_NEAR]]
        before = plain_words(text[: one.start])[-_NEAR:]
        if set(counted) & _PIECES and not ({*counted} | {*before}) & _OF_EXAMPLES:
            pieces.append(one.value)
    return Decimal(str(max(pieces))) if pieces else None
