"""Schema 7, of 29 November 2026: turns that are stored before they are acknowledged, cases as they were before the last, model use."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Float, Integer, String, Text

revision: Final = "7"
down_revision: Final = "6"


def upgrade() -> None:
    """Add the tables of the inbox, and the one of the cases."""
    op.create_table(
        "inbox_jobs",
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
        Column("kind", String, nullable=False),
        Column("lane", String, nullable=False),
        Column("team", String, nullable=False),
        Column("person", String, nullable=False),
        Column("ids", Text, nullable=False),
        Column("data", Text, nullable=False),
        Column("at", Float(53), nullable=False),
        Column("position", Float(53), nullable=False),
        Column("light", Boolean, nullable=False),
        Column("state", String, nullable=False),
        Column("due", Float(53), nullable=False),
        Column("tries", Integer, nullable=False),
        Column("worker", String, nullable=False),
        Column("stop", String, nullable=False),
        if_not_exists=True,
    )
    op.create_index("inbox_jobs_by_lane", "inbox_jobs", ["lane", "state"], if_not_exists=True)
    op.create_index("inbox_jobs_by_state", "inbox_jobs", ["state", "team", "person"], if_not_exists=True)
    op.create_table(
        "inbox_ids",
        Column("id", String, primary_key=True),
        Column("at", Float(53), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_inbox_ids_at", "inbox_ids", ["at"], if_not_exists=True)
    op.create_table(
        "inbox_workers",
        Column("worker", String, primary_key=True),
        Column("host", String, nullable=False),
        Column("process", Integer, nullable=False),
        Column("beats", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "inbox_shown",
        Column("job", BigInteger, primary_key=True, autoincrement=False),
        Column("key", String, primary_key=True),
        Column("channel", String, nullable=False),
        Column("ts", String, nullable=False),
        Column("text", Text, nullable=False),
        Column("number", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "model_use",
        Column("day", String, primary_key=True),
        Column("team", String, primary_key=True),
        Column("person", String, primary_key=True),
        Column("calls", Integer, nullable=False),
        Column("tokens", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "cases_before",
        Column("place", String, primary_key=True),
        Column("turn", String, nullable=False),
        Column("team", String, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("rows", Text, nullable=False),
        Column("touched", Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_cases_before_team", "cases_before", ["team"], if_not_exists=True)
    op.create_index("ix_cases_before_at", "cases_before", ["at"], if_not_exists=True)
