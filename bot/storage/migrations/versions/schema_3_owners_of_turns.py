"""Schema 3, of 22 November 2026: whose a remembered turn is, and which message it was, so that it can be forgotten."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import Column, String, column, func, literal, table, update

from bot.storage.migrations.look_first import add_missing_columns, index_columns

revision: Final = "3"
down_revision: Final = "2"
#: Who had spoken in every database until then: there was only the terminal.
ONLY_USER: Final = "you"


def upgrade() -> None:
    """Add the columns; the team of older turns is the beginning of their place."""
    names = ("team", "user", "turn")
    added = add_missing_columns("turns", *(Column(name, String, nullable=False, server_default="") for name in names))
    index_columns("turns", *names)
    # No other database than a SQLite file is so old.
    if added and op.get_bind().dialect.name == "sqlite":
        turns = table("turns", column("team"), column("user"), column("place"))
        team = func.substr(turns.c.place, 1, func.instr(turns.c.place, "/") - 1)
        op.execute(update(turns).values(team=team, user=literal(ONLY_USER)))
