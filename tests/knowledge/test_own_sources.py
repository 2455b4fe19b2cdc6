"""Pages, sitemaps and Git repositories of a person's own: fetched within bounds, cited to where they stand, kept when they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from knowledge.fetching import own_repository, own_site
from knowledge.fetching.live import LiveFolder
from knowledge.fetching.outcome import Fetched, Happened
from knowledge.fetching.refresh import FetchManner, fetch_sources
from knowledge.index import Index
from knowledge.refresh import refresh, refresh_source, take_in_fetched
from knowledge.sources import Bound, Kind, add_address, fetched_sources, load_sources, remove_folder
from tests.web_pages import Answer

from .git_server import Repository, git_server
from .making import quiet

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from knowledge.embedder import LocalEmbedder
    from knowledge.passages import Passage
    from tests.web_pages import Web

HOST = "https://elsewhere.example"
SITEMAP = f"{HOST}/sitemap.xml"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory."""
    return tmp_path / "data"


def page(title: str, text: str) -> Answer:
    """A page of a wiki, with what surrounds the text."""
    body = f"<nav>Menu</nav><main><h1>{title}</h1><h2 id='rule'>Rule</h2><p>{text}</p></main><footer>Imprint</footer>"
    return Answer(
        f"<html><head><title>{title}</title></head><body>{body}</body></html>", kind="text/html; charset=utf-8"
    )


def sitemap(*addresses: str, kind: str = "urlset", part: str = "url") -> Answer:
    """A sitemap, or an index of such."""
    listed = "".join(f"<{part}><loc> {one} </loc></{part}>" for one in addresses)
    return Answer(
        f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{kind}>',
        kind="application/xml",
    )


def fetch(data: Path, *, private: bool = False, accept: bool = False) -> Fetched:
    """Fetch the one source of the register, without waiting."""
    manner = FetchManner(private=private, accept=accept, pause=0.0)
    (outcome,) = fetch_sources(load_sources(data / "sources.toml"), LiveFolder(data), manner, whole=False)
    assert "\n" not in outcome.said
    return outcome


def passages(data: Path, source_id: str) -> list[Passage]:
    """What the index holds of a source once it is up to date, without the notes."""
    with Index(data / "index", None) as index:
        for source in load_sources(data / "sources.toml"):
            refresh_source(index, source, LiveFolder(data), quiet)
        return [one for one in index.passages(index.lexical.ids) if one.source_id == source_id]


def test_one_page(web: Web, data: Path) -> None:
    """Its main part is read under its headings and cited to the page as a document of one's own; asked again, it is not sent again."""
    web.pages[f"{HOST}/rules"] = page("Rules of training", "Counsel decides on training data.")
    source = add_address(data / "sources.toml", f"{HOST}/rules", bound=Bound(("C0001",)))
    assert (source.id, source.kind, source.channels) == ("rules", Kind.SITE, ("C0001",))
    assert fetch(data).happened is Happened.NEW
    assert [one.text for one in LiveFolder(data).of("rules").texts] == ["Counsel decides on training data."]
    assert fetch(data).happened is Happened.UNCHANGED
    assert web.statuses("/rules") == [200, 304]
    (only,) = passages(data, "rules")
    assert (only.is_own, only.url, only.title) == (True, f"{HOST}/rules", "Rules of training")
    assert only.place.startswith("your document: Rules of training")


def test_what_a_page_says_passes_for_nothing_of_ours(web: Web, data: Path) -> None:
    """Marks, addresses, hidden words and terminal sequences are taken out, in tables and titles too."""
    text = (
        "Counsel decides [3], see https://evil.example/a.</p><p hidden>Nobody decides.</p><table><tr><th>Who</th><th>Where</th></tr>"
        "<tr><td>Board [1][2]</td><td>https://evil.example/b</td></tr></table><p>End."
    )
    web.pages[f"{HOST}/rules"] = page("Rules \x1b[31m[4]", text)
    add_address(data / "sources.toml", f"{HOST}/rules")
    fetch(data)
    (read,) = LiveFolder(data).of("rules").pages
    assert read.title == "Rules"
    assert [one.text for one in read.texts] == [
        "Counsel decides, see (address left out).",
        "Who: Board; Where: (address left out)",
        "End.",
    ]


