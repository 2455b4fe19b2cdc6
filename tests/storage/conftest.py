"""A database of each test's own."""

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "ftn.sqlite3"


@pytest.fixture
def url(file: Path) -> str:
    """Its address."""
    return f"sqlite+aiosqlite:///{file}"
