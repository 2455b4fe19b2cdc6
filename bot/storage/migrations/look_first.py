"""Adding what may be there already: which part of the early schemas a database has depends on how it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic import op
from sqlalchemy import inspect

if TYPE_CHECKING:
    from sqlalchemy import Column


def has_table(table: str) -> bool:
    """Whether the database that is being upgraded has a table."""
    return inspect(op.get_bind()).has_table(table)


def add_missing_columns(table: str, *columns: Column[Any]) -> bool:
    """Add the columns that a table lacks; whether there were any. What may hold nothing needs a default of the server's."""
    known = {column["name"] for column in inspect(op.get_bind()).get_columns(table)}
    missing = [column for column in columns if column.name not in known]
    for column in missing:
        op.add_column(table, column)
    return bool(missing)


def index_columns(table: str, *columns: str) -> None:
    """Index each of some columns by itself, under SQLAlchemy's name for that."""
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)
