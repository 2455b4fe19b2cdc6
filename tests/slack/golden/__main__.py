"""Writes the golden files anew: `python -m tests.slack.golden`."""

from tests.slack.golden import FOLDER, golden

for old in FOLDER.glob("*.json"):
    old.unlink()
for name, content in golden().items():
    (FOLDER / name).write_text(content, encoding="utf-8")
