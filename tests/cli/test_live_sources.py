"""`ftn knowledge refresh`, `status` and `diff` as an operator calls them, and a bot that does so on schedule."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app import running
from bot.cli.live_sources import state_of
from bot.conversation.case import Case
from bot.live_knowledge import is_due, keeping_current
from bot.load_settings import load_settings
from knowledge.fetching.live import LiveFolder, LivePage, LiveSource, Version
from knowledge.fetching.refresh import FetchManner, only_one
from knowledge.fetching.texts import LiveText
from knowledge.fetching.ways import pages_of, ways_to
from knowledge.model_status import model_register, packaged_register
from knowledge.page_values import FILE
from knowledge.sources import load_sources
from tests.cli.ftn import Ftn
from tests.knowledge.test_live_sources import HTML, MARKDOWN, NEW_ROW, OVERVIEW, REPOSITORY
from tests.knowledge.test_registered_days import AZURE, BASE, base_row
from tests.source_pages import page_of, publish
from tests.storage.threads import TEAM, place
from tests.web_pages import Answer, Web, web_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.settings import Settings

SOURCES = load_sources()
READ = LivePage(OVERVIEW.address, OVERVIEW.address, "Markdown", OVERVIEW.title, "2026-10-30", ())
DAY = "2026-11-01T00:00:00+00:00"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """The web with every source's pages."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    with web_pages(folder) as made:
        publish(made)
        yield made


@pytest.fixture
def live(ready_settings: Settings, tmp_path: Path, web: Web, prepared_command: Sequence[str]) -> Ftn:
    """The command over a built index, in a network where the web is."""
    made = Ftn(ready_settings.data_dir, tmp_path, prepared_command)
    made.environment |= web.environment
    return made


def test_one_source_from_first_to_last(live: Ftn, web: Web, ready_settings: Settings) -> None:
    """Read, taken into the index, cited by an answer with its date; unchanged, changed, shown by diff and status; exit codes tell trouble."""
    done = live("knowledge", "refresh", "s05")
    assert done.returncode == 0
    assert "S05  new         Read: " in done.stdout
    assert "1 new." in done.stdout
    assert "embedded now" in done.stdout
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW, "11/27/2026", NEW_ROW))
    dry = live("knowledge", "refresh", "S05", "--dry-run")
    assert (dry.returncode, "1 passages are new" in dry.stdout, "Nothing was kept" in dry.stdout) == (0, True, True)
    assert "changed" in live("knowledge", "refresh", "S05").stdout
    started = time.monotonic()
    same = live("knowledge", "refresh", "S05")
    assert time.monotonic() - started < 6
    assert ("unchanged" in same.stdout, "embedded" in same.stdout) == (True, False)
    found = live("knowledge", "search", "gpt-9-mini training ends", "--limit", "5").stdout
    assert f"S05 {OVERVIEW.title} > Live models (2026-11-27)" in found
    diff = live("knowledge", "diff", "S05")
    assert "  + Model: gpt-9-mini; Training: Global; Ends: 2031-03-04" in diff.stdout
    assert "before that 2026-11-20" in diff.stdout
    (row,) = json.loads(live("knowledge", "status", "S05", "--json").stdout)
    assert (row["id"], row["page"], row["by"], row["addresses"]) == (
        "S05",
        "2026-11-27",
        "Markdown",
        [OVERVIEW.address],
    )
    assert row["state"] == "changed"
    web.pages |= dict.fromkeys((MARKDOWN, REPOSITORY, HTML), Answer(status=500))
    broken = live("knowledge", "refresh", "S05")
    assert (broken.returncode, broken.stderr, "Traceback" in broken.stdout) == (1, "", False)
    assert "status 500" in broken.stdout
    assert "status 500" in live("knowledge", "status", "S05").stdout
    assert "live pages: S05: the last try failed" in live("doctor").stdout
    assert LiveFolder(ready_settings.data_dir).of("S05").date == "2026-11-27"


