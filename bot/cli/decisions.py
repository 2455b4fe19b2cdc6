"""`ftn decisions`: list, show, export, delete."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.safe_console import SafeConsole
from bot.cli.shared import errors, read_settings, run
from bot.data_dir import make_data_dir
from bot.errors import OperatorError
from bot.turn import LOCAL_TEAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.settings import Settings
    from bot.storage.cases import Cases
    from bot.storage.leaning import LeansOn
    from knowledge.sources import Source

decisions_app = typer.Typer(help="Your decisions: list, show, export as Markdown, delete.", no_args_is_help=True)

#: Characters of a case that a list shows.
_SHORT = 70
_Team = Annotated[
    str, typer.Option("--team", help="The Slack workspace's id; the terminal's own decisions if left out.")
]


@decisions_app.command("list")
def list_decisions(team: _Team = LOCAL_TEAM) -> None:
    """List your decisions, newest first."""
    run(_list_decisions(read_settings(), team))


@decisions_app.command("show")
def show_decision(
    decision_id: Annotated[str, typer.Argument(help="The id, or six characters of its beginning at least.")],
    team: _Team = LOCAL_TEAM,
) -> None:
    """Print a decision's record."""
    typer.echo(run(_record(read_settings(), decision_id, team)))


@decisions_app.command("export")
def export_decision(
    decision_id: Annotated[str, typer.Argument(help="The id, or six characters of its beginning at least.")],
    to: Annotated[Path | None, typer.Option("--to", help="The file to write; decision-ID.md here if left out.")] = None,
    team: _Team = LOCAL_TEAM,
) -> None:
    """Write a decision's record as a Markdown file; a file that is there is not overwritten."""
    text = run(_record(read_settings(), decision_id, team))
    file = to or Path(f"decision-{decision_id}.md")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise OperatorError(
            f"{str(file)!r} can't be written: {error.strerror}. Name another file with --to."
        ) from error
    typer.echo(f"Wrote {file}")


@decisions_app.command("delete")
def delete_decision(
    decision_id: Annotated[str, typer.Argument(help="The id, or six characters of its beginning at least.")],
    team: _Team = LOCAL_TEAM,
) -> None:
    """Delete a decision for good, with every word it was based on."""
    typer.echo(f"Deleted {run(_delete(read_settings(), decision_id, team))}.")


async def _list_decisions(settings: Settings, team: str) -> None:
    from bot.conversation.own_words import headline_of
    from bot.storage.leaning import TextsNow
    from knowledge.refresh import registered_sources

    now, sources = TextsNow(settings.data_dir, settings.index_dir), registered_sources(settings.register)
    table = Table("id", "decided", "verdict", "case", box=None, header_style="bold")
    async with _cases(settings) as cases:
        for decision in await cases.recent(team):
            opening = decision.case.opening
            older = now.older(decision.leans, decision.decided)
            named = [_place(one, sources) for one in older]
            changes = [*decision.changes, *([f"it leans on an older text of {', '.join(named)}"] if named else [])]
            table.add_row(
                decision.id,
                decision.decided.date().isoformat(),
                headline_of(decision.case),
                _case_cell(opening, changes),
            )
    SafeConsole().print(
        table if table.row_count else "No decisions yet. `ftn verdict` or a walk in `ftn chat` makes one."
    )


def _place(leans: LeansOn, sources: Sequence[Source]) -> str:
    """A place that a decision leans on, as the operator finds it again: S05 “Live models”."""
    source_id = next((one.id for one in sources if leans.is_of(one.id)), leans.source)
    return f"{source_id} “{leans.heading}”" if leans.heading else source_id


def _case_cell(opening: str, changes: Sequence[str]) -> Text:
    """The beginning of a case, and below it what has changed since its decision."""
    cell = Text(opening if len(opening) <= _SHORT else opening[:_SHORT] + "…")
    for change in changes:
        cell.append(f"\nchanged: {change}", style="yellow")
    return cell


async def _record(settings: Settings, decision_id: str, team: str) -> str:
    from bot.storage.record_export import record
    from knowledge.prices.book import open_book

    async with _cases(settings) as cases:
        found = await cases.find(team, decision_id)
    if found is None:
        raise OperatorError(f"no single decision has the id {decision_id!r}. `ftn decisions list` shows them.")
    return record(found, open_book(settings.data_dir, settings.own_prices))


async def _delete(settings: Settings, decision_id: str, team: str) -> str:
    async with _cases(settings) as cases:
        found = await cases.find(team, decision_id)
        if found is None:
            raise OperatorError(f"no single decision has the id {decision_id!r}. `ftn decisions list` shows them.")
        await cases.delete(team, found.id)
    return found.id


@asynccontextmanager
async def _cases(settings: Settings) -> AsyncIterator[Cases]:
    from bot.storage.cases import Cases
    from bot.storage.database import Database
    from bot.storage.rests_on import open_registers
    from knowledge.page_values import follow_pages

    make_data_dir(settings)
    if damaged := follow_pages(settings.data_dir, wanted=settings.register_from_pages):
        errors().print(Text(damaged, style="yellow"), soft_wrap=True)
    async with Database(settings.database_url) as database:
        registers = open_registers(settings.data_dir, settings.own_prices)
        yield await Cases(database, settings.days_kept, registers).open()
