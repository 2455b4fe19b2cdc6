"""Schema 8, of 29 November 2026: whose words a remembered turn quotes, where a case is shown to everybody, and what was forgotten lately."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import Column, DateTime, String, Text, column, select, table, update

from bot.storage.migrations.look_first import add_missing_columns

revision: Final = "8"
down_revision: Final = "7"


def upgrade() -> None:
    """Add the columns and the table; a case that lies in a channel was shown there."""
    add_missing_columns("turns", Column("quotes", Text, nullable=False, server_default="[]"))
    add_missing_columns("walks", Column("shown_in", Text, nullable=False, server_default=""))
    op.create_table(
        "forgotten",
        Column("team", String, primary_key=True),
        Column("what", String, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    walks = table("walks", column("id"), column("place"), column("shown_in"))
    connection = op.get_bind()
    for case_id, place in connection.execute(select(walks.c.id, walks.c.place)).all():
        # A direct message is one person's, and what a command has made lies in no thread.
        _, _, where = place.partition("/")
        channel, _, thread = where.partition("/")
        if channel and not channel.startswith("D") and "/" not in thread and place.partition("/")[0] != "local":
            connection.execute(update(walks).where(walks.c.id == case_id).values(shown_in=f"|{channel}|"))
