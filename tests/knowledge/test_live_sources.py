"""Sources' pages fetched anew from a web on this machine: nothing good is lost, whatever comes, and each report says what happened."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from bot.slack.server.metrics import Metrics
from knowledge.fetching.changes import Why, in_doubt, shortened
from knowledge.fetching.live import LiveFolder
from knowledge.fetching.outcome import Fetched, Happened
from knowledge.fetching.refresh import GONE_DAYS, FetchManner, fetch_sources, only_one
from knowledge.fetching.texts import LiveText, changes_between
from knowledge.fetching.ways import pages_of, ways_to
from knowledge.index import Index
from knowledge.notes import read_note
from knowledge.passages import Status, sentences
from knowledge.refresh import refresh
from knowledge.sources import load_sources
from tests.source_pages import page_of
from tests.web_pages import Answer

from .making import quiet

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.embedder import LocalEmbedder
    from tests.web_pages import Web

SOURCES = {source.id: source for source in load_sources()}
OVERVIEW = SOURCES["S05"]
MARKDOWN, REPOSITORY, HTML = (way.address for way in ways_to(OVERVIEW.address))
NEW_ROW = "| gpt-9-mini | Global | 2031-03-04 |"


@pytest.fixture
def folder(tmp_path: Path) -> LiveFolder:
    """Where what was fetched lies."""
    return LiveFolder(tmp_path / "data")


def fetched(folder: LiveFolder, *ids: str, **manner: object) -> list[Fetched]:
    """Fetch some sources without waiting."""
    chosen = [SOURCES[one] for one in ids or ("S05",)]
    return list(fetch_sources(chosen, folder, FetchManner(pause=0.0, **manner), whole=not ids))  # type: ignore[arg-type]


def only(folder: LiveFolder, **manner: object) -> Fetched:
    """What happened to the overview."""
    (outcome,) = fetched(folder, "S05", **manner)
    assert "\n" not in outcome.said
    return outcome


def test_read_unchanged_changed(web: Web, folder: LiveFolder) -> None:
    """A page is read with its table's rows, is asked for conditionally the next time, and what changed is said."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    assert only(folder).happened is Happened.NEW
    live = folder.of("S05")
    assert (live.date, live.pages[0].landed, live.pages[0].way) == ("2026-11-20", OVERVIEW.address, "Markdown")
    row = LiveText(("Live models",), "live-models", "Model: gpt-4.1; Training: Global; Ends: 2027-04-14")
    assert row in live.texts
    assert only(folder).happened is Happened.UNCHANGED
    assert web.statuses("accept=text/markdown") == [200, 304]
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW, "11/27/2026", NEW_ROW))
    outcome = only(folder)
    assert (outcome.happened, outcome.is_trouble) == (Happened.CHANGED, False)
    assert "1 passages are new and 0 are gone" in outcome.said
    live = folder.of("S05")
    assert live.before is not None
    (change,) = changes_between(live.before.texts, live.texts)
    assert change.added == ("Model: gpt-9-mini; Training: Global; Ends: 2031-03-04",)


def test_the_next_way_where_one_fails(web: Web, folder: LiveFolder) -> None:
    """Without Markdown from Learn the repository is read, with its includes and the newest of their dates; without that, the page."""
    front, table = page_of(OVERVIEW, "10/06/2026").split("| Model |", 1)
    web.pages[REPOSITORY] = Answer(f"{front}[!INCLUDE [Models](../includes/models.md)]\n")
    web.pages[REPOSITORY.replace("fine-tuning/overview", "includes/models")] = Answer(
        f"---\nms.date: 11/21/2026\n---\n| Model |{table}"
    )
    assert "repository" in only(folder).said
    live = folder.of("S05")
    assert (live.date, live.pages[0].landed) == ("2026-11-21", OVERVIEW.address)
    assert "Model: gpt-4.1; Training: Global; Ends: 2027-04-14" in [one.text for one in live.texts]
    assert only(folder).happened is Happened.UNCHANGED
    assert web.statuses("includes/models.md") == [200, 304]
    del web.pages[REPOSITORY]
    web.pages[HTML] = Answer(as_html(page_of(OVERVIEW)), kind="text/html; charset=utf-8")
    assert "HTML" in only(folder).said
    texts = folder.of("S05").texts
    assert LiveText(("Live models",), "live-models", "Model: gpt-4.1; Training: Global; Ends: 2027-04-14") in texts


