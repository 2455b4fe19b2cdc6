"""All sources fetched again where nothing has changed: beside the requests it costs next to nothing, and there is nothing for the index to do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from knowledge.fetching.live import LiveFolder
from knowledge.fetching.outcome import Happened
from knowledge.fetching.refresh import FetchManner, fetch_sources
from knowledge.sources import load_sources
from tests.source_pages import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web_pages import Web

#: Seconds beyond the requests that a refresh with nothing changed may take (issue 14).
MOST = 2.0


def test_a_second_time(web: Web, tmp_path: Path) -> None:
    """Every page is answered with 304, every source is as it was, and no change waits for the index, which so embeds nothing.

    Counted is this thread's processor time: the web is in others, and what is waited for is the requests.
    """
    publish(web)
    folder, sources, manner = LiveFolder(tmp_path / "data"), load_sources(), FetchManner(pause=0.0)
    first = [outcome.happened for outcome in fetch_sources(sources, folder, manner)]
    assert first.count(Happened.NEW) > 30
    folder.taken_in(folder.pending)
    web.asked.clear()
    began = time.thread_time()
    second = [outcome.happened for outcome in fetch_sources(sources, folder, manner)]
    took = time.thread_time() - began
    assert set(second) == {Happened.UNCHANGED, Happened.NOT_FETCHED}
    assert second.count(Happened.UNCHANGED) == first.count(Happened.NEW)
    asked = [status for address, status in web.asked if "robots.txt" not in address and "learn-pr" not in address]
    assert set(asked) == {304}
    assert not folder.pending
    assert took < MOST
