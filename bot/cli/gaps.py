"""`ftn gaps`: what people asked that no source holds, in groups, and the pointers that answer such questions from then on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.safe_console import SafeConsole
from bot.cli.shared import AsJson, json_text, read_settings, run
from bot.cli.speaker import speaker
from bot.data_dir import make_data_dir
from bot.errors import OperatorError
from bot.turn import LOCAL_TEAM
from knowledge.document_sets import FOR_EVERYONE
from knowledge.sources import ABOUT_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.gaps import Gap
    from bot.settings import Settings
    from knowledge.passages import Passage
    from knowledge.pointers import Pointer

gaps_app = typer.Typer(help="What people asked that no source holds, and which passage answers it.")
#: Passages beside a group, and those to choose from.
NEAREST, TO_CHOOSE = 2, 20
#: Characters of a question in a list; `--json` has all.
_SHORT = 160
#: In how many seconds the running bot knows.
SOON = "The running bot knows within a minute."


@gaps_app.callback(invoke_without_command=True)
def gaps(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=3_650, help="Of how many days.")] = 30,
    team: Annotated[str | None, typer.Option("--team", help="A Slack workspace's id; all if left out.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Group the questions that the sources held no answer to by what they ask, with counts and the nearest passages. Names nobody."""
    if context.invoked_subcommand is None:
        run(_show(read_settings(), days, team, as_json=as_json))


@gaps_app.command("answer")
def answer(
    question: Annotated[list[str], typer.Argument(help="The question; several wordings of it help.")],
    passage: Annotated[
        str, typer.Option("--passage", help="The id of the passage that answers; without it the nearest are shown.")
    ] = "",
    document: Annotated[
        str, typer.Option("--document", help="Or the id of a whole source, as `ftn knowledge list` shows it.")
    ] = "",
) -> None:
    """Say which passage answers a question; it and those near to it are answered by that passage from then on."""
    if passage and document:
        raise typer.BadParameter("name --passage or --document, not both.")
    run(_answer(read_settings(), question, passage, document))


