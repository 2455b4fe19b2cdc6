"""What the Home tab shows whoever runs the bot, below what it shows everybody: what people said, what was declined, how it goes. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.slack.blocks import elements
from bot.slack.blocks.forms import REASONS, Reason
from bot.slack.blocks.safe_markdown import cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.slack.blocks.message import Block

#: As many as tell what people stumble over; `ftn feedback` has all.
MOST_SAID = MOST_DECLINED = MOST_TROUBLES = 5
#: Characters of a remark or a question.
LONGEST_WORDS = 200
ABOUT = "Only the people in FTN_OPERATORS see this part. It names nobody; “ftn feedback” on the bot's machine has all of it."


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an answer: the day, whether it helped, one of the reasons of the form, and their words."""

    day: date
    good: bool
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """How it goes.

    Attributes:
        days: For how many days opinions and questions are kept.
        good: How many answers were called helpful.
        bad: How many were not.
        reasons: Why not, by the reasons of the form, with how often each was given.
        said: The last opinions that came with a reason or words, newest first.
        declined: How many questions the sources held no answer to.
        questions: The last of them with their days, newest first.
        queue: How many turns are in each state: `running`, `waiting`, `aside`.
        workers: How many processes work.
        passages: How many passages the index holds.
        fetched: The day on which pages of the sources were last read, ISO; empty where they never were.
        troubles: What could not be read of the sources, a sentence each.
    """

    days: int
    good: int = 0
    bad: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    declined: int = 0
    questions: tuple[tuple[date, str], ...] = ()
    queue: Mapping[str, int] = field(default_factory=dict)
    workers: int = 1
    passages: int = 0
    fetched: str = ""
    troubles: tuple[str, ...] = ()


def operator_blocks(page: OperatorPage) -> list[Block]:
    """The part of the Home tab for operators."""
    said = [_said(one) for one in page.said[:MOST_SAID]]
    questions = [f"{day.isoformat()} · {_quoted(words)}" for day, words in page.questions[:MOST_DECLINED]]
    return [
        {"type": "divider"},
        *elements.header("For whoever runs me"),
        *elements.small_print(ABOUT),
        *_headed(f"Feedback of the last {page.days:,} days", _opinions(page), said),
        *_headed("Questions without an answer in the sources", f"{page.declined:,}", questions),
        *_headed("Queue", _queue(page), []),
        *_headed("Sources", _sources(page), [*page.troubles[:MOST_TROUBLES], *_more(page.troubles)]),
    ]


def _headed(label: str, short: str, texts: list[str]) -> list[Block]:
    """A label with a figure beside it, and a list below."""
    return elements.rich(
        elements.line(elements.run(f"{label}: ", "bold"), elements.run(short)), elements.bullets(texts)
    )


def _opinions(page: OperatorPage) -> str:
    why = sorted(page.reasons.items(), key=lambda one: -one[1])
    named = ", ".join(f"{_reason(reason)} ({count:,})" for reason, count in why)
    return f"{page.good:,} helpful, {page.bad:,} not{f': {named}' if named else ''}"


def _said(one: Said) -> str:
    about = [one.day.isoformat(), "helpful" if one.good else "not helpful"]
    about += [_reason(one.reason)] if one.reason else []
    return " · ".join([*about, *([_quoted(one.words)] if one.words.strip() else [])])


def _reason(reason: str) -> str:
    label = REASONS[Reason(reason)] if reason in set(Reason) else reason
    return f"{label[:1].lower()}{label[1:]}"


def _quoted(words: str) -> str:
    return f"“{cut(' '.join(words.split()), LONGEST_WORDS)}”"


def _queue(page: OperatorPage) -> str:
    running, waiting, aside = (page.queue.get(state, 0) for state in ("running", "waiting", "aside"))
    processes = "one process" if page.workers == 1 else f"{page.workers:,} processes"
    return (
        f"{running:,} being worked on by {processes}, {waiting:,} waiting{f', {aside:,} set aside' if aside else ''}."
    )


def _sources(page: OperatorPage) -> str:
    read = f"pages last read {page.fetched}" if page.fetched else "pages were never fetched"
    return f"{page.passages:,} passages, {read}. {'All could be read.' if not page.troubles else 'Not read:'}"


def _more(troubles: tuple[str, ...]) -> list[str]:
    left = len(troubles) - MOST_TROUBLES
    return [f"and {left:,} more: “ftn knowledge status”"] if left > 0 else []
