"""What `/verdict help`, `sources`, `history` and `forget` show, and what wakes a decision up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import SEPARATOR, Button, OnDecision
from bot.slack.blocks.home import (
    ABOUT,
    CAN_DO,
    MAY_BE_WRONG,
    MOST_POINTED,
    MOST_SOURCES,
    NO_VERDICT,
    counted,
    decision_line,
    pointed_lines,
    source_lines,
    way_in,
)
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import cut, fallback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.slack.blocks.home import HomeDecision, HomeSource, StoredCounts
    from bot.slack.blocks.message import Block

COMMANDS = (
    "/verdict and your case: a private verdict, which you can share",
    "/verdict: a form with the questions that matter",
    "/verdict cost: a form for the costs; with numbers, such as /verdict cost 20k a day with gpt-4.1, the sum at once",
    "/verdict sources: what I know, and how old it is",
    "/verdict history: your decisions",
    "/verdict forget: delete what is stored of yours",
)
NO_DECISIONS = "No decisions yet. /verdict with a sentence about your case makes the first one."
MANAGE = "Export or delete them in the app's Home tab."
MOST_DECISIONS = 20
WOKEN = (
    "To check, press Resume in the app's Home tab: it works out the verdict again. I say this once; whoever runs me can "
    "turn it off with FTN_TELL_CHANGES."
)
#: With so many in one message, all else is left to the Home tab.
MOST_WOKEN = 10


def help_message() -> Message:
    """What the assistant does and how to ask for it."""
    blocks = [
        *elements.rich(elements.line(elements.run(ABOUT)), elements.bullets(CAN_DO)),
        *elements.rich(elements.line(elements.run("Commands", "bold")), elements.bullets(COMMANDS)),
        *elements.small_print(MAY_BE_WRONG),
    ]
    return Message(fallback(ABOUT, *COMMANDS), tuple(blocks))


def sources_message(home_sources: Sequence[HomeSource], pointed: Sequence[HomeSource] = ()) -> Message:
    """Every source with its date, and the places that were pointed to."""
    title = f"I answer from {counted(len(home_sources), 'source')}."
    blocks = elements.rich(
        elements.line(elements.run(title, "bold")), source_lines(home_sources), pointed_lines(pointed)
    )
    shown = [*home_sources[:MOST_SOURCES], *pointed[:MOST_POINTED]]
    links = frozenset(source.address for source in shown if elements.is_link(source.address))
    return Message(
        fallback(title, *(f"{source.title} ({source.date or 'undated'})" for source in shown)), tuple(blocks), links
    )


def history_message(decisions: Sequence[HomeDecision]) -> Message:
    """A person's cases, newest first, each with the button that goes on with it; one that was told several times stands there once."""
    decisions = _once_each(decisions)
    if not decisions:
        return Message(NO_DECISIONS, tuple(elements.rich(elements.line(elements.run(NO_DECISIONS)))))
    blocks: list[Block] = []
    for number, decision in enumerate(decisions[:MOST_DECISIONS]):
        go_on = f"{OnDecision.RESUME}{SEPARATOR}{decision.id}"
        blocks += elements.rich(elements.lines(decision_line(decision)))
        blocks += elements.actions(elements.button(f"{Button.HOME_DECISION}:{number}", way_in(decision), go_on))
    more = len(decisions) - MOST_DECISIONS
    blocks = [
        *blocks,
        *elements.small_print(f"{f'and {more} earlier ones. ' if more > 0 else ''}{MANAGE}"),
    ]
    shown = decisions[:MOST_DECISIONS]
    heads = (NO_VERDICT if each.is_open else cut(each.headline, 150) for each in shown)
    text = fallback(*(f"{head} · {each.decided.isoformat()}" for head, each in zip(heads, shown, strict=True)))
    return Message(text, tuple(blocks))


def _once_each(decisions: Sequence[HomeDecision]) -> list[HomeDecision]:
    """The newest of those that were told in the same words."""
    told: dict[str, HomeDecision] = {}
    for decision in decisions:
        told.setdefault(" ".join(decision.opening.lower().split()) or decision.id, decision)
    return list(told.values())


def woken_message(decisions: Sequence[HomeDecision]) -> Message:
    """What has moved under a person's decisions, told to them once."""
    one = len(decisions) == 1
    title = f"Something that {'a decision' if one else f'{len(decisions)} decisions'} of yours rested on has changed."
    rows = [row for decision in decisions[:MOST_WOKEN] for row in decision_line(decision)]
    more = f"and {len(decisions) - MOST_WOKEN} more. " if len(decisions) > MOST_WOKEN else ""
    blocks = [
        *elements.rich(elements.line(elements.run(title, "bold")), elements.lines(rows)),
        *elements.small_print(f"{more}{WOKEN}"),
    ]
    changes = (line for decision in decisions[:MOST_WOKEN] for line in decision.changes[:1])
    return Message(fallback(title, *changes), tuple(blocks))


def forgotten_message(counts: StoredCounts) -> Message:
    """What was deleted."""
    nothing = not (counts.messages or counts.cases or counts.ratings)
    said = "Nothing of yours was stored." if nothing else f"Deleted for good: {counts}."
    return Message(said, tuple(elements.rich(elements.line(elements.run(said)))))