def test_the_register_of_models_beside_the_page(live: Ftn, web: Web) -> None:
    """What the table says otherwise is counted by status and named by diff, with its row; nothing of it where it says the same."""
    source = next(one for one in SOURCES if one.id == "S16")
    table = [
        "",
        "## Azure",
        "",
        "| Model | Version | Lifecycle | Retirement date |",
        "|---|---|---|---|",
        "| gpt-4.1 | 2025-04-14 | {} | {} |",
    ]
    for stage, day, differs in (("Retired", "2031-05-06", True), ("Deprecated", "2027-04-14", False)):
        made = page_of(source, "11/27/2026", "\n".join(table).format(stage, day))
        web.pages[ways_to(source.address)[0].address] = Answer(made)
        assert live("knowledge", "refresh", "S16").returncode == 0
        (row,) = json.loads(live("knowledge", "status", "S16", "--json").stdout)
        assert (row["register_differs"], "register of models" in row["said"]) == (2 if differs else 0, differs)
        shown = live("knowledge", "diff", "S16").stdout
        said = (
            "  gpt-4.1 (2025-04-14): base_ends is 2027-04-14 in the register, 2031-05-06 on the page  (Model: gpt-4.1;"
        )
        assert (said in shown, "Days of the register" in shown) == (differs, differs)


def test_a_page_that_nobody_has_looked_at_for_long(live: Ftn, ready_settings: Settings) -> None:
    """The answer that cites it says so, as do status and doctor, until it is looked at again; with a bound of 0 nobody does."""
    assert live("knowledge", "refresh", "S05").returncode == 0
    folder = LiveFolder(ready_settings.data_dir)
    ask = ("ask", "--json", "Live models: when does training of gpt-4.1 end?")
    before = json.loads(live(*ask).stdout)
    assert "2026-11-20" in {one["date"] for one in before["citations"]}
    assert not [said for said in before["caveats"] if "looked at" in said]
    folder.keep(replace(folder.of("S05"), checked="2026-08-01T00:00:00+00:00"))
    after = json.loads(live(*ask).stdout)
    assert after["text"] == before["text"]
    assert "'s page was last looked at on 2026-08-01: it may have changed since." in " ".join(after["caveats"])
    assert "may be out of date" in live(*ask[::2]).stdout
    assert "stale" in live("knowledge", "status", "S05").stdout
    counted = {row["id"]: row["answers"] for row in json.loads(live("knowledge", "status", "--json").stdout)}
    assert counted["S05"] == 3
    assert counted["S19"] == 0
    today = datetime.now(UTC).date()
    cited = f"S05: cited by 3 answers, the newest of {today}\n"
    assert (cited in live("knowledge", "status", "S05").stdout, cited in live("knowledge", "status").stdout) == (
        True,
        False,
    )
    assert "live pages: S05: not looked at for 30 days" in live("doctor").stdout
    live.environment["FTN_STALE_PAGE_DAYS"] = "0"
    assert "looked at" not in live(*ask).stdout
    assert "not looked at for" not in live("doctor").stdout


def test_a_decision_on_an_older_text(live: Ftn, ready_settings: Settings) -> None:
    """What the reasons cite changes after the decision: status counts it, without a word of it, and the list marks it."""
    case = "A support bot that should sound like us. We have 15 training examples."
    assert live("verdict", case).returncode == 0
    folder, cited = LiveFolder(ready_settings.data_dir), leaning_in(live)
    source_id, heading = cited
    path = tuple(heading.split(" > "))
    before = LiveSource(source_id, pages=(replace(READ, texts=(LiveText(path, "", "One."),)),), fetched=DAY)
    after = replace(before, pages=(replace(READ, texts=(LiveText(path, "", "Two."),)),), checked=DAY)
    (row,) = json.loads(live("knowledge", "status", source_id, "--json").stdout)
    today = datetime.now(UTC)
    counts = ("decisions", "newest_decision", "decisions_on_older_text")
    assert [row[name] for name in counts] == [1, f"{today:%Y-%m-%d}", 0]
    folder.keep(after.after(before, (today + timedelta(minutes=5)).isoformat()))
    told = live("knowledge", "status", source_id).stdout
    assert f"{source_id}: 1 decision leans on an older text: `ftn decisions list` marks them" in told
    assert "support bot" not in told
    listed = live("decisions", "list").stdout
    assert f"changed: it leans on an older text of {source_id} “{heading}”" in " ".join(listed.split())


