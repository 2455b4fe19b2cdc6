"""Forms: opened while Slack's moment for it lasts, and what becomes of them when they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot import phrases
from bot.decision import Certainty
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.blocks.about_card import Part, part_of_card, part_view, sources
from bot.slack.blocks.action_ids import Form
from bot.slack.blocks.answer import Shown, said_in
from bot.slack.blocks.cost_form import LONGEST_ERROR, cost_form, read_cost_form
from bot.slack.blocks.fields import answered_at
from bot.slack.blocks.forms import case_form, noted_view, read_case_form, read_reason_form
from bot.slack.blocks.safe_markdown import cut
from bot.slack.handlers.context import place_of
from bot.slack.inbox.kinds import JobKind, private_job, thread_job
from bot.slack.inbox.thread import Thread
from bot.slack.listeners.beside import Beside
from bot.slack.listeners.form_seal import sealed, unsealed
from bot.slack.listeners.parse_action import thread_of_interaction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.slack.handlers.context import Parts
    from bot.slack.install.workspaces import Workspace
    from bot.slack.listeners.parse_action import Pressed
    from bot.storage.cases import StoredCase
    from bot.turns.inbox import Inbox
    from bot.turns.job import Job

    Body = dict[str, Any]
    Sent = Callable[[AsyncAck, Body, Body], Awaitable[None]]

log = structlog.get_logger()


class Views:
    """The listeners for forms, and the one way to open them."""

    def __init__(self, inbox: Inbox, parts: Parts) -> None:
        """Hand what is to be done to this inbox."""
        self._inbox = inbox
        self._parts = parts
        self._beside = Beside()

    def listen(self, bolt: AsyncApp) -> None:
        """Have Bolt call these listeners."""
        sent = {Form.CASE: self.case, Form.CHANGE: self.changes, Form.REASON: self.reason, Form.COST: self.cost}
        for form, handle in sent.items():
            bolt.view(form.value)(self.taking(handle))

    def taking(self, handle: Sent) -> Sent:
        """A listener for a form that was sent, which takes only what the bot has sealed for its person."""

        async def listener(ack: AsyncAck, body: Body, view: Body) -> None:
            """Hand a form on that was sealed for whoever sent it; say of any other that it was not taken."""
            by = thread_of_interaction(body)
            workspace = await self._parts.workspaces.of(by.team)
            opened = self.own(view, workspace, by)
            if opened is None:
                await ack(response_action="update", view=noted_view(phrases.FORM_NOT_OURS, "Not taken"))
                return
            await handle(ack, body, opened)

        return listener

    def own(self, view: Body, workspace: Workspace | None, by: Thread) -> Body | None:
        """A form as the bot opened it for somebody; None, with a line in the log, where it did not."""
        opened = unsealed(view, workspace.token, by.person) if workspace else None
        if opened is None:
            log.warning("form not ours", form=str(view.get("callback_id", "")))
            self._parts.metrics.dropped("form not ours")
        return opened

    async def open(
        self, thread: Thread, trigger: str, view: Body, response_url: str = "", instead: Job | None = None
    ) -> None:
        """Open a form for the person of a thread, beside the acknowledgement; where that comes too late, do something else `instead`, or say so."""
        self._beside.begin(self._open(thread, trigger, view, response_url, instead))

    async def _open(self, thread: Thread, trigger: str, view: Body, response_url: str, instead: Job | None) -> None:
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None:
            return
        try:
            own = sealed(view, workspace.token, thread.person)
            await workspace.calls.call("views.open", trigger_id=trigger, view=own)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("form not opened", reason=str(error))
            ids = (f"form/{trigger}",)
            await self._inbox.put(
                instead
                or private_job(JobKind.TELL, thread, ids, text=phrases.FORM_NOT_OPENED, response_url=response_url)
            )

    async def open_part(self, press: Pressed, part: Part, decision_id: str) -> None:
        """Open a part of a verdict card to read; where Slack takes no view, it comes as a message."""
        stored = await self._parts.readable_case(press.thread, decision_id)
        scope = place_of(press.thread).scope
        card = await self._parts.assistant.card(press.thread.team, stored.id, scope) if stored else None
        address, ids = _address(press), (f"form/{press.trigger}",)
        if card is None:
            await self._inbox.put(
                private_job(JobKind.TELL, press.thread, ids, text=phrases.NO_SUCH_DECISION, response_url=address)
            )
            return
        instead = private_job(
            JobKind.PART, press.thread, ids, part=part.value, decision=decision_id, response_url=address
        )
        view = part_view(part, part_of_card(card, part))
        await self.open(press.thread, press.trigger, view, address, instead)

    async def open_sources(self, press: Pressed) -> None:
        """Open the sources of an answer; where Slack takes no view, they come as a message."""
        said = said_in(press.blocks)
        cited = await self._parts.assistant.cited(Shown.of(press.value).cited, said, place_of(press.thread).scope)
        address, ids = _address(press), (f"form/{press.trigger}",)
        instead = private_job(
            JobKind.PART, press.thread, ids, part=Part.SOURCES.value, shown=press.value, said=said, response_url=address
        )
        view = part_view(Part.SOURCES, sources(cited))
        await self.open(press.thread, press.trigger, view, address, instead)

    async def open_changes(self, thread: Thread, trigger: str, decision_id: str, response_url: str) -> None:
        """Open the form with what has been answered of a decision."""
        stored = await self._parts.readable_case(thread, decision_id)
        if stored is None or not stored.may_be_changed_by(thread.person, place_of(thread)):
            text = phrases.NOT_YOURS if stored else phrases.NO_SUCH_DECISION
            ids = (f"form/{trigger}",)
            await self._inbox.put(private_job(JobKind.TELL, thread, ids, text=text, response_url=response_url))
            return
        answers = _answers(stored)
        form = case_form(channel=thread.channel, thread=thread.ts, answers=answers, decision_id=decision_id)
        await self.open(thread, trigger, form, response_url)

    async def open_cost(self, thread: Thread, trigger: str, address: str) -> None:
        """Open the form for what a use would cost."""
        ids = (f"form/{trigger}",)
        late = private_job(JobKind.TELL, thread, ids, text=phrases.COST_FORM_NOT_OPENED, response_url=address)
        await self.open(thread, trigger, answered_at(cost_form(thread.channel), address), address, late)

    async def cost(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Somebody asked what a use would cost: what can't be read is said at its field, and the form stays."""
        form = read_cost_form(view)
        read = self._parts.assistant.cost_entered(form.texts)
        if read.errors:
            errors = {name: cut(text, LONGEST_ERROR) for name, text in read.errors.items()}
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        await self._inbox.put(
            private_job(
                JobKind.COST, _thread(body, form.channel, ""), (f"view/{view['id']}",), said=dict(read.said),
                response_url=form.response_url,
            )
        )  # fmt: skip

    async def case(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Somebody described a use case."""
        await ack()
        form = read_case_form(view)
        answers = {name: list(values) for name, values in form.answers.items()}
        await self._inbox.put(
            private_job(
                JobKind.VERDICT, _thread(body, form.channel, form.thread), (f"view/{view['id']}",),
                text=form.text, answers=answers, response_url=form.response_url,
            )
        )  # fmt: skip

    async def changes(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Somebody changed answers: what was not touched does not count."""
        await ack()
        form = read_case_form(view)
        thread = _thread(body, form.channel, form.thread)
        stored = await self._parts.readable_case(thread, form.decision_id)
        before = _answers(stored) if stored else {}
        changed = {
            name: list(values)
            for name, values in form.answers.items()
            if name not in before or sorted(values) != sorted(before[name])
        }
        await self._inbox.put(
            thread_job(
                JobKind.CHANGE,
                thread,
                (f"view/{view['id']}",),
                text=form.text,
                answers=changed,
                decision=form.decision_id,
            )
        )

    async def reason(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Somebody said why an answer did not help."""
        await ack(response_action="update", view=noted_view(phrases.OPINION_KEPT))
        form = read_reason_form(view)
        await self._inbox.put(
            private_job(
                JobKind.OPINION, _thread(body, form.channel, form.thread), (f"view/{view['id']}",),
                reply=f"{form.channel}/{form.ts}", good=False, reason=form.reason, remark=form.text,
            )
        )  # fmt: skip


def _answers(stored: StoredCase) -> dict[str, tuple[str, ...]]:
    """What is stated by the names of criteria, nothing for "not sure"."""
    return {
        fact.criterion.value: tuple(map(str, fact.values))
        for fact in stored.case.assessment.facts
        if fact.is_stated or fact.certainty is Certainty.UNSURE
    }


def _address(press: Pressed) -> str:
    """Where to answer a press: what everybody sees is answered beside it, and not by what takes its place."""
    return press.response_url if press.is_private else ""


def _thread(body: Body, channel: str, ts: str) -> Thread:
    """Where a form was opened, and by whom."""
    by = thread_of_interaction(body)
    return Thread(by.team, channel, ts, by.person, by.person_team)