CHALLENGE = "<!DOCTYPE html><html><body><h1>Just a moment...</h1><p>Verify you are human to go on.</p></body></html>"
GERMAN = (
    "# Feinabstimmung in Microsoft Foundry\n\n"
    + "Die Feinabstimmung ist eine gute Sache, und sie passt das Modell mit weiteren Daten an. " * 20
)
LOST = "<!DOCTYPE html><html><body><h1>404 - Page not found</h1><p>The page you are looking for was moved.</p></body></html>"
ELSE = (
    "# Azure Kubernetes Service\n\n"
    + "You deploy containers to a cluster with this service and scale the nodes that it has for the pods. " * 20
)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=500), "status 500"),
        (Answer(status=404), "Not there any more"),
        (Answer(status=429, headers={"Retry-After": "7200"}), "status 429"),
        (Answer("", kind="text/markdown"), "empty"),
        (Answer("# Fine-tuning in Microsoft Foundry\n\nWords.\n"), "empty"),
        (Answer(page_of(OVERVIEW)[:2_500]), "it may be cut off"),
        (Answer(page_of(OVERVIEW, "11/27/2026"), manner="cut"), "cut the answer off"),
        (Answer(CHALLENGE, kind="text/html"), "whether a person is there"),
        (Answer(LOST, kind="text/html"), "Not there any more"),
        (Answer(GERMAN), "not in English"),
        (Answer(ELSE), "about something else"),
        (Answer(b"z" * 11_000_000), "more than 10 MB"),
        (Answer(status=302, headers={"Location": "https://elsewhere.example/"}), "not among the listed hosts"),
        (Answer(status=302, headers={"Location": "https://localhost/"}), "not among the listed hosts"),
    ],
)
def test_a_bad_page_replaces_nothing(web: Web, folder: LiveFolder, answer: Answer, reason: str) -> None:
    """Whatever comes instead of the page, at every way: the good version stays as it was, and the report says why and what is used."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    before = folder.of("S05")
    web.pages |= dict.fromkeys((MARKDOWN, REPOSITORY, HTML), answer)
    outcome = only(folder)
    assert outcome.is_trouble
    assert reason in outcome.said
    assert f"What was read on {before.fetched[:10]} stays." in outcome.said
    after = folder.of("S05")
    assert (after.texts, after.fetched) == (before.texts, before.fetched)
    assert after.trouble


@pytest.mark.parametrize("answer", [Answer(status=503), Answer(GERMAN), Answer(ELSE)])
def test_without_a_good_page_the_note_is_used(web: Web, folder: LiveFolder, answer: Answer) -> None:
    """A page that never came is said to be missing, and nothing of it is kept."""
    web.pages |= dict.fromkeys((MARKDOWN, REPOSITORY, HTML), answer)
    outcome = only(folder)
    assert (outcome.happened, "The built-in note is used alone." in outcome.said) == (Happened.FAILED, True)
    assert not folder.of("S05").pages


def test_a_server_is_left_alone_for_as_long_as_it_says(web: Web, folder: LiveFolder) -> None:
    """The next refresh does not ask before the time that Retry-After named, and says so."""
    web.pages |= dict.fromkeys((MARKDOWN, REPOSITORY, HTML), Answer(status=429, headers={"Retry-After": "7200"}))
    only(folder)
    asked = len(web.asked)
    assert "left alone until" in only(folder).said
    assert len(web.asked) == asked


def test_a_shorter_page_on_request(web: Web, folder: LiveFolder) -> None:
    """A page that was shortened on purpose is taken where the operator says so."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    web.pages |= dict.fromkeys((MARKDOWN, REPOSITORY, HTML), Answer(page_of(OVERVIEW)[:2_500]))
    assert only(folder).happened is Happened.FAILED
    assert only(folder, accept=True).happened is Happened.CHANGED


