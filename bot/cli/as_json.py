"""Replies as plain data, for `--json`: the forms that other programs read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.cli.shared import json_text
from bot.replies import Abstention, Answer, Changed, Notice, Question, VerdictCard, noted_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.replies import Citation, KnownFact, Reply
    from knowledge.passages import Passage


def as_data(reply: Reply) -> dict[str, Any] | None:
    """A reply as plain data; `kind` says which, and `text` is what a person would read. None for progress, pieces and the end."""
    form = _FORMS.get(type(reply))
    return form(reply) if form else None


def as_line(data: dict[str, Any]) -> str:
    """Plain data as one line of JSON."""
    return json_text(data)


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer with what its marks resolve to."""
    return {
        "kind": "answer",
        "text": answer.text,
        "author": answer.author.value,
        "citations": [citation_data(citation) for citation in answer.citations],
        "caveats": list(answer.caveats),
        "degraded": answer.degraded,
        "more": list(answer.more),
    }


def abstention_data(abstention: Abstention) -> dict[str, Any]:
    """That the sources don't say it, and what comes nearest."""
    return {
        "kind": "abstention",
        "text": abstention.text,
        "nearest": [passage_data(passage) for passage in abstention.nearest],
    }


def notice_data(notice: Notice) -> dict[str, Any]:
    """A short reply."""
    citations = [citation_data(citation) for citation in notice.citations]
    return {"kind": "notice", "text": notice.text, "citations": citations}


def changed_data(changed: Changed) -> dict[str, Any]:
    """What a remark has changed since a verdict was given."""
    return {
        "kind": "changed",
        "text": f"{noted_line(changed.noted)} {changed.text}".strip(),
        "outcome": changed.outcome,
        "confidence": changed.confidence,
        "provisional": changed.provisional,
        "noted": list(changed.noted),
        "decision_id": changed.decision_id,
        "citations": [citation_data(citation) for citation in changed.citations],
    }


def verdict_data(card: VerdictCard) -> dict[str, Any]:
    """A verdict card in full: what stands on it, the reasons and steps behind, the facts of the case, and what it rests on."""
    left_out = {"citations", "question", "facts", "rests_on", "confirms"}
    lines = [noted_line(card.noted), f"{card.title}. {card.answer} {card.summary}"]
    lines += [f"It would change if: {check}" for check in card.checks]
    lines += [f"Today: {card.today}" if card.today else "", card.model_line, card.costs]
    lines += [*card.policies, card.taken, card.open_line]
    criterion, values = card.confirms or ("", ())
    return {
        "kind": "verdict",
        "text": "\n".join(filter(None, lines)),
        **{key: value for key, value in asdict(card).items() if key not in left_out},
        "title": card.title,
        "confirms": {"criterion": criterion, "values": list(values)} if card.confirms else None,
        "facts": [fact_data(fact) for fact in card.facts],
        "rests_on": [fact_data(fact) for fact in card.rests_on],
        "question": card.question.text if card.question else "",
        "asks": question_data(card.question) if card.question else None,
        "citations": [citation_data(citation) for citation in card.citations],
    }


def question_data(question: Question) -> dict[str, Any]:
    """A question with its options; `guess` is the value that yes would confirm."""
    lean = question.lean
    said = [noted_line(question.noted)] if question.noted else []
    if lean:
        said.append(f"{lean.text} {lean.because}".strip())
    return {
        "kind": "question",
        "text": "\n".join([*said, question.text]),
        "criterion": question.criterion,
        "question": question.text,
        "options": [
            *({"value": option.value, "label": option.label} for option in question.options),
            {"value": "", "label": question.unsure_label},
        ],
        "several": question.several,
        "guess": question.guess,
        "noted": list(question.noted),
        "lean": {"outcome": lean.outcome, "confidence": lean.confidence, "text": lean.text} if lean else None,
        "decision_id": question.decision_id,
        "citations": [citation_data(citation) for citation in question.citations],
    }


def fact_data(fact: KnownFact) -> dict[str, Any]:
    """A fact of the case: which criterion has which values, how far that can be relied on, and in which words it was said."""
    return {
        "criterion": fact.criterion,
        "values": list(fact.values),
        "certainty": fact.certainty,
        "words": fact.words,
        "number": fact.number,
        "clause": fact.clause,
        "document": fact.document,
    }


def citation_data(citation: Citation) -> dict[str, Any]:
    """A mark, its quote and its passage."""
    return {"number": citation.number, "quote": citation.quote, **passage_data(citation.passage)}


def passage_data(passage: Passage) -> dict[str, Any]:
    """A passage with all that a citation needs."""
    return {
        "passage": passage.id,
        "source": passage.source_id,
        "title": passage.title,
        "own": passage.is_own,
        "heading": passage.heading,
        "headings": list(passage.heading_path),
        "link": passage.link,
        "date": passage.date,
        "status": passage.status.value,
        "passage_text": passage.text,
    }


_FORMS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Answer: answer_data,
    Abstention: abstention_data,
    Notice: notice_data,
    Changed: changed_data,
    Question: question_data,
    VerdictCard: verdict_data,
}
