"""An interview in the local Slack: how it begins, a pick and what follows it, and what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.decision import Criterion, rubric
from bot.turn import Place, Surface
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

OPENING = "We want our support bot to sound like us. Should we fine-tune?"
GOAL, FIRST = (rubric().criteria[criterion].question for criterion in (Criterion.GOAL, Criterion.TRIED))
SECOND = "Where exactly does it fail?"
TRIED, TONE = "Prompt with examples", "Wrong tone or style"
#: What stands on every card and on nothing else.
CARD = "Decided by fixed rules"


async def opened(slack: SlackServer, person: Person) -> tuple[Message, Message]:
    """An interview in a direct message: its first message and its first question."""
    opening = await person.says(OPENING)
    return opening, await slack.workspace.wait_for_answer(opening, containing=FIRST)


async def card_in(slack: SlackServer, person: Person) -> tuple[Message, Message]:
    """An interview whose verdict was asked for at once: its first message and the card."""
    opening, question = await opened(slack, person)
    return opening, await picks(slack, person, question, "Verdict now")


async def decided(slack: SlackServer, person: Person) -> tuple[Message, Message]:
    """An interview that has come to its verdict, so that nothing is open: its first message and the card."""
    opening, question = await opened(slack, person)
    return opening, await picks(slack, person, question, "Nothing yet")


async def picks(slack: SlackServer, person: Person, where: Message, what: str) -> Message:
    """Press something; the next thing that is said."""
    before = len(slack.workspace.answers(where))
    await person.clicks(where, what)
    return await slack.workspace.wait_for_answer(where, count=before + 1)


async def says(slack: SlackServer, person: Person, text: str, thread: Message) -> Message:
    """Write something in a thread; the next thing that is said."""
    before = len(slack.workspace.answers(thread))
    await person.says(text, thread=thread)
    return await slack.workspace.wait_for_answer(thread, count=before + 1)


def place_of(workspace: Workspace, message: Message) -> Place:
    """The conversation of a message."""
    surface = Surface.DIRECT_MESSAGE if message.channel.startswith("D") else Surface.CHANNEL
    return Place(surface, workspace.team_id, message.channel, message.root)


async def case_of(bot: Serving, workspace: Workspace, message: Message) -> Case | None:
    """The case that is kept of a message's thread, once the bot has nothing left to do."""
    await idle(bot)
    return await bot.parts.cases.case_in(place_of(workspace, message))
