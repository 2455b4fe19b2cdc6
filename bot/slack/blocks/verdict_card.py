"""The verdict card: the outcome, why, what would change it, what is open, what to do next, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.replies import besides, guessed, resting
from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import Button
from bot.slack.blocks.message import Message
from bot.slack.blocks.question import guess_buttons
from bot.slack.blocks.safe_markdown import cut, fallback

if TYPE_CHECKING:
    from bot.replies import VerdictCard
    from bot.slack.blocks.message import Block

MADE_BY = "Decided by fixed rules from the answers, with reasons from the sources above; check what matters."
NEXT_QUESTION = "What would tell most next: "
BOX = "☐ "
#: Characters of a case that are shown to those who have not read it.
LONGEST_CASE = 500


def verdict_message(card: VerdictCard, *, private: bool, shared_by: str = "", case: str = "") -> Message:
    """The card for one person (`private`), for a thread, or as somebody shared it with a channel that has not read the case."""
    sharer, shown = shared_by.strip(), " ".join(case.split())
    parts_of_card = (
        elements.labelled("It rests on", resting(card)),
        elements.labelled("Read besides", besides(card)),
        elements.labelled("I take it, unconfirmed", guessed(card)),
        elements.labelled("Why", card.why),
        elements.labelled("What would change it", card.flips),
        elements.labelled("Still open", card.open_gates),
        elements.labelled("Next steps", card.next_steps, BOX),
    )
    question = card.question.text.strip() if card.question else ""
    blocks = [
        *elements.small_print(f"Shared by {sharer}" if sharer else ""),
        *(elements.rich(elements.line(elements.run(f"“{cut(shown, LONGEST_CASE)}”", "italic"))) if shown else []),
        *elements.rich(elements.labelled("Noted", card.noted)),
        *elements.header(card.headline or "Verdict"),
        *elements.rich(_outcome(card)),
        *(block for part in parts_of_card for block in elements.rich(part)),
        *elements.sources(card.citations, card.caveats),
        *(
            elements.rich(elements.line(elements.run(NEXT_QUESTION), elements.run(question, "bold")))
            if question
            else []
        ),
        *elements.actions(
            *(guess_buttons(card.question) if card.question and not private and not sharer else []),
            *_buttons(card.decision_id, private=private, shared=bool(sharer)),
        ),
        *elements.small_print(f"{MADE_BY} Decision {card.decision_id}."),
        *elements.feedback(),
    ]
    text = fallback(f"{card.headline}. {_confidence(card)}. {card.sentence}")
    return Message(text, tuple(blocks), elements.cited(card.citations))


def _outcome(card: VerdictCard) -> list[Block]:
    method = (
        elements.line(elements.run("How: ", "bold"), elements.run(card.method.strip())) if card.method.strip() else []
    )
    return [
        *elements.line(elements.run(_confidence(card), "bold"), elements.run(f". {card.sentence.strip()}")),
        *method,
    ]


def _confidence(card: VerdictCard) -> str:
    """In words and as a number, which is provisional while something that training needs is unknown."""
    provisional = ", provisional" if card.provisional else ""
    return f"{card.confidence_word.capitalize()}: {card.confidence:.0%}{provisional}"


def _buttons(decision_id: str, *, private: bool, shared: bool) -> list[Block]:
    share = elements.button(Button.SHARE, "Share to channel", decision_id, "primary")
    walk = elements.button(Button.WALK, "Walk me through it", decision_id)
    record = elements.button(Button.RECORD, "Export record", decision_id)
    if shared:
        return [walk]
    if private:
        return [share, walk, record]
    change = elements.button(Button.CHANGE, "Change an answer", decision_id)
    return [record, change, elements.button(Button.START_OVER, "Start over", decision_id)]