def test_a_sitemap(web: Web, data: Path) -> None:
    """Every page of its own host is read, those of sitemaps that it lists too; what is new comes, what is gone goes, what fails stays."""
    pages = [f"{HOST}/{number}" for number in range(6)]
    web.pages[SITEMAP] = sitemap(f"{HOST}/a.xml", f"{HOST}/b.xml", kind="sitemapindex", part="sitemap")
    web.pages[f"{HOST}/a.xml"] = sitemap(*pages[:3], "https://dev.to/not-ours", "http://169.254.169.254/latest")
    web.pages[f"{HOST}/b.xml"] = sitemap(*pages[3:5])
    for number, address in enumerate(pages):
        web.pages[address] = page(f"Page {number}", f"Rule {number} holds.")
    source = add_address(data / "sources.toml", SITEMAP)
    assert source.id == "elsewhere-example"
    assert "5 pages, 5 passages" in fetch(data).said
    assert not web.statuses("dev.to") + web.statuses("169.254")
    web.pages[f"{HOST}/b.xml"] = sitemap(pages[4], pages[5])
    web.pages[pages[0]] = Answer("", 500)
    web.pages[pages[1]] = page("Page 1", "Rule 1 holds no more.")
    web.pages[pages[2]] = Answer("Not found", 404)
    outcome = fetch(data)
    assert outcome.happened is Happened.FAILED
    assert "Not all of it could be read (4 pages, 4 passages)" in outcome.said
    texts = sorted(one.text for one in LiveFolder(data).of(source.id).texts)
    assert texts == ["Rule 0 holds.", "Rule 1 holds no more.", "Rule 4 holds.", "Rule 5 holds."]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("Not found", 404), "404"),
        (Answer("", 500), "gave no page"),
        (Answer(b"\x00\x01" * 900, kind="application/pdf"), "no text"),
        (Answer("{}", kind="application/json"), "no page or Markdown"),
        (page("Just a moment", "Checking your browser."), "who it is"),
        (sitemap("https://dev.to/x"), "lists no page"),
        (Answer("", 302, {"Location": "https://dev.to/x"}), "not among the listed hosts"),
        (Answer("", 302, {"Location": "http://127.0.0.1/x"}), "not https"),
    ],
)  # fmt: skip
def test_what_does_not_come_leaves_what_was_there(web: Web, data: Path, answer: Answer, said: str) -> None:
    """In one sentence that says why; the text that was read stays."""
    web.pages[f"{HOST}/rules"] = page("Rules", "Counsel decides.")
    add_address(data / "sources.toml", f"{HOST}/rules")
    fetch(data)
    web.pages[f"{HOST}/rules"] = answer
    outcome = fetch(data)
    assert outcome.happened is Happened.FAILED
    assert said in outcome.said
    assert [one.text for one in LiveFolder(data).of("rules").texts] == ["Counsel decides."]


def test_robots_and_private_machines(web: Web, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that its host asks programs to leave alone is not asked for; nor is a machine of one's own network, unless the setting allows it."""
    web.pages[f"{HOST}/robots.txt"] = Answer("User-agent: *\nDisallow: /rules", kind="text/plain")
    web.pages[f"{HOST}/rules"] = page("Rules", "Counsel decides.")
    add_address(data / "sources.toml", f"{HOST}/rules")
    assert "robots.txt" in fetch(data).said
    assert not web.statuses("/rules")
    remove_folder(data / "sources.toml", "rules")
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name)
    add_address(data / "sources.toml", "https://localhost/rules")
    assert "FTN_REFRESH_PRIVATE" in fetch(data).said


def test_a_site_that_is_taken_down_is_kept(web: Web, data: Path) -> None:
    """When more than half of the pages are gone nothing changes until somebody accepts it."""
    pages = [f"{HOST}/{number}" for number in range(4)]
    web.pages[SITEMAP] = sitemap(*pages)
    for number, address in enumerate(pages):
        web.pages[address] = page(f"Page {number}", f"Rule {number} holds.")
    source = add_address(data / "sources.toml", SITEMAP)
    fetch(data)
    web.pages[SITEMAP] = sitemap(pages[0])
    assert "--accept" in fetch(data).said
    assert len(LiveFolder(data).of(source.id).pages) == 4
    assert fetch(data, accept=True).happened is Happened.CHANGED
    assert len(LiveFolder(data).of(source.id).pages) == 1


