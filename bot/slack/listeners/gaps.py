"""The press "this is answered by …" on a digest, and its form. For operators alone: a button's being there is no authority."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog

from bot import phrases
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.blocks.action_ids import SEPARATOR, Button, Form
from bot.slack.blocks.gaps import (
    DOCUMENT,
    MOST_PASSAGES,
    MOST_WORDINGS,
    WHOLE,
    WORDINGS,
    found_anew,
    gap_form,
    numbers_in,
    passage_field,
    read_gap_form,
)
from bot.slack.inbox.kinds import JobKind, private_job
from bot.slack.inbox.thread import Thread
from bot.slack.listeners.form_seal import sealed
from bot.slack.listeners.parse_action import pressed, thread_of_interaction
from knowledge.refresh import registered_sources

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.slack.handlers.context import Parts
    from bot.slack.listeners.views import Views
    from bot.turns.inbox import Inbox
    from knowledge.passages import Passage

    Body = dict[str, Any]

log = structlog.get_logger()


class GapForms:
    """The listeners for pointing to the passage that answers."""

    def __init__(self, inbox: Inbox, parts: Parts, views: Views) -> None:
        """Hand what is to be done to this inbox, and open forms through `views`."""
        self._inbox = inbox
        self._parts = parts
        self._views = views

    def listen(self, bolt: AsyncApp) -> None:
        """Have Bolt call these listeners."""
        bolt.action(Button.GAP_ANSWER.value)(self.answer)
        bolt.action(Button.GAP_SEARCH.value)(self.search)
        bolt.view(Form.GAP.value)(self._views.taking(self.sent))

    async def answer(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Open the form, filled with what was asked in public and the nearest passages."""
        await ack()
        press = pressed(body, action)
        thread, parts = press.thread, self._parts
        if not self._may(thread):
            await self._inbox.put(private_job(JobKind.TELL, thread, press.wish, text=phrases.OPERATORS_ONLY))
            return
        public, _, private = press.value.partition(SEPARATOR)
        numbers = (*numbers_in(public), *numbers_in(private))
        asked = await parts.conversations.declined_among(thread.team, numbers)
        if not asked:
            await self._inbox.put(private_job(JobKind.TELL, thread, press.wish, text=phrases.GAP_GONE))
            return
        shown = set(numbers_in(public))
        wordings = [one.question for one in asked if one.id in shown]
        form = gap_form(
            [one.id for one in asked],
            list(dict.fromkeys(wordings))[:MOST_WORDINGS],
            await self._passages(asked[0].question),
            await asyncio.to_thread(self._documents),
            {"channel": thread.channel, "thread": press.message, "round": "0"},
        )
        await self._views.open(thread, press.trigger, form)

    async def search(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Show other passages in the form that is open."""
        await ack()
        view, thread = body.get("view"), thread_of_interaction(body)
        workspace = await self._parts.workspaces.of(thread.team)
        if not view or workspace is None or not self._may(thread):
            return
        if (opened := self._views.own(view, workspace, thread)) is None:
            return
        found = await self._passages(str(action.get("value") or ""))
        anew = sealed(found_anew(opened, found), workspace.token, thread.person)
        try:
            await workspace.calls.call("views.update", view_id=view["id"], view=anew)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("passages not shown", reason=str(error))

    async def sent(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Point to what was chosen; what is missing is said at its field, and the form stays."""
        form, by = read_gap_form(view), thread_of_interaction(body)
        if not self._may(by):
            await ack(response_action="errors", errors={WORDINGS: phrases.OPERATORS_ONLY})
            return
        if not form.wordings:
            await ack(response_action="errors", errors={WORDINGS: phrases.NO_WORDING})
            return
        passage = form.passage if form.passage != WHOLE else ""
        if bool(passage) == bool(form.document):
            wrong = phrases.ONE_OF_BOTH if passage else phrases.NO_PASSAGE_CHOSEN
            await ack(response_action="errors", errors={DOCUMENT if passage else passage_field(view): wrong})
            return
        await ack()
        thread = Thread(by.team, form.channel, form.thread, by.person, by.person_team)
        await self._inbox.put(
            private_job(
                JobKind.POINT, thread, (f"view/{view['id']}",), wordings=list(form.wordings), passage=passage,
                document=form.document, numbers=list(form.numbers),
            )
        )  # fmt: skip

    def _may(self, thread: Thread) -> bool:
        """Whether somebody is an operator, and of this workspace."""
        return thread.person_team == thread.team and self._parts.is_operator(thread.team, thread.person)

    async def _passages(self, text: str) -> list[Passage]:
        """The nearest passages, one a section."""
        if not text.strip():
            return []
        found = await self._parts.searcher.search(text)
        return [hits[0].passage for hits in found.sections(MOST_PASSAGES)]

    def _documents(self) -> list[tuple[str, str]]:
        sources = registered_sources(self._parts.settings.register)
        return [(source.id, source.title) for source in sources if not source.built_in]
