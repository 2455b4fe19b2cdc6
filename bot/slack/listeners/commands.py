"""`/verdict` and the shortcuts: a private verdict, a list of something, or the form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.action_ids import Shortcut
from bot.slack.blocks.fields import answered_at
from bot.slack.blocks.forms import LONGEST_CASE, case_form
from bot.slack.inbox.kinds import JobKind, forget_job, private_job
from bot.slack.inbox.thread import Thread
from bot.slack.listeners.parse_action import thread_of_interaction
from bot.slack.listeners.parse_message import readable

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.slack.listeners.views import Views
    from bot.turns.inbox import Inbox

    Body = dict[str, Any]

COMMAND = "/verdict"
FORGET = "forget"
#: What `/verdict` understands besides a use case.
WORDS = ("help", "sources", "history", FORGET)
#: With nothing behind it, a form; with numbers, a sum at once.
COST = frozenset({"cost", "costs"})
#: What may stand around such a word.
_POLITE = re.compile(r"\b(?:please|show|list|me|my|the|your|all)\b")


class Commands:
    """The listeners for the command and the shortcuts."""

    def __init__(self, inbox: Inbox, views: Views) -> None:
        """Hand what is to be done to this inbox, and open forms through `views`."""
        self._inbox = inbox
        self._views = views

    def listen(self, bolt: AsyncApp) -> None:
        """Have Bolt call these listeners."""
        bolt.command(COMMAND)(self.command)
        bolt.shortcut(Shortcut.MESSAGE.value)(self.shortcut)
        bolt.shortcut(Shortcut.GLOBAL.value)(self.shortcut)

    async def command(self, ack: AsyncAck, command: Body) -> None:
        """Somebody typed the command."""
        await ack()
        text = readable(str(command.get("text") or "")).strip()
        team, trigger = str(command["team_id"]), str(command["trigger_id"])
        thread = Thread(team, str(command["channel_id"]), "", str(command["user_id"]), team)
        address = str(command.get("response_url") or "")
        ids = (f"command/{trigger}",)
        word = _POLITE.sub("", text.lower()).strip(" .?!/")
        if not word:
            form = answered_at(case_form(channel=thread.channel), address)
            await self._views.open(thread, trigger, form, address)
        elif word in COST:
            await self._views.open_cost(thread, trigger, address)
        elif word in WORDS:
            make = forget_job if word == FORGET else private_job
            await self._inbox.put(make(JobKind.COMMAND, thread, ids, what=word, response_url=address))
        else:
            await self._inbox.put(private_job(JobKind.VERDICT, thread, ids, text=text, response_url=address))

    async def shortcut(self, ack: AsyncAck, shortcut: Body) -> None:
        """Somebody wants a verdict on a message, or on something they are about to describe."""
        await ack()
        thread = thread_of_interaction(shortcut)
        text = readable(str((shortcut.get("message") or {}).get("text") or ""))[:LONGEST_CASE]
        form = case_form(text=text, channel=thread.channel, thread=thread.ts)
        await self._views.open(thread, str(shortcut["trigger_id"]), form, str(shortcut.get("response_url") or ""))
