"""Schema 5, of 28 November 2026: whether a case's interview has begun; all those that were kept before had."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, true

from bot.storage.migrations.look_first import add_missing_columns

revision: Final = "5"
down_revision: Final = "4"


def upgrade() -> None:
    """Add the column."""
    add_missing_columns("walks", Column("begun", Boolean, nullable=False, server_default=true()))