def leaning_in(live: Ftn) -> tuple[str, str]:
    """The first source and heading that the only decision leans on."""
    with closing(sqlite3.connect(live.data_dir / "ftn.sqlite3")) as database:
        ((kept,),) = database.execute("SELECT rests_on FROM walks").fetchall()
    source_id, heading, _ = json.loads(kept)["leans"][0]
    return source_id, heading


def test_sources_of_your_own(live: Ftn, tmp_path: Path) -> None:
    """They stand beside the built-in ones, with their newest day; of what is in files the answers are not counted."""
    own = tmp_path / "handbook"
    own.mkdir()
    (own / "Rules.md").write_text("# Rules\n\nAll workloads run in Sweden Central only.\n", encoding="utf-8")
    assert live("knowledge", "add", str(own)).returncode == 0
    assert live("verdict", "A support bot that should sound like us. We have 15 training examples.").returncode == 0
    (row,) = json.loads(live("knowledge", "status", "handbook", "--json").stdout)
    day = datetime.fromtimestamp((own / "Rules.md").stat().st_mtime, UTC).date().isoformat()
    assert (row["page"], row["by"], row["state"], row["answers"]) == (day, "files", "your own", None)
    assert (row["decisions"], row["decisions_on_older_text"]) == (1, 0)
    assert "handbook" in live("knowledge", "status").stdout


def test_without_a_network_one_sentence(live: Ftn) -> None:
    """Not one a source; what is named alone keeps its line. Nothing listens at the proxy, which is where every way leads."""
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = live("knowledge", "refresh", settings=nowhere)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(
        "ftn: none of 45 sources could be reached (learn.microsoft.com gave no page (it can't be reached)"
    )
    assert done.stderr.endswith("What was read before, and the built-in notes, are used.\n")
    alone = live("knowledge", "refresh", "S05", settings=nowhere)
    assert (alone.returncode, alone.stdout.count("can't be reached"), "1 failed." in alone.stdout) == (1, 2, True)
    assert LiveFolder(live.data_dir).of("S43").trouble


def test_all_of_them(live: Ftn, web: Web) -> None:
    """Every source is read or says why not, also after a refresh that was killed; a second time every request is conditional, nothing is embedded, and little time goes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "knowledge", "refresh"],
        cwd=live.folder, env=live.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not web.asked and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(2.0)
    process.kill()
    process.wait()
    assert live("knowledge", "search", "how many examples", "--limit", "1").returncode == 0
    first = live("knowledge", "refresh")
    assert first.returncode == 0, first.stdout
    lines = first.stdout.splitlines()
    assert [line[:5].strip() for line in lines[: len(SOURCES)]] == [source.id for source in SOURCES]
    web.asked.clear()
    started = time.monotonic()
    second = live("knowledge", "refresh")
    assert time.monotonic() - started < 12
    assert ("embedded" in second.stdout, second.returncode) == (False, 0)
    # The learning path is read from its page here, after its repository was looked into.
    asked = [status for address, status in web.asked if "robots.txt" not in address and "learn-pr" not in address]
    assert set(asked) == {304}
    status = live("knowledge", "status")
    assert (status.returncode, status.stderr) == (0, "")
    assert "its numbers come from `ftn prices refresh`" in status.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["refresh", "S99"], "no built-in source is called 'S99'"),
        (["refresh", "--accept"], "--accept for sources that are named"),
        (["refresh", "--address", "https://dev.to/x"], "--address is for one source"),
        (["refresh", "S01", "--address", "dev.to/x"], "does not begin with https://"),
        (["diff", "S05"], "no page of 'S05' was fetched yet"),
        (["diff", "S31"], "no page of 'S31' was fetched yet"),
    ],
)
def test_wrong_usage(live: Ftn, arguments: list[str], said: str) -> None:
    """What can't be done is a sentence with the next step."""
    done = live("knowledge", *arguments)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr


def test_a_folder_that_cant_be_written(live: Ftn, ready_settings: Settings) -> None:
    """What is in the way of the folder is named."""
    (ready_settings.data_dir / "live").write_text("in the way")
    done = live("knowledge", "refresh", "S05")
    assert (done.returncode, "Traceback" in done.stderr, "can't be kept in" in done.stderr) == (1, False, True), (
        done.stderr
    )


