"""`ftn forget`: what a privacy officer asks an operator for, beside the running bot or without it."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.shared import read_settings, run
from bot.cli.speaker import USER
from bot.data_dir import make_data_dir
from bot.errors import OperatorError
from bot.turn import LOCAL_TEAM, Place, Surface
from knowledge.document_sets import WORKSPACE_ID

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from bot.turns.forgetting import Forgetting

forget_app = typer.Typer(
    help="Delete for good what is kept of a person, a message or a workspace, in every copy.", no_args_is_help=True
)
#: Seconds to wait until the running bot has stopped what it does for somebody; what ends later keeps nothing.
LONGEST_END = 15.0
_PERSON_ID: Final = re.compile(r"[UW][A-Z0-9]{2,}")

_Team = Annotated[
    str, typer.Option("--team", help="The Slack workspace's id; what was said in the terminal if left out.")
]


@forget_app.command("person")
def forget_person(
    person: Annotated[str, typer.Argument(help="The person's id in Slack, U…; “you” of the terminal.")],
    team: _Team = LOCAL_TEAM,
) -> None:
    """Delete what is kept of a person, and their words wherever others' quote or copy them."""
    messages, cases, ratings = run(_person(read_settings(), team, person))
    typer.echo(f"Deleted of {person!r} in {team!r}: messages {messages:,}, cases {cases:,}, ratings {ratings:,}.")
    if not (messages or cases or ratings) and (hint := _why_nothing(person, team)):
        typer.echo(hint, err=True)


@forget_app.command("message")
def forget_message(
    channel: Annotated[str, typer.Argument(help="The channel's id in Slack, C…")],
    ts: Annotated[str, typer.Argument(help="The message's timestamp, as in 1764424800.123456.")],
    team: Annotated[str, typer.Option("--team", help="The Slack workspace's id.")],
) -> None:
    """Delete what is kept of a message, and its words wherever others' quote or copy them; what answered it in Slack stays there."""
    run(_message(read_settings(), team, channel, ts))
    typer.echo(f"Deleted what was kept of the message {ts!r} in {channel!r} of {team!r}.")


@forget_app.command("team")
def forget_team(
    team: Annotated[str, typer.Argument(help="The Slack workspace's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Delete everything that people of a workspace have said; the app stays installed there."""
    if not yes:
        typer.confirm(f"Delete everything of {team!r} for good?", abort=True)
    run(_team(read_settings(), team))
    typer.echo(f"Deleted everything of {team!r}.")


def _why_nothing(person: str, team: str) -> str:
    """What may be wrong where nothing was kept of a person; nothing where both ids look like Slack's."""
    if team == LOCAL_TEAM:
        return (
            "" if person == USER else "That was what is said in the terminal. For Slack name the workspace too, --team."
        )
    if _PERSON_ID.fullmatch(person) and WORKSPACE_ID.fullmatch(team):
        return ""
    return "Nothing is kept under these names. A person's id in Slack is such as U012AB3CD, a workspace's such as T012AB3CD."


async def _person(settings: Settings, team: str, person: str) -> tuple[int, int, int]:
    from bot.turns.job_forgetting import JobForgetting

    if not person.strip():
        raise OperatorError("no person is named: give an id as Slack shows it in a profile, such as U012AB3CD.")
    async with _forgetting(settings) as forgetting:
        jobs = JobForgetting(forgetting.database)

        async def end() -> None:
            await jobs.forget_person(team, person)
            await jobs.wait_for_end(team, person, LONGEST_END)

        deleted = await forgetting.person(team, person, end)
    return deleted.messages, deleted.cases, deleted.ratings


async def _message(settings: Settings, team: str, channel: str, ts: str) -> None:
    async with _forgetting(settings) as forgetting:
        place = Place(Surface.CHANNEL, team, channel, ts)
        await forgetting.message(place, f"{team}/{channel}/{ts}", "", "")


async def _team(settings: Settings, team: str) -> None:
    from bot.turns.job_forgetting import JobForgetting

    async with _forgetting(settings) as forgetting:
        jobs = JobForgetting(forgetting.database)

        async def end() -> None:
            await jobs.drop_all(f"{team}/")

        await forgetting.team(team, end, jobs)


@asynccontextmanager
async def _forgetting(settings: Settings) -> AsyncIterator[Forgetting]:
    """The stores; the files are swept in the end."""
    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.feedback import Feedback
    from bot.turns.forgetting import Forgetting

    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        yield Forgetting(
            database,
            await Conversations(database, settings.turns_kept, settings.days_kept).open(),
            await Cases(database, settings.days_kept).open(),
            await Feedback(database, settings.days_kept).open(),
        )
        await database.sweep()
