"""Schema 9, of 29 November 2026: which passage answers what the sources were found to be silent on."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import Column, DateTime, Integer, String, Text

revision: Final = "9"
down_revision: Final = "8"
#: The columns that something is looked up by.
_LOOKED_UP: Final = ("pointer", "team", "user", "turn", "by")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "pointers",
        Column("id", Integer, primary_key=True, autoincrement=True),
        *(Column(name, String, nullable=False) for name in ("pointer", "team", "user", "turn")),
        *(Column(name, Text, nullable=False) for name in ("text", "quotes")),
        *(Column(name, String, nullable=False) for name in ("source", "passage")),
        Column("header", Text, nullable=False),
        Column("by", String, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    for name in _LOOKED_UP:
        op.create_index(f"ix_pointers_{name}", "pointers", [name], if_not_exists=True)