def test_stopped_by_hand(live: Ftn, web: Web, ready_settings: Settings) -> None:
    """Ctrl-C ends it with a sentence and status 130; what was read is kept, and the same command goes on."""
    web.pages[ways_to(pages_of(SOURCES[5])[0])[0].address] = Answer("slow " * 400, manner="drip")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "knowledge", "refresh"],
        cwd=live.folder, env=live.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not web.statuses("how-to/fine-tuning?") and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (130, "Stopped. What was read is kept; the same command goes on from there.\n")
    assert LiveFolder(ready_settings.data_dir).of("S05").pages


def test_beside_another_process(live: Ftn, ready_settings: Settings) -> None:
    """While another process fetches, the command says so; while a bot has the index, what was fetched is kept for it."""
    folder = LiveFolder(ready_settings.data_dir)
    with only_one(folder):
        done = live("knowledge", "refresh", "S05")
        assert (done.returncode, "another process is fetching" in done.stderr) == (1, True)


async def test_a_bot_takes_in_what_was_fetched_beside_it(live: Ftn, ready_settings: Settings) -> None:
    """The command fetches beside a running bot, which takes the pages in and answers from them."""
    async with (
        running(ready_settings, lambda *_: None) as started,
        keeping_current(started, ready_settings, between=0.1),
    ):
        done = await live.beside("knowledge", "refresh", "S05")
        assert (done.returncode, "takes the pages in" in done.stderr) == (0, True), done.stderr
        await until(lambda: not LiveFolder(ready_settings.data_dir).pending)
        found = await started.searcher.search("Live models: when does training of gpt-4.1 end?")
        assert "S05" in [hit.passage.source_id for hit in found.hits if hit.passage.date == "2026-11-20"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_on_schedule_once_for_two_workers(
    web: Web, url: str, ready_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers of one database and one folder fetch once between them, at the start and not again before the hours are over."""
    for name, value in web.environment.items():
        monkeypatch.setenv(name, value)
    ours = load_settings(_env_file=None, data_dir=ready_settings.data_dir, database=url, refresh_hours=24)
    manner = FetchManner(pause=0.0)
    async with running(ours, lambda *_: None) as first:
        async with (
            keeping_current(first, ours, between=0.1, manner=manner),
            keeping_current(first, ours, between=0.1, manner=manner),
        ):
            await until(lambda: LiveFolder(ours.data_dir).last_run is not None)
            await until(lambda: not LiveFolder(ours.data_dir).pending, 180)
            await asyncio.sleep(0.5)
        found = await first.searcher.search("Live models: when does training of gpt-4.1 end?")
        assert [hit for hit in found.hits if hit.passage.date == "2026-11-20"]
    assert len(web.statuses(MARKDOWN.partition("https://")[2])) == 1


@pytest.mark.parametrize(
    ("live", "word", "part"),
    [
        (LiveSource("S05"), "never fetched", ""),
        (LiveSource("S05", trouble="status 500"), "failed", "status 500; the note is used alone"),
        (LiveSource("S05", pages=(READ,), fetched=DAY, checked=DAY), "current", ""),
        (LiveSource("S05", pages=(READ,), fetched=DAY, checked=DAY, before=Version(DAY, "", ())), "changed", ""),
        (LiveSource("S05", pages=(READ,), fetched=DAY, checked=DAY, trouble="status 500"), "failed", "what was read on 2026-11-01 is used"),
        (LiveSource("S05", pages=(replace(READ, gone_since="2026-11-02"),), fetched=DAY, checked=DAY, trouble="not there"), "gone", "not there; "),
        (LiveSource("S05", pages=(READ,), fetched=DAY, checked="2026-09-01T00:00:00+00:00"), "stale", "ftn knowledge refresh S05"),
    ],
)  # fmt: skip
def test_how_it_stands(live: LiveSource, word: str, part: str) -> None:
    """A word for each state, and beyond it what is used and what to do."""
    found, said = state_of(OVERVIEW, live, 0, 30, date(2026, 11, 20))
    assert (found, part in said) == (word, True)


def test_when_it_is_due(settings: Settings) -> None:
    """At once where it never ran, then after so many hours; never where the setting is 0."""
    folder, now = LiveFolder(settings.data_dir), datetime.now(tz=UTC)
    assert (is_due(folder, 0, now), is_due(folder, 24, now)) == (False, True)
    folder.ran(now)
    assert (is_due(folder, 24, now), is_due(folder, 24, now + timedelta(hours=25))) == (False, True)


async def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to come about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


CASE = (
    "We want to tune gpt-4.1-nano on Azure so that our support replies keep our brand's tone. Few-shot prompting drifts in style, which we "
    "measured on a test set. We have 2,000 curated example replies, the task is stable, and no knowledge from documents is needed."
)


def retirements(day: str) -> str:
    """Microsoft's table of base models as the register has it, but for the day of one of them."""
    rows = [row.replace("2026-10-14", day) if "nano" in row else row for row in map(base_row, AZURE)]
    return "\n".join(["", "## Azure OpenAI", "", *BASE, *rows, ""])


def with_schedule(web: Web, day: str, dated: str = "11/20/2026") -> None:
    """Put the page of retirements on the web."""
    source = next(one for one in SOURCES if one.id == "S16")
    web.pages[ways_to(source.address)[0].address] = Answer(page_of(source, dated, retirements(day)))


def test_a_verdict_follows_the_page(live: Ftn, web: Web, ready_settings: Settings) -> None:
    """A certain day of a fetched page is in the next verdict, cited to the page with its date; status and diff say so, and the setting goes back."""
    closed = "Training on gpt-4.1-nano is closed to subscriptions that never deployed it"
    with_schedule(web, "2027-04-14")
    said = live("knowledge", "refresh", "S16").stdout
    assert "follows it: gpt-4.1-nano (2025-04-14): base_ends is 2027-04-14 by S16 of 2026-11-20" in " ".join(
        said.split()
    )
    card = json.loads(live("verdict", CASE, "--json").stdout)
    number = re.search(
        r"gpt-4.1-nano is deprecated: .* By Microsoft's page of 20 November 2026 \[(\d+)\]\.$", card["model_line"]
    )
    assert number, card["model_line"]
    cited = next(one for one in card["citations"] if one["number"] == int(number[1]))
    assert (cited["source"], cited["date"]) == ("S16", "2026-11-20")
    (row,) = json.loads(live("knowledge", "status", "S16", "--json").stdout)
    assert (row["register_differs"], "follows 1 of its values" in row["said"]) == (0, True)
    assert row["register_follows"][0]["value"] == "2027-04-14"
    assert (
        "base_ends is 2027-04-14 by S16 of 2026-11-20, in place of 2026-10-14  (read on"
        in live("knowledge", "diff", "S16").stdout
    )
    assert "model register: 1 values follow fetched pages" in live("doctor").stdout
    live.environment["FTN_REGISTER_FROM_PAGES"] = "false"
    assert closed in json.loads(live("verdict", CASE, "--json").stdout)["model_line"]
    del live.environment["FTN_REGISTER_FROM_PAGES"]
    (ready_settings.data_dir / "live" / FILE).write_text("[")
    broken = live("verdict", CASE, "--json")
    assert (closed in json.loads(broken.stdout)["model_line"], "was damaged and is set aside" in broken.stderr) == (
        True,
        True,
    )


async def test_a_running_bot_follows_the_page(live: Ftn, web: Web, ready_settings: Settings) -> None:
    """What the command fetches beside a bot holds in it after its next look, also for decisions that were kept; not once it has ended."""
    with_schedule(web, "2027-04-14")
    case = Case().begin("tuning gpt-4.1-nano on Azure").copied()
    async with (
        running(ready_settings, lambda *_: None) as started,
        keeping_current(started, ready_settings, between=0.1),
    ):
        await started.cases.save(place(), "U1", case, decided=True)
        assert (await live.beside("knowledge", "refresh", "S16")).returncode == 0
        await until(lambda: model_register() is not packaged_register())
        await until(lambda: started.cases.registers.models is model_register())
        found = await started.cases.get(TEAM, case.decision_id)
        assert found
        assert found.changes[0] == (
            "gpt-4.1-nano on Azure now ends 14 April 2027 by Microsoft's page of 20 November 2026; this rested on 14 October 2026."
        )
    assert model_register() is packaged_register()
