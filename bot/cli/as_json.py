"""Replies as plain data, for `--json`: the forms that other programs read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.replies import Abstention, Answer, VerdictCard

if TYPE_CHECKING:
    from bot.replies import Citation, Notice
    from knowledge.passages import Passage


def as_data(reply: Answer | Abstention | VerdictCard | Notice) -> dict[str, Any]:
    """An answer, an abstention, a verdict or a notice as plain data."""
    if isinstance(reply, Answer):
        return {
            "kind": "answer",
            "text": reply.text,
            "author": reply.author.value,
            "citations": [citation_data(citation) for citation in reply.citations],
            "caveats": list(reply.caveats),
            "degraded": reply.degraded,
        }
    if isinstance(reply, Abstention):
        return {"kind": "abstention", "text": reply.text, "nearest": [passage_data(p) for p in reply.nearest]}
    if isinstance(reply, VerdictCard):
        return {
            "kind": "verdict",
            **{key: value for key, value in asdict(reply).items() if key not in {"citations", "question"}},
            "question": reply.question.text if reply.question else "",
            "citations": [citation_data(citation) for citation in reply.citations],
        }
    return {"kind": "notice", "text": reply.text}


def citation_data(citation: Citation) -> dict[str, Any]:
    """A mark, its quote and its passage."""
    return {"number": citation.number, "quote": citation.quote, **passage_data(citation.passage)}


def passage_data(passage: Passage) -> dict[str, Any]:
    """A passage with all that a citation needs."""
    return {
        "passage": passage.id,
        "source": passage.source_id,
        "title": passage.title,
        "heading": passage.heading,
        "headings": list(passage.heading_path),
        "link": passage.link,
        "date": passage.date,
        "status": passage.status.value,
        "passage_text": passage.text,
    }
