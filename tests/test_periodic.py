"""What goes on beside people's turns: whatever fails of it is told in one line, counted, and done again at its time."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.app import running
from bot.errors import OperatorError, StoreUnavailableError
from bot.indexing import Indexed, Registered
from bot.live_knowledge import keeping_current
from bot.load_settings import load_settings
from bot.logs import configure_logging
from bot.own_documents import OwnDocuments
from bot.periodic import failures, repeating, tell_failure
from bot.slack.server.metrics import Metrics
from bot.storage.retention import expiring
from knowledge.fetching.live import LiveFolder
from knowledge.fetching.outcome import Happened
from knowledge.fetching.refresh import FetchManner, fetch_sources
from knowledge.fetching.ways import ways_to
from knowledge.index import Index
from knowledge.sources import load_sources
from tests.knowledge.embedders import HashEmbedder
from tests.source_pages import page_of, publish
from tests.web_pages import Answer, Web, web_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.settings import Settings

SOURCES = {source.id: source for source in load_sources()}
WORDS = "what Ms Halvorsen wrote"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The web with every source's pages, found through the environment."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    with web_pages(folder) as made:
        publish(made)
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


async def until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something to come about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def counted(task: str) -> float | None:
    """What `/metrics` shows of a task."""
    metrics = Metrics()
    metrics.watch_background()
    return metrics.registry.get_sample_value("ftn_background_failures_total", {"task": task})


async def test_an_error_nobody_foresaw_ends_nothing() -> None:
    """It is logged by kind and place, without its words, and counted; the next time comes, and so does the one after it."""
    before = failures["of this test"]
    troubles: list[Exception] = [KeyError(WORDS), StoreUnavailableError("the database is away")]
    done = 0

    async def work() -> None:
        nonlocal done
        if troubles:
            raise troubles.pop(0)
        done += 1

    with capture_logs() as logs:
        async with repeating("of this test", work, 0.01):
            await until(lambda: done > 1)
    unforeseen, foreseen = logs
    assert (unforeseen["task"], unforeseen["kind"], unforeseen["log_level"]) == ("of this test", "KeyError", "error")
    assert unforeseen["at"].startswith("tests/test_periodic.py:")
    assert (foreseen["reason"], foreseen["log_level"]) == ("the database is away", "warning")
    assert WORDS not in str(logs)
    assert failures["of this test"] == before + 2
    assert (counted("of this test"), counted("of no test")) == (before + 2, None)


def test_it_is_one_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Also on a terminal, where a traceback would have many; it names our line and, beside it, the library's."""
    configure_logging(settings)
    try:
        json.loads("{")
    except ValueError as error:
        tell_failure("of this test", error)
    said = capsys.readouterr().err
    assert (said.count("\n"), "Traceback" in said) == (1, False)
    assert "at='tests/test_periodic.py:" in said
    assert "json/decoder.py:" in said


async def test_forgetting_goes_on() -> None:
    """A store that fails of something keeps no other from it, and is asked again the next time."""

    class Store:
        def __init__(self, *, fails: bool) -> None:
            self.fails, self.times = fails, 0

        async def forget_expired(self) -> None:
            self.times += 1
            if self.fails:
                raise RuntimeError(WORDS)

    bad, good = Store(fails=True), Store(fails=False)
    before = failures["forgetting of Store"]
    async with expiring(bad, good, every=0.01):
        await until(lambda: min(bad.times, good.times) > 2)
    assert failures["forgetting of Store"] - before == bad.times


async def test_fetching_goes_on(web: Web, ready_settings: Settings) -> None:
    """The lock of the schedule can't be opened, which is no error of ours: the loop says so, and fetches once it can."""
    ours = load_settings(_env_file=None, data_dir=ready_settings.data_dir, refresh_hours=24)
    folder = LiveFolder(ours.data_dir)
    (folder.path / "schedule.lock").mkdir(parents=True)
    before = failures["fetching"]
    async with running(ours, lambda *_: None) as started:
        with capture_logs() as logs:
            async with keeping_current(started, ours, between=0.05, manner=FetchManner(pause=0.0)):
                await until(lambda: failures["fetching"] > before + 1)
                assert not web.asked
                (folder.path / "schedule.lock").rmdir()
                await until(lambda: web.statuses("fine-tuning/overview") != [], 60)
    told = [line for line in logs if line.get("task") == "fetching"]
    assert {line["kind"] for line in told} <= {"IsADirectoryError", "PermissionError"}
    assert len(told) == failures["fetching"] - before


def test_a_reader_that_stumbles(web: Web, tmp_path: Path) -> None:
    """JSON nested so deeply that no parser reads it: that is said with its kind, and the next way is tried."""
    article = SOURCES["S01"]
    address = "https://dev.to/somebody/fine-tuning-or-not"
    api, html = ways_to(address)
    folder = LiveFolder(tmp_path / "data")
    web.pages[api.address] = Answer("[" * 200_000, kind="application/json")
    manner = FetchManner(pause=0.0, address=address)
    with capture_logs() as logs:
        (outcome,) = fetch_sources([article], folder, manner, whole=False)
    assert outcome.happened is Happened.GONE
    assert not folder.of(article.id).pages
    (told,) = [line for line in logs if line["event"] == "page not read"]
    assert (told["address"], told["kind"]) == (api.address, "RecursionError")
    assert told["at"].startswith("fetching/pages.py:")
    words = "".join(
        f"<p>{line}</p>" for line in page_of(article).partition("\n---\n")[2].split("\n\n") if line[:1].isalpha()
    )
    web.pages[html.address] = Answer(
        f"<html><body><main><h1>{article.title}</h1>{words}</main></body></html>", kind="text/html; charset=utf-8"
    )
    (again,) = fetch_sources([article], folder, manner, whole=False)
    assert (again.happened, folder.of(article.id).way) == (Happened.NEW, "HTML"), again.said


class StumblingEmbedder(HashEmbedder):
    """Fails of one text for a reason of its own, as a library may."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors, but for the text."""
        if any("Halvorsen" in text for text in texts):
            raise ZeroDivisionError(WORDS)
        return super().embed_documents(texts)


async def test_own_documents_go_on(settings: Settings, tmp_path: Path) -> None:
    """Whoever added a folder that something stumbles over is told, and the next folder is indexed nevertheless."""
    bad, good = tmp_path / "Bad", tmp_path / "Good"
    for folder, words in (
        (bad, "Ms Halvorsen signs every letter of ours."),
        (good, "We keep fifty replies in a drawer."),
    ):
        folder.mkdir()
        (folder / "rule.md").write_text(f"# Rule\n\n{words}\n", encoding="utf-8")
    settings.data_dir.mkdir()
    with Index(settings.index_dir, StumblingEmbedder()) as index:
        own = OwnDocuments(index, settings)
        async with own.at_work():
            with pytest.raises(
                OperatorError, match=r"could not be indexed yet: ZeroDivisionError, which nobody"
            ) as caught:
                [step async for step in own.add(str(bad), None)]
            assert WORDS not in str(caught.value)
            steps = [step async for step in own.add(str(good), None)]
            assert (type(steps[0]), type(steps[-1])) == (Registered, Indexed)
            await until(lambda: "which nobody foresaw" in own.state)
    assert failures["own documents"]
