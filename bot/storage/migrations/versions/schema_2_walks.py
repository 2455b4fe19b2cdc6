"""Schema 2, of 22 November 2026: use cases on their way to a verdict, and decisions."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, String, Text

from bot.storage.migrations.look_first import index_columns

revision: Final = "2"
down_revision: Final = "1"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "walks",
        Column("id", String, primary_key=True),
        Column("team", String, nullable=False),
        Column("place", String, nullable=False),
        Column("user", String, nullable=False),
        Column("open", Boolean, nullable=False),
        Column("updated", DateTime(timezone=True), nullable=False),
        Column("decided", DateTime(timezone=True)),
        Column("state", Text, nullable=False),
        if_not_exists=True,
    )
    index_columns("walks", "team", "place", "user", "updated")
