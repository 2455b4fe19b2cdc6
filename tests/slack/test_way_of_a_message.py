"""A message goes from Slack to the screen through ten files of ours at most, those that CONTRIBUTING names, in that order."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.slack.bot import EAGER, bot_in, slack_settings

if TYPE_CHECKING:
    from types import FrameType

    from bot.settings import Settings
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

ROOT = Path(__file__).parents[2]
MOST_FILES = 10
_ROW = re.compile(r"^\| `(bot/[\w/]+\.py)` \| `([\w.]+)` \|", re.MULTILINE)


def steps() -> list[tuple[str, str]]:
    """The table of CONTRIBUTING: files, and where to begin in them."""
    return _ROW.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


async def test_the_table_is_the_way(
    slack: SlackServer, ann: Person, settings: Settings, searcher: Searcher, built_index: Index
) -> None:
    """One message is followed: each step of the table is taken after the one before, and the last one shows the answer."""
    way = steps()
    assert 1 < len({file for file, _ in way}) <= MOST_FILES
    left = list(way)

    def follow(frame: FrameType, event: str, _: object) -> None:
        if left and event == "call":
            file, name = left[0]
            code = frame.f_code
            if code.co_filename == str(ROOT / file) and code.co_qualname.endswith(name):
                del left[0]

    async with bot_in(slack, slack_settings(settings, slack), searcher, built_index, EAGER):
        before = sys.getprofile()
        sys.setprofile(follow)
        try:
            question = await ann.says("How many training examples does fine-tuning need?")
            answer = await slack.workspace.wait_for_answer(question)
        finally:
            sys.setprofile(before)
    assert not left, f"a message did not come to {left[0]}"
    assert answer.via == "chat.startStream"
