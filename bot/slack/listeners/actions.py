"""Buttons, in messages and in App Home. Each press is one wish; pressing twice in a moment is wanting it once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot import phrases
from bot.slack.blocks.about_card import Part
from bot.slack.blocks.action_ids import BAD, SEPARATOR, Button, InCardMenu, InMenu, OnDecision
from bot.slack.blocks.forms import case_form, reason_form
from bot.slack.inbox.kinds import JobKind, forget_job, private_job, thread_job
from bot.slack.listeners.parse_action import Pressed, pressed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.slack.handlers.context import Parts
    from bot.slack.listeners.views import Views
    from bot.turns.inbox import Inbox

    Body = dict[str, Any]
    Handler = Callable[[Pressed], Awaitable[None]]
    Listener = Callable[[AsyncAck, Body, Body], Awaitable[None]]

#: The words that a button or a menu's entry stands for; what is said in words and pressed goes one way.
_WORDS = {Button.BACK: "back", Button.START_OVER: "start over", Button.VERDICT_NOW: "verdict"}
_MENU_WORDS = {
    InMenu.WHY: "what is that?",
    InMenu.VERDICT_NOW: "verdict",
    InMenu.BACK: "back",
    InMenu.START_OVER: "start over",
}
_CARD = {Button.SHARE: JobKind.SHARE, Button.WALK: JobKind.RESUME, Button.RECORD: JobKind.RECORD}
_PARTS = {Button.CARD_WHY: Part.WHY, Button.CARD_STEPS: Part.STEPS}
#: The entries of a card's menu that do what a button of its own did on cards from long ago.
_IN_CARD_MENU = {
    InCardMenu.CHANGE: Button.CHANGE,
    InCardMenu.RECORD: Button.RECORD,
    InCardMenu.START_OVER: Button.START_OVER,
}
_ANY = re.compile(".*")


class Actions:
    """The listeners for buttons."""

    def __init__(self, inbox: Inbox, parts: Parts, views: Views) -> None:
        """Hand what is to be done to this inbox, and open forms through `views`."""
        self._inbox = inbox
        self._parts = parts
        self._views = views

    def listen(self, bolt: AsyncApp) -> None:
        """Have Bolt call these listeners."""
        bolt.action(re.compile(f"^{Button.PICK}:"))(self._listener(self.pick))
        for button in _WORDS:
            bolt.action(button.value)(self._listener(self.words))
        bolt.action(Button.INTERVIEW_MENU.value)(self._listener(self.menu))
        for button in _CARD:
            bolt.action(button.value)(self._listener(self.card))
        bolt.action(Button.CHANGE.value)(self._listener(self.change))
        for button in _PARTS:
            bolt.action(button.value)(self._listener(self.part))
        bolt.action(Button.CARD_MENU.value)(self._listener(self.card_menu))
        for button in (Button.COST_CURVE, Button.COST_ALL):
            bolt.action(button.value)(self._listener(self.sum))
        bolt.action(Button.ANSWER_MORE.value)(self._listener(self.more))
        bolt.action(Button.ANSWER_SOURCES.value)(self._listener(self.sources))
        bolt.action(Button.FEEDBACK.value)(self._listener(self.opinion))
        bolt.action(Button.HOME_CASE.value)(self._listener(self.start))
        bolt.action(Button.HOME_COST.value)(self._listener(self.cost))
        bolt.action(re.compile(f"^{Button.HOME_DECISION}"))(self._listener(self.decision))
        bolt.action(Button.HOME_DELETE.value)(self._listener(self.delete))
        # Buttons that only lead somewhere, and those of messages from long ago.
        bolt.action(_ANY)(self.acknowledge)

    def _listener(self, handle: Handler) -> Listener:
        """A listener that acknowledges, and lets in whom the bot answers."""

        async def listener(ack: AsyncAck, body: Body, action: Body) -> None:
            """Acknowledge a press, and hand it on where the bot answers who pressed."""
            await ack()
            press = pressed(body, action)
            if press.thread.person_team != press.thread.team and not self._parts.settings.answer_strangers:
                self._parts.metrics.dropped("stranger")
                await self._inbox.put(private_job(JobKind.TELL, press.thread, press.wish, text=phrases.MEMBERS_ONLY))
                return
            await handle(press)

        return listener

    async def acknowledge(self, ack: AsyncAck) -> None:
        """Nothing is to be done."""
        await ack()

    async def pick(self, press: Pressed) -> None:
        """An answer to a question of the walk: the first one picked counts."""
        thread, question = press.thread, f"pick/{press.thread.channel}/{press.message}"
        decision, criterion, value = [*press.value.split(SEPARATOR), "", ""][:3]
        if press.is_private:
            await self._inbox.put(
                private_job(
                    JobKind.CONFIRM, thread, press.wish, decision=decision, criterion=criterion, value=value,
                    response_url=press.response_url,
                )
            )  # fmt: skip
            return
        is_first = await self._inbox.put(
            thread_job(
                JobKind.PICK, thread, (press.press, question, f"{question}/{thread.person}"), decision=decision,
                criterion=criterion, value=value, name=press.name, message=press.message, blocks=list(press.blocks),
            )
        )  # fmt: skip
        if not is_first:
            ids = (f"{question}/{thread.person}",)
            await self._inbox.put(private_job(JobKind.TELL, thread, ids, text=phrases.PICKED_ALREADY))

    async def words(self, press: Pressed) -> None:
        """A button that stands for words."""
        text = _WORDS[Button(press.action)]
        await self._inbox.put(
            thread_job(JobKind.WORDS, press.thread, press.wish, text=text, decision=press.value, message=press.message)
        )

    async def menu(self, press: Pressed) -> None:
        """What was chosen beside a question."""
        name, _, decision = press.value.partition(SEPARATOR)
        if name in set(InMenu):
            text = _MENU_WORDS[InMenu(name)]
            await self._inbox.put(
                thread_job(JobKind.WORDS, press.thread, press.wish, text=text, decision=decision, message=press.message)
            )

    async def card(self, press: Pressed) -> None:
        """What can be done with a verdict card: share it, go on with it, have its record."""
        await self._inbox.put(
            private_job(
                _CARD[Button(press.action)], press.thread, press.wish, decision=press.value, name=press.name,
                private=press.is_private, response_url=press.response_url if press.is_private else "",
            )
        )  # fmt: skip

    async def change(self, press: Pressed) -> None:
        """Change the answers that a verdict rests on."""
        await self._views.open_changes(press.thread, press.trigger, press.value, press.response_url)

    async def part(self, press: Pressed) -> None:
        """Open the reasons or all steps of a verdict."""
        await self._views.open_part(press, _PARTS[Button(press.action)], press.value)

    async def card_menu(self, press: Pressed) -> None:
        """What was chosen in a card's menu."""
        name, _, decision = press.value.partition(SEPARATOR)
        if name == InCardMenu.SOURCES:
            await self._views.open_part(press, Part.SOURCES, decision)
        elif name in set(InCardMenu):
            button = _IN_CARD_MENU[InCardMenu(name)]
            handlers = {Button.CHANGE: self.change, Button.RECORD: self.card, Button.START_OVER: self.words}
            await handlers[button](replace(press, action=button.value, value=decision))

    async def more(self, press: Pressed) -> None:
        """Bring the rest of an answer."""
        make = private_job if press.is_private else thread_job
        await self._inbox.put(
            make(
                JobKind.MORE, press.thread, press.wish, value=press.value, message=press.message,
                blocks=list(press.blocks), response_url=press.response_url if press.is_private else "",
            )
        )  # fmt: skip

    async def sum(self, press: Pressed) -> None:
        """Draw the curve of a sum, or tell all its ways."""
        await self._inbox.put(
            private_job(
                JobKind.CURVE, press.thread, press.wish, value=press.value, private=press.is_private, all=press.action == Button.COST_ALL,
                response_url=press.response_url if press.is_private else "",
            )
        )  # fmt: skip

    async def sources(self, press: Pressed) -> None:
        """Open the sources of an answer."""
        await self._views.open_sources(press)

    async def opinion(self, press: Pressed) -> None:
        """Whether an answer helped; if not, why."""
        good = press.value != BAD
        await self._inbox.put(
            private_job(
                JobKind.OPINION, press.thread, (press.press,), reply=f"{press.thread.channel}/{press.message}", good=good,
                thanks=good, response_url=press.response_url if press.is_private else "",
            )
        )  # fmt: skip
        if not good:
            form = reason_form(press.thread.channel, press.message, press.thread.ts)
            await self._views.open(press.thread, press.trigger, form, press.response_url)

    async def start(self, press: Pressed) -> None:
        """Describe a use case, from App Home."""
        await self._views.open(press.thread, press.trigger, case_form())

    async def cost(self, press: Pressed) -> None:
        """Ask what a use would cost, from App Home."""
        await self._views.open_cost(press.thread, press.trigger, "")

    async def decision(self, press: Pressed) -> None:
        """Resume, export or delete one decision, from App Home."""
        what, _, decision_id = press.value.partition(SEPARATOR)
        if what == OnDecision.DELETE:
            await self._inbox.put(private_job(JobKind.HOME, press.thread, press.wish, delete=decision_id))
        elif what in {OnDecision.RESUME, OnDecision.RECORD}:
            kind = JobKind.RESUME if what == OnDecision.RESUME else JobKind.RECORD
            await self._inbox.put(private_job(kind, press.thread, press.wish, decision=decision_id, private=True))

    async def delete(self, press: Pressed) -> None:
        """Delete what is kept of a person, from App Home."""
        await self._inbox.put(forget_job(JobKind.FORGET, press.thread, press.wish))
