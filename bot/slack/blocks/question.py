"""The interview's question with its buttons, the same message after somebody picked, and what a remark has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.replies import noted_line
from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import SEPARATOR, Button, InMenu
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import fallback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.replies import Changed, Lean, Question
    from bot.slack.blocks.message import Block

#: Options on screen, a menu for the others among them (`conversation.md`, principle 11).
MOST_BUTTONS = 5
#: A menu takes a hundred options.
MOST_IN_MENU = 100
HINT_ID = "walk:hint"
SEVERAL = "Several fit? Press the main one, or write them."
MORE = "More…"
#: What confirms a guess that the question beside it names; it may be that something is not so.
CONFIRM = "Yes, that's right"
#: What tells the buttons of a card from those of a question, also on cards from long ago.
_ON_CARDS = frozenset({Button.RECORD.value, Button.CARD_MENU.value})
MENU = {
    InMenu.WHY: "Why do you ask?",
    InMenu.VERDICT_NOW: "Verdict now",
    InMenu.BACK: "Back",
    InMenu.START_OVER: "Start over",
}


def question_message(question: Question) -> Message:
    """Where the verdict stands, the question, a button for each of the likeliest answers, and the rest in menus."""
    lean = question.lean
    asked = question.text.strip() or "…"
    blocks = [
        *elements.rich(elements.line(elements.run(noted_line(question.noted))), _lean(lean) if lean else []),
        *elements.rich(elements.line(elements.run(asked, "bold"))),
        *elements.actions(*_answers(question)),
        *(_hint(SEVERAL) if question.several else []),
        *elements.context(elements.short_sources(question.citations)),
    ]
    text = fallback(
        f"{lean.text} {lean.because}".strip() if lean else "",
        asked,
        " / ".join(option.label for option in question.options),
    )
    return Message(text, tuple(blocks), elements.cited(question.citations))


def changed_message(changed: Changed) -> Message:
    """What was understood from a remark, and what it has changed; the card is a press away."""
    noted, told = noted_line(changed.noted), changed.text.strip() or "…"
    said = (
        [*elements.run("Noted: "), *elements.run(noted.removeprefix("Noted: "), "bold"), *elements.run(" ")]
        if noted
        else []
    )
    blocks = [
        *elements.rich(elements.line(said, elements.run(told))),
        *elements.actions(
            elements.button(Button.VERDICT_NOW, "Show the card", changed.decision_id),
            elements.button(Button.BACK, "Undo", changed.decision_id),
        ),
        *elements.context(elements.short_sources(changed.citations)),
    ]
    return Message(fallback(f"{noted} {told}".strip()), tuple(blocks), elements.cited(changed.citations))


def answered_message(question_blocks: list[Block], label: str, by: str) -> Message:
    """A question's message, or a card's, after somebody picked: the answers give way to who picked what.

    `by` is the person's name as text, so that nobody is called by it.
    """
    kept = [left for block in question_blocks if block.get("block_id") != HINT_ID for left in _without_answers(block)]
    name, picked = by.strip() or "Somebody", label.strip() or "…"
    said = elements.rich(elements.line(elements.run(f"{name} picked: "), elements.run(picked, "bold")))
    return Message(fallback(f"{name} picked: {picked}"), (*kept, *said), frozenset(elements.addresses(kept)))


def pick_value(decision_id: str, criterion: str, value: str) -> str:
    """What a pick's button sends back; the last part is empty for "not sure"."""
    return SEPARATOR.join((decision_id, criterion, value))


def _lean(lean: Lean) -> list[Block]:
    because = elements.run(f" {lean.because}") if lean.because else []
    return elements.line(elements.run(lean.text, "bold"), because)


def _answers(question: Question) -> Iterator[Block]:
    """Buttons for the likeliest answers, a menu for the others, "not sure", and what else can be done."""
    options = [(option.value, option.label or option.value) for option in question.options]
    if question.guess:
        # What is taken to be so comes first, and yes is all that it needs.
        options = [(question.guess, CONFIRM), *(row for row in options if row[0] != question.guess)]
    most = MOST_BUTTONS if len(options) <= MOST_BUTTONS else MOST_BUTTONS - 1
    for number, (value, label) in enumerate(options[:most]):
        style = "primary" if question.guess and not number else ""
        yield elements.button(f"{Button.PICK}:{number}", label, _value(question, value), style)
    if rest := options[most : most + MOST_IN_MENU]:
        yield elements.select(f"{Button.PICK}:more", MORE, [(_value(question, value), label) for value, label in rest])
    yield elements.button(f"{Button.PICK}:unsure", question.unsure_label or "Not sure", _value(question, ""))
    menu = [(f"{name}{SEPARATOR}{question.decision_id}", label) for name, label in MENU.items()]
    yield elements.overflow(Button.INTERVIEW_MENU, menu)


def _without_answers(block: Block) -> list[Block]:
    """A block without what answers a question: a question's buttons go, a card's own stay."""
    if str((block.get("accessory") or {}).get("action_id")).startswith(f"{Button.PICK}:"):
        return []
    if block.get("type") != "actions":
        return [block]
    names = {str(element.get("action_id")) for element in block.get("elements", ())}
    if not names & _ON_CARDS:
        return []
    left = [element for element in block["elements"] if not str(element.get("action_id")).startswith(f"{Button.PICK}:")]
    return [{**block, "elements": left}]


def _value(question: Question, value: str) -> str:
    return pick_value(question.decision_id, question.criterion, value)


def _hint(text: str) -> list[Block]:
    return [{**block, "block_id": HINT_ID} for block in elements.small_print(text)]
