"""Every example as people see it, on a desktop and a phone, light and dark: nothing over the edge, nothing cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.slack.golden import FOLDER as GOLDEN
from tests.slack.golden import MESSAGES, VIEWS, golden
from tests.slack.pictures.__main__ import FOLDER, SHOWN
from tests.slack.pictures.blocks_as_html import blocks_as_html, kinds
from tests.slack.pictures.page import DESKTOP, PHONE, THEMES, chromium, page, pane, seen

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = chromium()
needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="NO CHROMIUM: nobody has looked whether messages fit; install chromium to have it looked at"
)
LARGEST = 70_000


def shown() -> dict[str, dict[str, object]]:
    """Every message and view, by name."""
    messages = {name: {"blocks": list(message.blocks)} for name, message in MESSAGES.items()}
    return messages | {name: dict(view) for name, view in VIEWS.items()}


def test_every_example_can_be_drawn() -> None:
    """The renderer knows every block that the bot sends; one that it does not is no silent hole."""
    assert {f"{name}.json" for name in shown()} == set(golden()) == {file.name for file in GOLDEN.glob("*.json")}
    for content in shown().values():
        assert blocks_as_html(content["blocks"])  # type: ignore[arg-type]  # blocks, by construction
    with pytest.raises(KeyError):
        blocks_as_html([{"type": "hologram"}])
    assert "markdown" in set(kinds())


@needs_browser
def test_nothing_is_cut(tmp_path: Path) -> None:
    """In every width and theme all of it stands within its pane, and no text is cut."""
    assert BROWSER
    panes = [
        pane(content, name, width, theme)
        for name, content in shown().items()
        for width in (DESKTOP, PHONE)
        for theme in THEMES
    ]
    file = tmp_path / "all.html"
    file.write_text(page(panes), encoding="utf-8")
    found = seen(BROWSER, file)
    assert found["panes"] == len(panes)
    assert found["faults"] == []


@needs_browser
def test_what_is_too_wide_is_seen(tmp_path: Path) -> None:
    """The look itself works: what is wider than its pane is found, and what is empty."""
    assert BROWSER
    wide = {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "x"}}]}
    broken = pane(wide, "wide", PHONE, "light").replace("x</div>", '<div style="width:900px">x</div></div>')
    file = tmp_path / "wide.html"
    file.write_text(page([broken]), encoding="utf-8")
    assert any("over the edge" in fault for fault in seen(BROWSER, file)["faults"])


@pytest.mark.parametrize("name", SHOWN)
def test_pictures_are_small(name: str) -> None:
    """The pictures in the documentation are there, and light enough to be loaded with a page."""
    picture = FOLDER / f"{name}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= LARGEST
