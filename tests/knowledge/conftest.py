"""What tests of the knowledge share: the web on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web_pages import Web, web_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The web, found through the environment."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    with web_pages(folder) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running
