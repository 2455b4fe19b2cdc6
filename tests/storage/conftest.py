"""A database file of each test's own, for what is about files; `url` gives a database of either kind."""

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "ftn.sqlite3"


@pytest.fixture
def file_url(file: Path) -> str:
    """Its address."""
    return f"sqlite:///{file}"
