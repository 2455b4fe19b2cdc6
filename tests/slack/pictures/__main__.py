"""Writes the pictures that the documentation shows: `python -m tests.slack.pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.slack.golden import MESSAGES
from tests.slack.pictures.page import DESKTOP, chromium, page, pane, photograph

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
#: Which message is which picture.
SHOWN = {"card": "verdict_private", "question": "question", "answer": "answer"}


def main() -> None:
    """Write them all, for a desktop, light."""
    browser = chromium()
    if browser is None:
        sys.exit("No Chromium here. Install one, or leave the pictures as they are.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, message in SHOWN.items():
            file = Path(folder) / f"{name}.html"
            shown = {"blocks": list(MESSAGES[message].blocks)}
            file.write_text(page([pane(shown, name, DESKTOP, "light")]), encoding="utf-8")
            photograph(browser, file, FOLDER / f"{name}.png", DESKTOP)


if __name__ == "__main__":
    main()