@gaps_app.command("pointers")
def pointers(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """List which questions a passage was pointed to for."""
    print_pointers(SafeConsole(), run(kept_pointers(read_settings())), as_json=as_json)


@gaps_app.command("remove")
def remove(pointer_id: Annotated[str, typer.Argument(help="The id that `ftn gaps pointers` shows.")]) -> None:
    """Take a pointer away; its questions are answered as before."""
    run(_remove(read_settings(), pointer_id))
    typer.echo(f"Removed {pointer_id!r}. {SOON}")


def print_pointers(console: SafeConsole, found: Sequence[Pointer], *, as_json: bool = False) -> None:
    """The pointers, as a table or as JSON."""
    if as_json:
        typer.echo(json_text([_pointer_data(one) for one in found], indent=1))
    elif not found:
        console.print("No pointer is kept. `ftn gaps answer` adds one, and so does a press in Slack.")
    else:
        table = Table("id", "questions", "answered by", box=None, header_style="bold")
        for one in found:
            table.add_row(
                one.id, Text("\n".join(map(_cut, one.wordings))), Text(f"{one.source_id} {_cut(one.header)}".strip())
            )
        console.print(table)


async def _show(settings: Settings, days: int, team: str | None, *, as_json: bool) -> None:
    found = await _found(settings, days, team)
    nearest: list[list[Passage]] = []
    if found:
        async with speaker(settings) as asked:
            for gap in found:
                found_near = await asked.search(gap.questions[0].question, TO_CHOOSE, FOR_EVERYONE)
                on_subject = [passage for passage, _ in found_near if passage.source_id != ABOUT_ID]
                nearest.append(on_subject[:NEAREST])
    if as_json:
        rows = [_gap_data(gap, near) for gap, near in zip(found, nearest, strict=True)]
        typer.echo(json_text(rows, indent=1))
        return
    console = SafeConsole()
    if not found:
        console.print(f"No question of the last {days} days is without an answer.")
    for gap, near in zip(found, nearest, strict=True):
        console.print(Text(f"{gap.times:>4} × {_cut(gap.questions[0].question)}", style="bold"), soft_wrap=True)
        about = f"by {gap.people:,} {'person' if gap.people == 1 else 'people'}, last on {gap.latest.date()}"
        console.print(Text(f"       {about}"), soft_wrap=True)
        for passage in near:
            console.print(Text(f"       near: {_cut(passage.place)}  {passage.id}"), soft_wrap=True)


async def _found(settings: Settings, days: int, team: str | None) -> list[Gap]:
    from bot.gaps import MOST_QUESTIONS, find_gaps
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.pointers import PointerStore
    from knowledge.pointers import PointerVectors
    from knowledge.question_vectors import QuestionEncoder

    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        conversations = await Conversations(database, settings.turns_kept, settings.days_kept).open()
        since = datetime.now(UTC) - timedelta(days=days)
        declined = await conversations.declined(team, MOST_QUESTIONS, since)
        kept = await PointerStore(database).all()
    if not declined:
        return []
    encoder = await asyncio.to_thread(QuestionEncoder)
    answered = await asyncio.to_thread(PointerVectors, kept, encoder)
    return await asyncio.to_thread(find_gaps, declined, encoder, answered)


async def _answer(settings: Settings, questions: Sequence[str], passage_id: str, document: str) -> None:
    from bot.storage.pointers import new_pointer
    from knowledge.refresh import registered_sources

    said = [one.strip() for one in questions if one.strip()]
    if not said:
        raise OperatorError("the question is empty: give it in quotation marks.")
    if document:
        if document not in {source.id for source in registered_sources(settings.register)}:
            raise OperatorError(f"no source is called {document!r}: `ftn knowledge list` shows the ids.")
        pointer, place = new_pointer(document), document
    else:
        async with speaker(settings) as asked:
            near = [one for each in said for one, _ in await asked.search(each, TO_CHOOSE, FOR_EVERYONE)]
        found = next((one for one in near if one.id == passage_id), None)
        if found is None:
            _print_choice(near, passage_id)
            return
        pointer, place = new_pointer(found.source_id, found.id, found.header), found.place
    if not await keep_pointer(settings, pointer, said):
        raise OperatorError("whoever asked this has just deleted it, so nothing was kept.")
    typer.echo(f"From now on {said[0]!r} is answered by {place!r}. {SOON} `ftn gaps remove {pointer.id}` undoes it.")


def _print_choice(near: Sequence[Passage], passage_id: str) -> None:
    """The passages to choose from.

    Raises:
        OperatorError: One was named, and is not among them.
    """
    if passage_id:
        raise OperatorError(
            f"no passage near to the question has the id {passage_id!r}: leave --passage out to see those that are near, "
            "or name a whole source with --document."
        )
    for one in list(dict.fromkeys(near))[:TO_CHOOSE]:
        SafeConsole().print(Text(f"{one.id}  {one.place}\n    {_cut(one.text)}"), soft_wrap=True)


async def keep_pointer(settings: Settings, pointer: Pointer, texts: Sequence[str]) -> bool:
    """Keep a pointer with the wordings that an operator typed; what is a person's declined question goes with that person.

    False where that was deleted in the same moment, and nothing is kept.
    """
    from bot.gaps import MOST_QUESTIONS
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.pointers import PointerStore, wordings_of

    make_data_dir(settings)
    since = datetime.now(UTC)
    async with Database(settings.database_url) as database:
        conversations = await Conversations(database, settings.turns_kept, settings.days_kept).open()
        declined = await conversations.declined(None, MOST_QUESTIONS)
        return await PointerStore(database).add(LOCAL_TEAM, pointer, wordings_of(texts, declined), by="", since=since)


async def kept_pointers(settings: Settings) -> list[Pointer]:
    """The pointers of this installation."""
    from bot.storage.database import Database
    from bot.storage.pointers import PointerStore

    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        return await PointerStore(database).all()


async def _remove(settings: Settings, pointer_id: str) -> None:
    from bot.storage.database import Database
    from bot.storage.pointers import PointerStore

    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        if not await PointerStore(database).remove(pointer_id):
            raise OperatorError(f"no pointer has the id {pointer_id!r}: `ftn gaps pointers` lists them.")
        await database.sweep()


def _gap_data(gap: Gap, near: Sequence[Passage]) -> dict[str, Any]:
    return {
        "times": gap.times,
        "people": gap.people,
        "latest": gap.latest.isoformat(),
        "questions": [one.question for one in gap.questions],
        "nearest": [{"id": one.id, "source": one.source_id, "place": one.place, "link": one.link} for one in near],
    }


def _pointer_data(one: Pointer) -> dict[str, Any]:
    return {
        "id": one.id,
        "questions": list(one.wordings),
        "source": one.source_id,
        "passage": one.passage_id,
        "place": one.header,
    }


def _cut(text: str) -> str:
    """The beginning of a text, on one line."""
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHORT else f"{shown[: _SHORT - 1]}…"
