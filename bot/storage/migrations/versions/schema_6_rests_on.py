"""Schema 6, of 29 November 2026: what a decision rests on in the registers, and which of their changes its owner was told."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, String, Text

from bot.storage.migrations.look_first import add_missing_columns

revision: Final = "6"
down_revision: Final = "5"


def upgrade() -> None:
    """Add the columns; `Cases.open` fills the first for older decisions."""
    add_missing_columns(
        "walks",
        Column("rests_on", Text, nullable=False, server_default=""),
        Column("told", String, nullable=False, server_default=""),
    )
