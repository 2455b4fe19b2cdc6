"""Schema 1, of 22 November 2026: what is remembered of threads."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text

from bot.storage.migrations.look_first import index_columns

revision: Final = "1"
down_revision: Final = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "turns",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("place", String, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("text", Text, nullable=False),
        Column("question", Text, nullable=False),
        Column("reply", Text, nullable=False),
        Column("passages", Text, nullable=False),
        Column("answered", Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_index("turns_by_place", "turns", ["place", "id"], if_not_exists=True)
    index_columns("turns", "at")
