"""The golden files show what people see; a difference is a change of what they see."""

from __future__ import annotations

import pytest

from tests.slack.golden import FOLDER, RENEW, golden


@pytest.mark.parametrize("name", golden())
def test_people_see_what_is_kept(name: str) -> None:
    """Each example looks as its file says."""
    file = FOLDER / name
    kept = file.read_text(encoding="utf-8") if file.exists() else "nothing"
    assert golden()[name] == kept, f"{name} differs. If that is meant, renew it with `{RENEW}` and read the difference."


def test_no_file_is_left_over() -> None:
    """Every golden file has its example."""
    left = {file.name for file in FOLDER.glob("*.json")} - golden().keys()
    assert not left, f"{sorted(left)} have no example any more. `{RENEW}` takes them away."
