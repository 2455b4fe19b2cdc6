"""The Home tab: what the app can do, one's own decisions, the sources and their age, what is stored and how to delete it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import phrases
from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import SEPARATOR, Button, OnDecision
from bot.slack.blocks.operator_page import operator_blocks
from bot.slack.blocks.safe_markdown import cut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.slack.blocks.message import Block
    from bot.slack.blocks.operator_page import OperatorPage

MOST_DECISIONS, MOST_SOURCES, MOST_SKIPPED, MOST_POINTED = 10, 30, 10, 10
#: As many as a person takes in of one decision among others; the nearest ends of its models come first.
MOST_CHANGES = 3
#: Characters of a use case that tell it from others.
LONGEST_OPENING = 150
ABOUT = "Should we fine-tune, or is prompting or retrieval enough? Answers and verdicts with dated sources."
CAN_DO = (
    "Ask in a direct message, or mention me in a channel: “How many examples do we need to fine-tune?”",
    "Describe a case and get a verdict with reasons: /verdict a bot that answers from 400 policy pages that change weekly",
    "In a thread, use the message shortcut “Get a verdict” on the message that describes the case.",
)
NO_DECISIONS = "None yet. Start one above, or describe your case to me in a message."
NO_VERDICT = "No verdict yet"
POINTED = "Whoever runs me has pointed to these for questions that I found no answer to:"
MAY_BE_WRONG = "Answers can be wrong: check what matters in the sources they name."


@dataclass(frozen=True, slots=True)
class HomeDecision:
    """One decision of the person who looks, or a case that has none yet and `is_open`; `changes` say what of its ground has moved."""

    id: str
    headline: str
    opening: str
    decided: date
    is_open: bool = False
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeSource:
    """One source the assistant knows; `own` where the workspace's operator added it, `skipped` what of it was not read and why.

    `read` says on which day its pages were last looked at, where they were fetched, and `way` how they were had; `change` says in short what their last
    change was. It `is_stale` where that day, or an own one's newest document, is too long ago.
    """

    title: str
    address: str = ""
    date: str = ""
    own: bool = False
    skipped: tuple[str, ...] = ()
    id: str = ""
    read: str = ""
    is_stale: bool = False
    way: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class StoredCounts:
    """How much is stored of what a person wrote."""

    messages: int = 0
    cases: int = 0
    ratings: int = 0

    def __str__(self) -> str:
        counts = ((self.messages, "message"), (self.cases, "case"), (self.ratings, "rating"))
        return ", ".join(counted(count, noun) for count, noun in counts if count) or "nothing"


@dataclass(frozen=True, slots=True)
class Home:
    """What one person's Home tab shows; `model` is None where no language model is set, `indexing` says what of the sources is not there yet.

    `pointed` are the places that whoever runs the bot has pointed to for questions, each once.

    `operator` is for those who run the bot alone.
    """

    decisions: tuple[HomeDecision, ...] = ()
    sources: tuple[HomeSource, ...] = ()
    stored: StoredCounts = StoredCounts()
    days_kept: int = 30
    model: str | None = None
    indexing: str = ""
    operator: OperatorPage | None = None
    pointed: tuple[HomeSource, ...] = ()


def home_view(home: Home) -> dict[str, Any]:
    """The Home tab."""
    blocks = [
        *elements.header("Fine-tune or Not"),
        *elements.rich(elements.line(elements.run(ABOUT)), elements.bullets(CAN_DO)),
        *elements.actions(
            elements.button(Button.HOME_CASE, "Start a verdict", style="primary"),
            elements.button(Button.HOME_COST, "What would it cost?"),
        ),
        *elements.small_print(_worded_by(home.model)),
        {"type": "divider"},
        *elements.header("Your decisions"),
        *_decisions(home.decisions),
        {"type": "divider"},
        *elements.header("What I know"),
        *elements.rich(source_lines(home.sources)),
        *elements.rich(pointed_lines(home.pointed)),
        *elements.rich(elements.labelled("Not there yet", [home.indexing] if home.indexing else [])),
        *elements.rich(skipped_lines(home.sources)),
        {"type": "divider"},
        *elements.header("What is stored"),
        *elements.rich(elements.line(elements.run(_stored(home)))),
        *elements.actions(_delete_all()),
        *(operator_blocks(home.operator) if home.operator else []),
    ]
    return {"type": "home", "blocks": blocks}


def source_lines(sources: Sequence[HomeSource]) -> list[Block]:
    """The sources, each with its date and, where it has one, its address."""
    if not sources:
        return elements.line(elements.run("No sources are loaded; whoever runs me can see why with “ftn doctor”."))
    rows = _source_rows(sources[:MOST_SOURCES])
    if len(sources) > MOST_SOURCES:
        rows.append(elements.run(f"and {len(sources) - MOST_SOURCES} more"))
    return elements.lines(rows)


def pointed_lines(pointed: Sequence[HomeSource]) -> list[Block]:
    """The places that were pointed to, without the questions, which are people's; nothing where there are none."""
    if not pointed:
        return []
    rows = [elements.run(POINTED, "bold"), *_source_rows(pointed[:MOST_POINTED])]
    if len(pointed) > MOST_POINTED:
        rows.append(elements.run(f"and {len(pointed) - MOST_POINTED} more"))
    return elements.lines(rows)


