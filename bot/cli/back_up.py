"""`ftn backup`: a copy of all that nothing can make anew, also while the bot runs."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from bot.cli.shared import read_settings, whole_path

_WHERE = "A folder that is not there yet. It holds what people said: keep it as safe as the data folder."


def backup(folder: Annotated[Path, typer.Argument(help=_WHERE)]) -> None:
    """Copy what nothing can make anew into a folder, also while the bot runs. To restore, start with FTN_DATA_DIR naming it."""
    from bot.storage.address import engine_url, is_file
    from bot.storage.backup import back_up

    settings = read_settings()
    to = whole_path(folder)
    held = back_up(settings.database_url, settings.data_dir, to)
    typer.echo(f"Wrote {folder}: {', '.join(held) or 'nothing, since there was nothing else'}.")
    if to.resolve().is_relative_to(settings.data_dir.resolve()):
        typer.echo("It lies in the data folder and would be lost with it: move it elsewhere.", err=True)
    if not is_file(engine_url(settings.database_url)):
        typer.echo(
            "Conversations and decisions are in PostgreSQL: back those up with pg_dump, as docs/deployment.md says."
        )