def test_a_page_that_is_gone_ages(
    web: Web, folder: LiveFolder, tmp_path: Path, built_directory: Path, embedder: LocalEmbedder
) -> None:
    """A page that is not there any more keeps its text, after a week as superseded; the note stays as it is; when it is back it counts again."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    del web.pages[MARKDOWN]
    assert only(folder).happened is Happened.GONE
    assert not folder.of("S05").pages[0].superseded
    file = folder.path / "S05.json"
    kept = json.loads(file.read_text())
    kept["pages"][0]["gone_since"] = date.fromordinal(date.today().toordinal() - GONE_DAYS - 1).isoformat()  # noqa: DTZ011 - a week more or less a day
    file.write_text(json.dumps(kept))
    assert "counts as superseded" in only(folder).said
    shutil.copytree(built_directory, tmp_path / "data" / "index")
    with Index(tmp_path / "data" / "index", embedder) as index:
        refresh(index, tmp_path / "data" / "sources.toml", quiet)
        found = index.passages(index.lexical.ids)
    live = [one for one in found if one.source_id == "S05" and one.date == "2026-11-20"]
    note = {(one.id, one.status) for one in found if one.source_id == "S05" and one.date != "2026-11-20"}
    assert {one.status for one in live} == {Status.SUPERSEDED}
    assert note == {(one.id, one.status) for one in read_note(OVERVIEW)}
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    assert not folder.of("S05").pages[0].superseded


def test_all_or_nothing(web: Web, folder: LiveFolder) -> None:
    """Of a source with several pages all are taken or none; the other sources do not suffer."""
    first, second, *others = pages_of(SOURCES["S24"])
    for address in (first, second, *others):
        web.pages[ways_to(address)[0].address] = Answer(page_of(SOURCES["S24"]))
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    assert [one.happened for one in fetched(folder, "S24", "S05")] == [Happened.NEW, Happened.NEW]
    before = folder.of("S24")
    web.pages[ways_to(first)[0].address] = Answer(page_of(SOURCES["S24"], "11/28/2026", NEW_ROW))
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW, "11/28/2026", NEW_ROW))
    web.pages |= {way.address: Answer(status=500) for way in ways_to(second)}
    assert [one.happened for one in fetched(folder, "S24", "S05")] == [Happened.FAILED, Happened.CHANGED]
    assert folder.of("S24").texts == before.texts


def test_what_is_not_fetched_says_why(web: Web, folder: LiveFolder) -> None:
    """A search, a list of prices, a paper and a pinned version are not asked for; an operator can name the article's address."""
    said = [one.said for one in fetched(folder, "S01", "S02", "S03", "S31")]
    assert [
        part in one
        for part, one in zip(
            ["--address", "ftn prices refresh", "stays as it is", "as it was published"], said, strict=True
        )
    ] == [True] * 4
    assert not web.asked
    article = {
        "title": "Fine-Tuning or Not",
        "body_markdown": page_of(SOURCES["S01"]),
        "published_at": "2023-11-02T08:00:00Z",
        "edited_at": None,
    }
    web.pages["https://dev.to/api/articles/pablito/fine-tuning-or-not-1a2b"] = Answer(
        json.dumps(article), kind="application/json"
    )
    (outcome,) = fetched(folder, "S01", address="https://dev.to/pablito/fine-tuning-or-not-1a2b")
    assert (outcome.happened, "2023-11-02, by API" in outcome.said) == (Happened.NEW, True)
    assert fetched(folder, "S01")[0].happened is Happened.UNCHANGED


