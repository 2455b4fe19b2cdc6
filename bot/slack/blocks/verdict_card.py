"""The verdict card: what to do, in the person's own figures, what would change it, and the first step; the rest is a press away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.replies import marked_in, noted_line
from bot.slack.blocks import elements
from bot.slack.blocks.about_card import reasons, steps
from bot.slack.blocks.action_ids import COMMA, SEPARATOR, Button, InCardMenu
from bot.slack.blocks.message import Message
from bot.slack.blocks.question import CONFIRM, pick_value
from bot.slack.blocks.safe_markdown import cut, escape, fallback, plain

if TYPE_CHECKING:
    from bot.replies import VerdictCard
    from bot.slack.blocks.message import Block

MADE_BY = "Decided by fixed rules from your answers"
FLIPS = "It would change if"
#: Before the question that would tell most next.
NEXT = "To be surer: "
#: Flips that stand on the card itself.
MOST_FLIPS = 2
#: Characters of a case that are shown to those who have not read it.
LONGEST_CASE = 500
MENU = {
    InCardMenu.SOURCES: "Sources",
    InCardMenu.CHANGE: "Change an answer",
    InCardMenu.RECORD: "Export record",
    InCardMenu.START_OVER: "Start over",
}
#: What the menu of a card offers that only one person sees: it belongs to no thread that could begin anew.
PRIVATE_MENU = (InCardMenu.SOURCES, InCardMenu.RECORD)


def verdict_message(card: VerdictCard, *, private: bool, shared_by: str = "", case: str = "") -> Message:
    """The card for one person (`private`), for a thread, or as somebody shared it with a channel that has not read the case."""
    sharer, shown = shared_by.strip(), " ".join(case.split())
    blocks = [
        *elements.small_print(f"Shared by {sharer}" if sharer else ""),
        *(elements.rich(elements.line(elements.run(f"“{cut(shown, LONGEST_CASE)}”", "italic"))) if shown else []),
        *elements.rich(elements.line(elements.run(noted_line(card.noted)))),
        *elements.header(card.title if card.headline.strip() else "Verdict"),
        *elements.rich(
            elements.line(elements.run(card.answer.strip(), "bold"), elements.run(f" {card.summary.strip()}".rstrip()))
        ),
        *elements.rich(elements.labelled(FLIPS, card.checks[:MOST_FLIPS])),
        *elements.rich(elements.line(elements.run("Today: ", "bold"), elements.run(card.today)) if card.today else []),
        *(block for line in card.policies for block in elements.rich(elements.line(elements.run(line)))),
        *elements.small_print(card.model_line),
        *elements.small_print(card.costs),
        *([] if sharer else _asked(card)),
        *(
            [*reasons(card, shared=True), *steps(card), *elements.sources(card.citations, card.caveats)]
            if sharer
            else []
        ),
        *elements.actions(*_buttons(card, private=private, shared=bool(sharer))),
        *_small_print(card, shared=bool(sharer)),
        *elements.feedback(),
    ]
    text = fallback(f"{card.title}. {card.answer} {card.summary}")
    return Message(text, tuple(blocks), elements.cited(card.citations))


def _asked(card: VerdictCard) -> list[Block]:
    """What is only likely, with the one press that confirms it; else the question that would tell most."""
    if card.taken.strip():
        if card.confirms is None:
            return elements.rich(elements.line(elements.run(card.taken)))
        criterion, values = card.confirms
        value = pick_value(card.decision_id, criterion, COMMA.join(values))
        return [
            {
                "type": "section",
                "text": elements.plain_text(card.taken, elements.LONGEST_TEXT),
                "accessory": elements.button(f"{Button.PICK}:0", CONFIRM, value, "primary"),
            }
        ]
    question = card.question.text.strip() if card.question else ""
    return elements.rich(elements.line(elements.run(NEXT), elements.run(question, "bold"))) if question else []


def _small_print(card: VerdictCard, *, shared: bool) -> list[Block]:
    """What is open, who decided, and the source that the one sentence is marked with."""
    made_by = MADE_BY.replace("your", "the") if shared else MADE_BY
    marked = [] if shared else marked_in(card)
    told = f"{cut(card.open_line.strip(), LONGEST_CASE)} {made_by}.".lstrip()
    return elements.context(escape(plain(told)), elements.short_sources(marked))


def _buttons(card: VerdictCard, *, private: bool, shared: bool) -> list[Block]:
    decision = card.decision_id
    walk = elements.button(Button.WALK, "Walk me through it", decision)
    if shared:
        return [walk]
    why = elements.button(Button.CARD_WHY, "Why", decision)
    all_steps = elements.button(Button.CARD_STEPS, "All steps", decision)
    names = PRIVATE_MENU if private else tuple(MENU)
    menu = elements.overflow(Button.CARD_MENU, [(f"{name}{SEPARATOR}{decision}", MENU[name]) for name in names])
    if private:
        # One thing is the first to press: what is not confirmed is better confirmed before it is shared.
        style = "" if card.taken.strip() and card.confirms else "primary"
        return [elements.button(Button.SHARE, "Share to channel", decision, style), walk, why, all_steps, menu]
    return [why, all_steps, menu]
