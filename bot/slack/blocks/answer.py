"""Messages that answer: a grounded answer, "the sources don't say", a short notice, and an answer that broke off."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answers.marks import renumbered
from bot.replies import Author
from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import COMMA, SEPARATOR, Button
from bot.slack.blocks.elements import LONGEST_VALUE
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import LONGEST_FALLBACK, cut, cut_markdown, escape, fallback, fitted, plain
from knowledge.passages import ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.replies import Abstention, Answer, Notice
    from bot.slack.blocks.message import Block

#: A markdown block takes 12,000 characters.
LONGEST_BODY = 11_000
#: What is left for the rest of an answer that is nearly as long as a message may be.
LEAST_BODY = 500
CUT = "The answer is longer than one message holds; the rest is left out. Ask for the part that matters."
NEAREST = "Nearest in the sources:"
MOST_NEAREST = 2
STOPPED = "Stopped."
NOTHING_YET = "Stopped before there was anything to show."
BY_A_MODEL = "AI-generated; check what matters."
#: Characters of the one line on the age of the sources, or on why no model answered.
LONGEST_CAVEAT = 160
#: Blocks that follow the text of an answer.
_AFTER_THE_TEXT = frozenset({"context", "actions", "context_actions"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a button under an answer says of it: the ids of the passages it cites, by number, and of those that hold more."""

    cited: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What the button sends back; as many ids as it takes."""
        most = LONGEST_VALUE // (ID_LENGTH + 1) - 1
        cited = self.cited[:most]
        return SEPARATOR.join((COMMA.join(cited), COMMA.join(self.more[: most - len(cited)])))

    @classmethod
    def of(cls, value: str) -> Shown:
        """What a button sent back."""
        cited, _, more = value.partition(SEPARATOR)
        return cls(tuple(filter(None, cited.split(COMMA))), tuple(filter(None, more.split(COMMA))))


def answer_message(answer: Answer) -> Message:
    """The answer's text as Markdown, one line of sources, what a press can bring, and the buttons for feedback."""
    body, was_cut = fitted(answer.text.strip(), LONGEST_BODY)
    if not body.strip():
        body = "…"
    blocks = [
        *_markdown(body),
        *(elements.small_print(CUT) if was_cut else []),
        *_small_print(answer),
        *elements.actions(*_presses(answer)),
        *elements.feedback(),
    ]
    # Safe already: to work the same text off once more would be half of the time that a message takes.
    text = cut_markdown(body, LONGEST_FALLBACK).strip() or fallback(answer.text)
    return Message(text, tuple(blocks), elements.cited(answer.citations), body)


def _small_print(answer: Answer) -> list[Block]:
    """One line of sources and by whom; one on their age, or on why no model answered, where there is something to say."""
    by = BY_A_MODEL if answer.author is Author.MODEL else ""
    told = [text.strip() for text in (answer.degraded, *answer.caveats) if text.strip()]
    shown = cut(told[0], LONGEST_CAVEAT) if told else ""
    return [
        *elements.context(elements.short_sources(answer.citations), by),
        *elements.context(escape(plain(shown))),
    ]


def _presses(answer: Answer) -> list[Block]:
    shown = Shown(tuple(one.passage.id for one in answer.citations), answer.more)
    more = [elements.button(Button.ANSWER_MORE, "More", shown.value)] if answer.more else []
    return [*more, elements.button(Button.ANSWER_SOURCES, "Sources", shown.value)] if answer.citations else more


def longer_message(blocks: Sequence[Block], before: Shown, more: Answer) -> Message:
    """An answer's message with the rest below its text; `blocks` are those that Slack shows of it.

    Marks of the rest go on counting where the answer's own end, and what is cited in both has one number.
    """
    numbers = {passage: number for number, passage in enumerate(before.cited, start=1)}
    for citation in more.citations:
        numbers.setdefault(citation.passage.id, len(numbers) + 1)
    new = {citation.number: numbers[citation.passage.id] for citation in more.citations}
    added = tuple(replace(one, number=new[one.number]) for one in more.citations if one.passage.id not in before.cited)
    room = LONGEST_BODY - sum(len(block["text"]) for block in blocks if block.get("type") == "markdown")
    body, _ = fitted(renumbered(more.text.strip(), new), max(room, LEAST_BODY))
    end = next((place for place, block in enumerate(blocks) if block.get("type") in _AFTER_THE_TEXT), len(blocks))
    after = [block for block in blocks[end:] if block.get("type") != "actions"]
    at = 1 if after and after[0].get("type") == "context" else 0
    shown = Shown(tuple(numbers))
    kept = [
        *blocks[:end],
        *(_markdown(body) if body.strip() else []),
        *after[:at],
        *elements.context(elements.short_sources(added)),
        *after[at:-1],
        *elements.actions(elements.button(Button.ANSWER_SOURCES, "Sources", shown.value)),
        *after[max(at, len(after) - 1) :],
    ]
    return Message(fallback(said_in(blocks[:end]), more.text), tuple(kept), frozenset(elements.addresses(kept)))


def said_in(blocks: Sequence[Block]) -> str:
    """The text of an answer's blocks, as Slack sends them back: Markdown may have become rich text on the way."""
    parts: list[str] = []
    for block in blocks:
        if block.get("type") in _AFTER_THE_TEXT:
            break
        parts.append("".join(_texts(block)))
    return "\n".join(parts)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for name, item in node.items():
            if name != "text" or not isinstance(item, str):
                yield from _texts(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _texts(item)


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
    """A short reply, with its sources where it has some, and a sum with what tells all its ways and draws its curve."""
    sums = json.dumps(dict(notice.sums))
    of_a_sum = ((Button.COST_ALL, "More"), (Button.COST_CURVE, "Show the curve")) if notice.sums else ()
    buttons = [elements.button(button, label, sums) for button, label in of_a_sum]
    shown = Shown(tuple(one.passage.id for one in notice.citations))
    sources = [elements.button(Button.ANSWER_SOURCES, "Sources", shown.value)] if notice.citations else []
    blocks = [
        *_said(notice.text),
        *elements.context(elements.short_sources(notice.citations)),
        *elements.actions(*buttons, *sources),
    ]
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
