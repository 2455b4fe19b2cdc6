"""The guided walk: a question with its buttons, and the same message after somebody picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import SEPARATOR, Button
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import fallback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.replies import Question
    from bot.slack.blocks.message import Block

#: An actions block takes 25 elements, and "not sure" is one.
MOST_OPTIONS = 24
HINT_ID = "walk:hint"
HINT = "A button or your own words."
SEVERAL = "Several may fit: press the one that matters most, or write them all in your own words."


def question_message(question: Question) -> Message:
    """Where the verdict stands, the question, why it is asked, and a button for every answer."""
    so_far = [
        *elements.labelled("Noted", question.noted),
        *elements.line(elements.run(question.lean.strip())),
    ]
    asked = [*elements.run(question.text.strip() or "…", "bold")]
    why = elements.run(f"Why I ask: {question.why.strip()}", "italic") if question.why.strip() else []
    blocks = [
        *elements.rich(so_far),
        *elements.rich(elements.lines([asked, why])),
        *elements.sources(question.citations),
        *elements.actions(*_options(question)),
        {**elements.small_print(SEVERAL if question.several else HINT)[0], "block_id": HINT_ID},
        *elements.actions(
            elements.button(Button.BACK, "Back", question.decision_id),
            elements.button(Button.START_OVER, "Start over", question.decision_id),
            elements.button(Button.VERDICT_NOW, "Verdict now", question.decision_id),
        ),
    ]
    text = fallback(question.lean, question.text, " / ".join(option.label for option in question.options))
    return Message(text, tuple(blocks), elements.cited(question.citations))


def answered_message(question_blocks: list[Block], label: str, by: str) -> Message:
    """A question's message after somebody picked: its buttons give way to who picked what.

    `by` is the person's name as text, so that nobody is called by it.
    """
    kept = [block for block in question_blocks if block.get("type") != "actions" and block.get("block_id") != HINT_ID]
    name, picked = by.strip() or "Somebody", label.strip() or "…"
    said = elements.rich(elements.line(elements.run(f"{name} picked: "), elements.run(picked, "bold")))
    return Message(fallback(f"{name} picked: {picked}"), (*kept, *said), frozenset(_addresses(kept)))


def pick_value(decision_id: str, criterion: str, value: str) -> str:
    """What a pick's button sends back; the last part is empty for "not sure"."""
    return SEPARATOR.join((decision_id, criterion, value))


def _options(question: Question) -> Iterator[Block]:
    options = [(option.value, option.label or option.value) for option in question.options[:MOST_OPTIONS]]
    for number, (value, label) in enumerate([*options, ("", question.unsure_label or "Not sure")]):
        yield elements.button(
            f"{Button.PICK}:{number}", label, pick_value(question.decision_id, question.criterion, value)
        )


def _addresses(node: Any) -> Iterator[str]:
    """Every address that the links in some blocks lead to."""
    if isinstance(node, dict):
        if node.get("type") == "link" and isinstance(node.get("url"), str):
            yield node["url"]
        for item in node.values():
            yield from _addresses(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _addresses(item)
