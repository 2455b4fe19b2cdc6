"""The verdict card: the outcome, why, what would change it, what is open, what to do next, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.blocks import parts
from bot.slack.blocks.text import cut, fallback
from bot.slack.message import Message
from bot.slack.names import Button

if TYPE_CHECKING:
    from bot.replies import VerdictCard
    from bot.slack.message import Block

MADE_BY = "Decided by fixed rules from the answers, with reasons from the sources above; check what matters."
NEXT_QUESTION = "What would tell most next: "
BOX = "☐ "
#: Characters of a case that are shown to those who have not read it.
LONGEST_CASE = 500


def verdict_message(card: VerdictCard, *, private: bool, shared_by: str = "", case: str = "") -> Message:
    """The card for one person (`private`), for a thread, or as somebody shared it with a channel that has not read the case."""
    sharer, shown = shared_by.strip(), " ".join(case.split())
    parts_of_card = (
        parts.labelled("Read from the words" if sharer else "Read from your words", card.read),
        parts.labelled("I assumed", card.assumed),
        parts.labelled("Why", card.why),
        parts.labelled("What would change it", card.flips),
        parts.labelled("Still open", card.open_gates),
        parts.labelled("Next steps", card.next_steps, BOX),
    )
    question = card.question.text.strip() if card.question else ""
    blocks = [
        *parts.small_print(f"Shared by {sharer}" if sharer else ""),
        *(parts.rich(parts.line(parts.run(f"“{cut(shown, LONGEST_CASE)}”", "italic"))) if shown else []),
        *parts.rich(parts.labelled("Noted", card.noted)),
        *parts.header(card.headline or "Verdict"),
        *parts.rich(_outcome(card)),
        *(block for part in parts_of_card for block in parts.rich(part)),
        *parts.sources(card.citations, card.caveats),
        *(parts.rich(parts.line(parts.run(NEXT_QUESTION), parts.run(question, "bold"))) if question else []),
        *parts.actions(*_buttons(card.decision_id, private=private, shared=bool(sharer))),
        *parts.small_print(f"{MADE_BY} Decision {card.decision_id}."),
        *parts.feedback(),
    ]
    text = fallback(f"{card.headline}. {_confidence(card)}. {card.sentence}")
    return Message(text, tuple(blocks), parts.cited(card.citations))


def _outcome(card: VerdictCard) -> list[Block]:
    method = parts.line(parts.run("How: ", "bold"), parts.run(card.method.strip())) if card.method.strip() else []
    return [*parts.line(parts.run(_confidence(card), "bold"), parts.run(f". {card.sentence.strip()}")), *method]


def _confidence(card: VerdictCard) -> str:
    """In words and as a number, which is provisional while something that training needs is unknown."""
    provisional = ", provisional" if card.provisional else ""
    return f"{card.confidence_word.capitalize()}: {card.confidence:.0%}{provisional}"


def _buttons(decision_id: str, *, private: bool, shared: bool) -> list[Block]:
    share = parts.button(Button.SHARE, "Share to channel", decision_id, "primary")
    walk = parts.button(Button.WALK, "Walk me through it", decision_id)
    record = parts.button(Button.RECORD, "Export record", decision_id)
    if shared:
        return [walk]
    if private:
        return [share, walk, record]
    change = parts.button(Button.CHANGE, "Change an answer", decision_id)
    return [record, change, parts.button(Button.START_OVER, "Start over", decision_id)]
