"""`ftn feedback`: what people said of answers, and what the sources held no answer to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.shared import AsJson, json_text, read_settings, run
from bot.data_dir import make_data_dir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.settings import Settings
    from bot.storage.conversations import DeclinedQuestion
    from bot.storage.feedback import Opinion

#: Characters of a question or a remark in the table; `--json` has all.
_SHORT = 200


def feedback(
    team: Annotated[str | None, typer.Option("--team", help="A Slack workspace's id; all if left out.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many of each, newest first.")] = 50,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Show what people thought of answers, in their words, and which questions the sources held no answer to. Names nobody."""
    opinions, declined = run(_kept(read_settings(), team, limit))
    if as_json:
        typer.echo(json_text(_as_data(opinions, declined), indent=1))
        return
    console = Console()
    if not opinions and not declined:
        console.print("No feedback and no declined question is kept.")
        return
    good = sum(opinion.good for opinion in opinions)
    console.print(Text(f"Opinions: {good:,} good, {len(opinions) - good:,} bad", style="bold"))
    if reasons := Counter(opinion.reason for opinion in opinions if opinion.reason):
        console.print(Text("; ".join(f"{reason} {count:,}" for reason, count in reasons.most_common())))
    table = Table("when", "opinion", "reason", "in their words", box=None, header_style="bold")
    for opinion in opinions:
        table.add_row(
            _day(opinion.at), "good" if opinion.good else "bad", Text(opinion.reason), Text(_cut(opinion.remark))
        )
    if table.row_count:
        console.print(table)
    console.print(Text(f"\nDeclined: {len(declined):,}", style="bold"))
    for one in declined:
        console.print(Text(f"{_day(one.at)}  {_cut(one.question)}"), soft_wrap=True)


def _as_data(opinions: Sequence[Opinion], declined: Sequence[DeclinedQuestion]) -> dict[str, Any]:
    return {
        "opinions": [
            {
                "team": one.team,
                "at": one.at.isoformat() if one.at else "",
                "reply": one.reply,
                "good": one.good,
                "reason": one.reason,
                "remark": one.remark,
            }
            for one in opinions
        ],
        "declined": [{"team": one.team, "at": one.at.isoformat(), "question": one.question} for one in declined],
    }


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _cut(text: str) -> str:
    """The beginning of what somebody wrote, on one line and without what would steer a terminal."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown if len(shown) <= _SHORT else f"{shown[:_SHORT]}…"


async def _kept(
    settings: Settings, team: str | None, limit: int
) -> tuple[Sequence[Opinion], Sequence[DeclinedQuestion]]:
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.feedback import Feedback

    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        conversations = await Conversations(database, settings.turns_kept, settings.days_kept).open()
        opinions = await (await Feedback(database).open()).latest(team, limit)
        return opinions, await conversations.declined(team, limit)
