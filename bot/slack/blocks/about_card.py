"""What a press on a verdict card or an answer opens: the reasons, all steps, the sources; each as a view and as a message."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.replies import besides, guessed, resting
from bot.slack.blocks import elements
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import fallback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.replies import Citation, VerdictCard
    from bot.slack.blocks.message import Block

BOX = "☐ "
#: Characters of a view's title that Slack takes.
LONGEST_TITLE = 24
NO_SOURCES = "Nothing here rests on a source."


class Part(StrEnum):
    """What can be opened."""

    WHY = "why"
    STEPS = "steps"
    SOURCES = "sources"


TITLES = {Part.WHY: "Why this verdict", Part.STEPS: "All steps", Part.SOURCES: "Sources"}


def part_of_card(card: VerdictCard, part: Part) -> list[Block]:
    """The blocks of one part of a card."""
    if part is Part.SOURCES:
        return sources(card.citations, card.caveats)
    top = elements.rich(elements.line(elements.run(card.title, "bold")))
    if part is Part.STEPS:
        return [*top, *steps(card)]
    return [*top, *reasons(card), *elements.sources(card.citations, card.caveats)]


def reasons(card: VerdictCard, *, shared: bool = False) -> list[Block]:
    """What the verdict rests on, why, what would change it, what is open; one that is `shared` has read none of the case."""
    parts = (
        ("It rests on", resting(card)),
        ("Read besides", () if shared else besides(card)),
        ("Not confirmed", guessed(card)),
        ("Why", card.why),
        # On the shared card they stand above.
        ("What would change it", () if shared else card.flips),
        ("Still open", card.open_gates),
    )
    return [block for label, texts in parts for block in elements.rich(elements.labelled(label, texts))]


def steps(card: VerdictCard) -> list[Block]:
    """All steps as a list to tick off, and the way of training."""
    method = (
        elements.line(elements.run("Way of training: ", "bold"), elements.run(card.method))
        if card.method.strip()
        else []
    )
    return [*elements.rich(elements.labelled("Steps", card.next_steps, BOX)), *elements.rich(method)]


def sources(citations: Sequence[Citation], caveats: Sequence[str] = ()) -> list[Block]:
    """Every source with the sentence it is cited for."""
    return elements.quoted_sources(citations, caveats) or elements.rich(elements.line(elements.run(NO_SOURCES)))


def part_view(part: Part, blocks: Sequence[Block]) -> dict[str, Any]:
    """A view to read and close."""
    return {
        "type": "modal",
        "title": elements.plain_text(TITLES[part], LONGEST_TITLE),
        "close": elements.plain_text("Close", LONGEST_TITLE),
        "blocks": list(blocks),
    }


def part_message(part: Part, blocks: Sequence[Block], citations: Sequence[Citation]) -> Message:
    """The same as a message, for where no view can be opened."""
    return Message(fallback(TITLES[part]), tuple(blocks), elements.cited(citations))
