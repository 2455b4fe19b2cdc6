"""Messages that answer: a grounded answer, "the sources don't say", a short notice, and an answer that broke off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.blocks import elements
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import LONGEST_FALLBACK, cut_markdown, fallback, fitted

if TYPE_CHECKING:
    from bot.replies import Abstention, Answer, Notice
    from bot.slack.blocks.message import Block

#: A markdown block takes 12,000 characters.
LONGEST_BODY = 11_000
CUT = "The answer is longer than one message holds; the rest is left out. Ask for the part that matters."
NEAREST = "Nearest in the sources (say “yes” to see what they hold):"
MOST_NEAREST = 8
STOPPED = "Stopped."
NOTHING_YET = "Stopped before there was anything to show."


def answer_message(answer: Answer) -> Message:
    """The answer's text as Markdown, what it rests on, who worded it, and the buttons for feedback."""
    body, was_cut = fitted(answer.text.strip(), LONGEST_BODY)
    if not body.strip():
        body = "…"
    blocks = [
        *_markdown(body),
        *(elements.small_print(CUT) if was_cut else []),
        *elements.sources(answer.citations, answer.caveats),
        *elements.rich(elements.line(elements.run(answer.degraded.strip(), "italic"))),
        *elements.small_print(elements.WRITTEN_BY[answer.author]),
        *elements.feedback(),
    ]
    # Safe already: to work the same text off once more would be half of the time that a message takes.
    text = cut_markdown(body, LONGEST_FALLBACK).strip() or fallback(answer.text)
    return Message(text, tuple(blocks), elements.cited(answer.citations), body)


def abstention_message(abstention: Abstention) -> Message:
    """One sentence that the sources don't hold it, and the passages that come nearest."""
    nearest = abstention.nearest[:MOST_NEAREST]
    listed = [item for passage in nearest for item in elements.line(elements.where(passage))]
    shown: list[Block] = []
    if listed:
        shown = [
            *elements.line(elements.run(NEAREST)),
            {"type": "rich_text_list", "style": "bullet", "elements": listed},
        ]
    blocks = [
        *elements.rich(elements.prose(abstention.text) or elements.line(elements.run("…")), shown),
        *elements.feedback(),
    ]
    return Message(fallback(abstention.text), tuple(blocks), elements.links_in(*nearest))


def notice_message(notice: Notice) -> Message:
    """A short reply, with its sources where it has some."""
    blocks = [*_said(notice.text), *elements.sources(notice.citations)]
    return Message(fallback(notice.text), tuple(blocks), elements.cited(notice.citations))


def stopped_message(body_so_far: str) -> Message:
    """An answer that somebody stopped: what had been shown of it, as `SafeMarkdown` made it, and that it was stopped."""
    body = cut_markdown(body_so_far.strip(), LONGEST_BODY)
    if not body:
        return Message(NOTHING_YET, tuple(elements.small_print(NOTHING_YET)))
    return Message(STOPPED, (*_markdown(body), *elements.small_print(STOPPED)), body=body)


def failed_message(text: str) -> Message:
    """What went wrong and what to do, in one sentence."""
    return Message(fallback(text), tuple(_said(text)))


def _markdown(body: str) -> list[Block]:
    return [{"type": "markdown", "text": body}]


def _said(text: str) -> list[Block]:
    return elements.rich(elements.prose(text) or elements.line(elements.run("…")))
