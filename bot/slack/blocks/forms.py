"""The forms: a use case with the criteria that matter, the same to change answers, and why an answer did not help.

Each form is built and read back here, so that what is in a field is known in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.decision import Criterion, rubric
from bot.slack.blocks.action_ids import Form
from bot.slack.blocks.elements import LONGEST_LABEL, plain_text, prose, rich
from bot.slack.blocks.fields import LONGEST_PLACEHOLDER, LONGEST_TITLE, chosen_in, field, kept_with, modal, typed_in
from bot.slack.blocks.safe_markdown import clean, cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.blocks.message import Block

#: What the form asks for besides the case; a form to change answers also shows what else was answered.
ASKED = (
    Criterion.GOAL, Criterion.TRIED, Criterion.FAILURE, Criterion.KNOWLEDGE_HOME, Criterion.VOLATILITY, Criterion.CITATIONS,
    Criterion.EXAMPLES, Criterion.DATA_QUALITY, Criterion.BASELINE, Criterion.VOLUME, Criterion.PLATFORM, Criterion.TUNABLE_MODEL,
    Criterion.DEADLINE,
)  # fmt: skip
#: The one criterion that may hold several values.
SEVERAL = Criterion.GOAL
CASE_BLOCK, REASON_BLOCK, COMMENT_BLOCK = "use_case", "reason", "comment"
#: The value of "not sure"; it is no value of any criterion.
UNSURE = "not_sure"
LONGEST_CASE, LONGEST_COMMENT = 3_000, 1_000


class Reason(StrEnum):
    """Why an answer did not help."""

    WRONG = "wrong"
    NOT_IN_SOURCE = "not_in_source"
    OUT_OF_DATE = "out_of_date"
    NOT_ASKED = "not_asked"
    HARD_TO_READ = "hard_to_read"
    OTHER = "other"


REASONS = MappingProxyType(
    {
        Reason.WRONG: "It is wrong",
        Reason.NOT_IN_SOURCE: "The source does not say that",
        Reason.OUT_OF_DATE: "It is out of date",
        Reason.NOT_ASKED: "It is not what I asked",
        Reason.HARD_TO_READ: "It is hard to read",
        Reason.OTHER: "Something else",
    }
)


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A use case as somebody filled it in; a criterion without values was answered "not sure"."""

    text: str
    answers: dict[str, tuple[str, ...]]
    channel: str
    thread: str
    decision_id: str
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """Why an answer did not help, and which one: the message `ts` in a channel, and its thread."""

    reason: str
    text: str
    channel: str
    ts: str
    thread: str


def case_form(
    *,
    text: str = "",
    channel: str = "",
    thread: str = "",
    answers: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    decision_id: str = "",
) -> dict[str, Any]:
    """The form for a use case; with a decision's id, the form to change its answers."""
    answered = [criterion for criterion in Criterion if criterion.value in answers]
    shown = (*ASKED, *(criterion for criterion in answered if criterion not in ASKED))
    criteria = [_criterion(criterion, answers.get(criterion.value)) for criterion in shown]
    title, submit = ("Change answers", "Update verdict") if decision_id else ("Get a verdict", "Get the verdict")
    kept = {"channel": channel, "thread": thread, "decision_id": decision_id}
    blocks = [_case(text, is_change=bool(decision_id)), *criteria]
    return modal(Form.CHANGE if decision_id else Form.CASE, title, submit, kept, blocks)


def read_case_form(view: Mapping[str, Any]) -> CaseForm:
    """What somebody filled in; values that the rubric does not know are left out."""
    kept = kept_with(view)
    answers: dict[str, tuple[str, ...]] = {}
    for criterion in Criterion:
        chosen = chosen_in(view, criterion.value)
        known = tuple(value for value in chosen if value in rubric().criteria[criterion].values)
        if known or UNSURE in chosen:
            answers[criterion.value] = known
    return CaseForm(
        typed_in(view, CASE_BLOCK), answers, kept["channel"], kept["thread"], kept["decision_id"], kept["response_url"]
    )


def reason_form(channel: str, ts: str, thread: str) -> dict[str, Any]:
    """The form that asks why an answer did not help."""
    options = [{"text": plain_text(label, LONGEST_LABEL), "value": reason.value} for reason, label in REASONS.items()]
    blocks = [
        field(REASON_BLOCK, "What is wrong with the answer?", {"type": "radio_buttons", "options": options}),
        field(
            COMMENT_BLOCK,
            "In your own words",
            {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_COMMENT},
            optional=True,
        ),
    ]
    kept = {"channel": channel, "ts": ts, "thread": thread}
    return modal(Form.REASON, "What went wrong", "Send", kept, blocks)


def noted_view(text: str, title: str = "Noted") -> dict[str, Any]:
    """What takes a form's place once it was sent."""
    return {
        "type": "modal",
        "title": plain_text(title, LONGEST_TITLE),
        "close": plain_text("Close", LONGEST_TITLE),
        "blocks": rich(prose(text)),
    }


def read_reason_form(view: Mapping[str, Any]) -> ReasonForm:
    """What somebody chose and wrote; a reason that is not known counts as another one."""
    kept = kept_with(view)
    chosen = chosen_in(view, REASON_BLOCK)
    reason = chosen[0] if chosen and chosen[0] in set(Reason) else Reason.OTHER.value
    return ReasonForm(reason, typed_in(view, COMMENT_BLOCK), kept["channel"], kept["ts"], kept["thread"])


def _case(text: str, *, is_change: bool) -> Block:
    element: dict[str, Any] = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_CASE}
    if shown := cut(clean(text).strip(), LONGEST_CASE):
        element["initial_value"] = shown
    if is_change:
        return field(CASE_BLOCK, "Anything to add", element, optional=True)
    element["placeholder"] = plain_text("Who uses it, for which task, and what goes wrong today", LONGEST_PLACEHOLDER)
    return field(CASE_BLOCK, "The use case", element)


def _criterion(criterion: Criterion, answer: tuple[str, ...] | None) -> Block:
    """A menu with the rubric's labels, opened on what was answered."""
    entry = rubric().criteria[criterion]
    several = criterion is SEVERAL
    rows = [(value, each.label) for value, each in entry.values.items()]
    if not several:
        rows.append((UNSURE, rubric().interview.unsure_label))
    options = {value: {"text": plain_text(label, LONGEST_LABEL), "value": value} for value, label in rows}
    element: dict[str, Any] = {
        "type": "multi_static_select" if several else "static_select",
        "placeholder": plain_text("Leave open if you don't know", LONGEST_PLACEHOLDER),
        "options": list(options.values()),
    }
    chosen = [options[value] for value in dict.fromkeys(answer or ()) if value in options]
    if several and chosen:
        element["initial_options"] = chosen
    elif chosen:
        element["initial_option"] = chosen[0]
    elif answer == () and not several:
        element["initial_option"] = options[UNSURE]
    return field(criterion.value, entry.label, element, optional=True, hint=entry.question)