def test_a_dry_run_keeps_nothing(web: Web, folder: LiveFolder) -> None:
    """A dry run says what would happen, and the folder stays empty."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    assert only(folder, dry_run=True).happened is Happened.NEW
    assert not folder.of("S05").pages
    assert not folder.pending


def test_how_current_it_is_in_short(web: Web, folder: LiveFolder) -> None:
    """The short list says of each source that was asked for its date, when it was read, and what is wrong; metrics tell it."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    metrics = Metrics()
    metrics.watch_sources(folder)
    age = metrics.registry.get_sample_value("ftn_source_age_seconds", {"source": "S05"})
    assert age is not None
    assert 0 <= age < 120
    assert metrics.registry.get_sample_value("ftn_source_in_trouble", {"source": "S05"}) == 0
    page_age = metrics.registry.get_sample_value("ftn_source_page_age_seconds", {"source": "S05"})
    since = datetime.now(UTC) - datetime(2026, 11, 20, tzinfo=UTC)
    assert page_age == pytest.approx(since.total_seconds(), abs=120)
    passages = metrics.registry.get_sample_value("ftn_source_passages", {"source": "S05"})
    assert passages == len(folder.of("S05").texts) > 0
    web.pages |= dict.fromkeys((MARKDOWN, REPOSITORY, HTML), Answer(status=500))
    fetched(folder, "S05", "S04")
    states = folder.states()
    assert (states["S05"].date, bool(states["S05"].trouble), states["S04"].checked) == ("2026-11-20", True, "")
    assert metrics.registry.get_sample_value("ftn_source_in_trouble", {"source": "S05"}) == 1
    never = ("ftn_source_age_seconds", "ftn_source_page_age_seconds", "ftn_source_passages")
    assert [metrics.registry.get_sample_value(name, {"source": "S04"}) for name in never] == [None] * 3


def test_what_changed_last(web: Web, folder: LiveFolder) -> None:
    """How many passages came and went and when, under which headings; kept where only the date changes, and read from a folder of before it was kept."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    first = folder.states()["S05"]
    assert (first.way, first.changed, first.added, first.removed) == ("Markdown", "", 0, 0)
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW, "11/27/2026", NEW_ROW))
    only(folder)
    live, changed = folder.of("S05"), folder.states()["S05"]
    assert live.changed_under == {"live models": live.fetched}
    assert (changed.changed, changed.added, changed.removed) == (live.fetched, 1, 0)
    assert changed.passages == first.passages + 1
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW, "11/28/2026", NEW_ROW))
    only(folder)
    later = folder.states()["S05"]
    assert (later.date, later.changed, later.added) == ("2026-11-28", changed.changed, 1)
    file, states = folder.path / "S05.json", folder.path / "states.json"
    kept = json.loads(file.read_text())
    del kept["changed_under"]
    file.write_text(json.dumps(kept))
    older = {"S05": {name: getattr(later, name) for name in ("date", "fetched", "checked", "trouble")}}
    states.write_text(json.dumps(older))
    assert (folder.of("S05").texts, folder.of("S05").changed_under) == (live.texts, {})
    assert (folder.states()["S05"].date, folder.states()["S05"].passages) == ("2026-11-28", 0)


def test_one_process_at_a_time(web: Web, folder: LiveFolder) -> None:
    """While one process fetches, another one is told so and asks for nothing."""
    with only_one(folder), pytest.raises(SourcesError, match="another process is fetching"):
        only(folder)
    assert not web.asked


def test_what_is_kept_is_private_and_whole(web: Web, folder: LiveFolder) -> None:
    """Files are their owner's alone; one that was cut off counts as nothing, and the next refresh mends it."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW))
    only(folder)
    file = folder.path / "S05.json"
    assert (file.stat().st_mode & 0o777, folder.path.stat().st_mode & 0o777) == (0o600, 0o700)
    file.write_text(file.read_text()[:500])
    assert not folder.of("S05").pages
    assert only(folder).happened is Happened.NEW