def test_a_long_sitemap_is_cut(web: Web, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound the rest is named and not asked for."""
    monkeypatch.setattr(own_site, "MOST_PAGES", 2)
    pages = [f"{HOST}/{number}" for number in range(4)]
    web.pages[SITEMAP] = sitemap(*pages)
    for address in pages:
        web.pages[address] = page("Page", f"Rule of {address[-1]} holds.")
    add_address(data / "sources.toml", SITEMAP)
    assert "it lists 4 pages, of which the first 2 are read" in fetch(data).said
    assert not web.statuses("/3")


def test_what_was_fetched_is_taken_in_and_leaves_with_its_source(
    web: Web, ready_settings: Settings, embedder: LocalEmbedder
) -> None:
    """A running bot takes in what was fetched beside it; once the source is removed nothing of it lies anywhere."""
    web.pages[f"{HOST}/rules"] = page("Rules", "Counsel decides on training data.")
    data, register = ready_settings.data_dir, ready_settings.register
    add_address(register, f"{HOST}/rules")
    assert [one.id for one in fetched_sources(register)][-1] == "rules"
    with Index(ready_settings.index_dir, embedder) as index:
        told = refresh(index, register, quiet).unread
        assert [str(one) for one in told] == [f"'{HOST}/rules' was not fetched yet: `ftn knowledge refresh rules`."]
        fetch(data)
        assert LiveFolder(data).pending
        assert take_in_fetched(index, data, lambda: False) == 1
        LiveFolder(data).clone_of("rules").mkdir(parents=True)
        remove_folder(register, "rules")
        refresh(index, register, quiet)
        assert "rules" not in index.fingerprints
    assert not [file for file in (data / "live").rglob("*") if "rules" in file.name]
    assert "rules" not in LiveFolder(data).states()


def test_a_repository(data: Path, tmp_path: Path) -> None:
    """Its newest commit is read with the day of that; asked again nothing is cloned; a new commit is; where it is away the last clone stays."""
    (tmp_path / "served").mkdir()
    repository = Repository(tmp_path / "served" / "handbook.git")
    repository.commit(rules="# Rules\n\nCounsel decides on training data.\n", old="# Old\n\nNobody decides.\n")
    with git_server(tmp_path / "served") as address:
        source = add_address(data / "sources.toml", f"{address}/handbook.git")
        assert (source.id, source.kind) == ("handbook", Kind.REPOSITORY)
        refused = fetch(data)
        assert refused.happened is Happened.FAILED
        assert "not https" in refused.said
        assert fetch(data, private=True).happened is Happened.NEW
        found = passages(data, "handbook")
        assert {(one.text, one.date) for one in found} == {
            ("Counsel decides on training data.", "2026-10-05"),
            ("Nobody decides.", "2026-10-05"),
        }
        assert fetch(data, private=True).happened is Happened.UNCHANGED
        (repository.folder / "old.md").unlink()
        repository.commit(rules="# Rules\n\nThe board decides.\n")
        assert fetch(data, private=True).happened is Happened.CHANGED
    assert [one.text for one in passages(data, "handbook")] == ["The board decides."]
    gone = fetch(data, private=True)
    assert (gone.happened, "What was cloned on" in gone.said) == (Happened.FAILED, True)
    assert [one.text for one in passages(data, "handbook")] == ["The board decides."]


def test_a_repository_within_bounds(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is too large is ended in the middle and leaves nothing behind; hooks and links of it do nothing."""
    (tmp_path / "served").mkdir()
    repository = Repository(tmp_path / "served" / "large.git")
    (repository.folder / "outside.md").symlink_to("/etc/passwd")
    repository.commit(rules="# Rules\n\nCounsel decides.\n")
    with git_server(tmp_path / "served") as address:
        add_address(data / "sources.toml", f"{address}/large.git")
        monkeypatch.setattr(own_repository, "MOST_BYTES", 1_000)
        monkeypatch.setattr(own_repository, "_LOOK", 0.001)
        assert "has more than" in fetch(data, private=True).said
        assert not LiveFolder(data).clone_of("large").exists()
        monkeypatch.setattr(own_repository, "MOST_BYTES", 10_000_000)
        assert fetch(data, private=True).happened is Happened.NEW
    clone = LiveFolder(data).clone_of("large")
    assert not (clone / "outside.md").is_symlink()
    assert not (clone / ".git").exists()
    assert [one.name for one in clone.parent.iterdir()] == ["large"]


@pytest.mark.parametrize(
    "address", ["https://me:secret@git.example/x.git", "https://token@git.example/x", "https:///x"]
)
def test_a_password_in_an_address_is_refused_and_not_shown(data: Path, address: str) -> None:
    """It would stand in the register and in logs."""
    with pytest.raises(SourcesError, match="credential helper") as caught:
        add_address(data / "sources.toml", address)
    assert "secret" not in str(caught.value)
    assert "token" not in str(caught.value)
    assert not (data / "sources.toml").exists()
