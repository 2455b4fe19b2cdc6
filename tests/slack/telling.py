"""An answer that a test tells piece by piece, rendered into the local Slack by the real way out, with no assistant behind."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.replies import Answer, Author, Done, TextDelta
from bot.slack.blocks.answer import answer_message
from bot.slack.inbox.thread import Thread
from bot.slack.install.workspaces import Workspaces
from bot.slack.outgoing.render_turn import Asked, Rendering
from bot.slack.server.metrics import Metrics
from tests.slack.bot import EAGER

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.replies import Reply
    from bot.slack.install.workspaces import Workspace
    from bot.slack.outgoing.rate_limits import Limits
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer


@dataclass(slots=True)
class Telling:
    """One answer to a question, on its way."""

    slack: SlackServer
    question: Message
    rendering: Rendering
    text: str = ""
    is_begun: bool = False
    is_listened_to: bool = True
    _replies: asyncio.Queue[Reply] = field(default_factory=asyncio.Queue)
    _task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to render."""
        self._task = asyncio.create_task(self.rendering.show(self._told()))

    def says(self, text: str) -> None:
        """The next piece."""
        self.text += text
        self._replies.put_nowait(TextDelta(text))

    def replies(self, *replies: Reply) -> None:
        """Other replies than text."""
        for reply in replies:
            self._replies.put_nowait(reply)

    async def shows(self, text: str) -> Message:
        """Wait until the last message shows this."""

        def found() -> Message | None:
            there = self.answers
            return there[-1] if there and text in there[-1].words else None

        return await self.slack.wait_for(found)

    async def ends(self, answer: Answer | None = None) -> Answer:
        """End with an answer of the text so far, or with another; returns it once all is rendered."""
        ending = answer or Answer(self.text.strip(), (), Author.MODEL)
        self.replies(ending, Done())
        await self.over()
        return ending

    async def over(self) -> None:
        """Wait until all is rendered; raises what rendering does."""
        assert self._task is not None
        async with asyncio.timeout(60):
            await self._task

    async def cancel(self, reason: str) -> None:
        """Cancel it and wait until it has ended."""
        assert self._task is not None
        self._task.cancel(reason)
        await asyncio.wait([self._task], timeout=10)
        assert self._task.cancelled()

    @property
    def answers(self) -> list[Message]:
        """The bot's messages in the question's thread."""
        return self.slack.workspace.answers(self.question)

    async def _told(self) -> AsyncGenerator[Reply, None]:
        self.is_begun = True
        self.slack.changes.happened()
        try:
            while True:
                reply = await self._replies.get()
                yield reply
                if isinstance(reply, Done):
                    return
        finally:
            self.is_listened_to = False


@dataclass(slots=True)
class Teller:
    """Renders answers in one workspace."""

    slack: SlackServer
    workspace: Workspace
    allowed: Limits
    metrics: Metrics

    def answers(self, question: Message) -> Telling:
        """Begin to answer a question."""
        thread = Thread(question.team_id, question.channel, question.root, question.user, question.team_id, question.ts)
        asked = Asked(thread, f"{question.channel}/{question.ts}", question.text)
        telling = Telling(self.slack, question, Rendering(self.workspace, asked, self.allowed, self.metrics))
        telling.begin()
        return telling


@asynccontextmanager
async def teller(slack: SlackServer, allowed: Limits = EAGER) -> AsyncIterator[Teller]:
    """The way out of the first workspace, without a bot."""
    metrics = Metrics()
    async with aiohttp.ClientSession() as session:
        workspaces = Workspaces(session, slack.api_url, allowed, metrics)
        yield Teller(slack, await workspaces.open_single(slack.workspace.bot_token), allowed, metrics)
        await workspaces.close()


def content(messages: list[Message]) -> tuple[str, list[dict[str, Any]]]:
    """What an answer amounts to: all its Markdown, and the blocks after it."""
    blocks = [block for message in messages for block in message.blocks]
    text = "".join(block["text"] for block in blocks if block["type"] == "markdown")
    return text.strip(), [block for block in blocks if block["type"] != "markdown"]


def expected(answer: Answer) -> tuple[str, list[dict[str, Any]]]:
    """What an answer has to amount to."""
    message = answer_message(answer)
    return message.body, list(message.rest)