def test_beside_the_note_in_the_index(
    web: Web, folder: LiveFolder, tmp_path: Path, built_directory: Path, embedder: LocalEmbedder
) -> None:
    """The pages' passages stand beside the note's, with the page's address and day; with nothing changed nothing is embedded; without them the note is left."""
    web.pages[MARKDOWN] = Answer(page_of(OVERVIEW, more=NEW_ROW))
    register = tmp_path / "data" / "sources.toml"
    shutil.copytree(built_directory, tmp_path / "data" / "index")
    with Index(tmp_path / "data" / "index", embedder) as index:
        refresh(index, register, quiet)
        notes = set(index.lexical.ids)
        only(folder)
        assert folder.pending
        done = refresh(index, register, quiet)
        assert (list(done.synced), folder.pending) == (["S05"], "")
        ((found, _),) = index.lexical.search("gpt-9-mini training ends", 1)
        (passage,) = index.passages([found])
        assert (passage.text, passage.link, passage.date, passage.source_id) == (
            "Model: gpt-9-mini; Training: Global; Ends: 2031-03-04", f"{OVERVIEW.address}#live-models", "2026-11-20", "S05",
        )  # fmt: skip
        assert notes < set(index.lexical.ids)
        only(folder)
        assert not folder.pending
        assert not refresh(index, register, quiet).synced
        shutil.rmtree(folder.path)
        refresh(index, register, quiet)
        assert set(index.lexical.ids) == notes


def test_sentences_of_the_note_to_look_at(web: Web, folder: LiveFolder) -> None:
    """A number that the page does not have any more, and a heading whose text has changed, name the note's sentences; the note is not rewritten."""
    source = SOURCES["S20"]
    note = read_note(source)
    said = next(one for passage in note for one in sentences(passage.text) if "512" in one)
    (markdown, *_) = ways_to(source.address)
    web.pages[markdown.address] = Answer(page_of(source))
    fetched(folder, "S20")
    assert not [doubt for doubt in in_doubt(note, folder.of("S20")) if doubt.why is Why.FIGURE]
    web.pages[markdown.address] = Answer(page_of(source).replace("512", "1,024"))
    fetched(folder, "S20")
    doubts = in_doubt(note, folder.of("S20"))
    assert (said, Why.FIGURE, "512") in [(doubt.sentence, doubt.why, doubt.what.split(", ")[0]) for doubt in doubts]
    assert any(doubt.why is Why.HEADING for doubt in doubts)
    assert read_note(source) == note


def test_changes_are_shown_short() -> None:
    """Of two versions of a sentence what is the same is cut to a few words."""
    old = "Files that you upload for training may have at most 512 MB each, and are kept for as long as you want them to be."
    new = old.replace("512", "1,024")
    assert shortened(old, new) == (
        "… for training may have at most 512 MB each, and are kept for …",
        "… for training may have at most 1,024 MB each, and are kept for …",
    )
    assert shortened("a b", "c d") == ("a b", "c d")


def as_html(markdown: str) -> str:
    """A page as Learn shows it to browsers."""
    body = markdown.split("---\n", 2)[2]
    parts: list[str] = []
    for line in body.split("\n"):
        if line.startswith("#"):
            level, text = line.split(" ", 1)
            name = "-".join("".join(c for c in text.lower() if c.isalnum() or c in " -").split())
            parts.append(f'<h{len(level)} id="{name}">{text}</h{len(level)}>')
        elif line.startswith("| Model"):
            parts.append("<table><thead><tr><th>Model</th><th>Training</th><th>Ends</th></tr></thead>")
        elif line.startswith("| gpt"):
            parts.append(
                f"<tr>{''.join(f'<td>{cell.strip()}</td>' for cell in line.strip('|').split('|'))}</tr></table>"
            )
        elif line and not line.startswith("|"):
            parts.append(f"<p>{line}</p>")
    head = '<head><meta name="updated_at" content="2026-11-20T00:00:00Z"><title>x</title></head>'
    note = "<div class='NOTE'><p>Note</p><p>Access to this page requires authorization.</p></div>"
    return f"<!DOCTYPE html><html lang='en-us'>{head}<body><main id='main'><div class='content'>{note}{''.join(parts)}</div></main></body></html>"