def _source_rows(sources: Sequence[HomeSource]) -> list[list[Block]]:
    rows = []
    for source in sources:
        read = [f"read {source.read}{f' ({source.way})' if source.way else ''}"] if source.read else []
        own = ["your own"] if source.own else []
        about = [source.date or "undated", *read, *([source.change] if source.change else []), *own]
        about += [phrases.STALE] if source.is_stale else []
        title = cut(source.title.strip(), elements.LONGEST_HEADER) or "Untitled"
        rows.append([*elements.link(source.address, title), *elements.run(f" · {' · '.join(about)}")])
    return rows


def skipped_lines(sources: Sequence[HomeSource]) -> list[Block]:
    """What was not read of the sources, each with the reason; nothing where all was."""
    said = [f"{source.title.strip()}: {line}" for source in sources for line in source.skipped]
    more = [f"and {len(said) - MOST_SKIPPED} more"] if len(said) > MOST_SKIPPED else []
    return elements.labelled("Not read", [*said[:MOST_SKIPPED], *more])


def decision_line(decision: HomeDecision) -> list[list[Block]]:
    """A decision in two lines: the outcome and the day, then the beginning of the case in its author's words; below, what has moved since."""
    about = cut(" ".join(decision.opening.split()), LONGEST_OPENING)
    headline = NO_VERDICT if decision.is_open else decision.headline
    return [
        [*elements.run(cut(headline.strip(), 150), "bold"), *elements.run(f" · {decision.decided.isoformat()}")],
        elements.run(f"“{about}”") if about else [],
        *([*elements.run("Changed since: ", "bold"), *elements.run(line)] for line in _most(decision.changes)),
    ]


def way_in(decision: HomeDecision) -> str:
    """What the button says that goes on with a case."""
    return "Go on" if decision.is_open else "Resume"


def counted(count: int, noun: str) -> str:
    """A number with its noun: one thread, 2,000 threads."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _most(changes: Sequence[str]) -> list[str]:
    """The first few changes, each short enough for a line, and how many more there are."""
    shown = [cut(" ".join(line.split()), elements.LONGEST_ITEM) for line in changes[:MOST_CHANGES]]
    more = len(changes) - MOST_CHANGES
    return [line for line in shown if line] + ([f"and {more} more"] if more > 0 else [])


def _decisions(decisions: Sequence[HomeDecision]) -> list[Block]:
    if not decisions:
        return elements.rich(elements.line(elements.run(NO_DECISIONS)))
    blocks: list[Block] = []
    for decision in decisions[:MOST_DECISIONS]:
        blocks += [*elements.rich(elements.lines(decision_line(decision))), *_buttons(decision)]
    if len(decisions) > MOST_DECISIONS:
        blocks += elements.small_print(f"and {len(decisions) - MOST_DECISIONS} earlier ones: /verdict history")
    return blocks


def _buttons(decision: HomeDecision) -> list[Block]:
    """What can be done with one decision; deleting it is asked for twice."""
    labels = {OnDecision.RESUME: way_in(decision), OnDecision.RECORD: "Export record", OnDecision.DELETE: "Delete"}
    if decision.is_open:
        del labels[OnDecision.RECORD]
    buttons = [
        elements.button(f"{Button.HOME_DECISION}:{number}", label, f"{what}{SEPARATOR}{decision.id}")
        for number, (what, label) in enumerate(labels.items())
    ]
    buttons[-1]["confirm"] = elements.confirmation(
        "Delete this decision?", "The case, its answers and the verdict are deleted for good.", "Delete"
    )
    return elements.actions(*buttons)


def _delete_all() -> Block:
    made = elements.button(Button.HOME_DELETE, "Delete my data", style="danger")
    made["confirm"] = elements.confirmation(
        "Delete all of your data?",
        "What I keep of your messages, your decisions and your ratings in this workspace is deleted for good. What stands in Slack stays there.",
        "Delete everything",
    )
    return made


def _worded_by(model: str | None) -> str:
    if model:
        return f"Answers are worded by the language model {cut(model, 100)} from the sources below. {MAY_BE_WRONG}"
    return f"No language model is set: answers are quoted from the sources below. {MAY_BE_WRONG}"


def _stored(home: Home) -> str:
    return (
        f"Of yours: {home.stored}. Messages are forgotten once their thread has been quiet for "
        f"{counted(home.days_kept, 'day')}; decisions stay until you delete them."
    )
