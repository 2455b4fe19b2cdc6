"""The fetcher against a web that loops, cuts, floods, lies and asks to be left alone."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from bot.errors import PageError
from knowledge.fetching.fetcher import Fetcher
from knowledge.fetching.response_body import LARGEST
from knowledge.fetching.targets import Targets
from tests.web_pages import Answer, Web, web_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "https://learn.microsoft.com/page"
OTHER = "https://learn.microsoft.com/other"
TARGETS = Targets(frozenset({"learn.microsoft.com", "raw.githubusercontent.com"}))


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The web, found through the environment."""
    with web_pages(tmp_path) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def fetcher(web: Web) -> Iterator[Fetcher]:
    """One that hardly waits."""
    assert web.address
    with Fetcher(TARGETS, pause=0.0, first_wait=0.01, longest_answer=2.0) as made:
        yield made


def refused(fetcher: Fetcher, address: str = PAGE) -> PageError:
    """Why an address was not fetched."""
    with pytest.raises(PageError) as caught:
        fetcher.get(address, {})
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_page_and_then_the_same_page(web: Web, fetcher: Fetcher) -> None:
    """The second request is conditional, and what is known comes back marked as unchanged; a new text comes whole."""
    web.pages[PAGE] = Answer("# One")
    first = fetcher.get(PAGE, {})
    assert (first.text, first.unchanged, first.content_type) == ("# One", False, "text/markdown")
    again = fetcher.get(PAGE, {PAGE: first})
    assert (again.text, again.unchanged) == ("# One", True)
    web.pages[PAGE] = Answer("# Two")
    assert fetcher.get(PAGE, {PAGE: first}).text == "# Two"
    assert web.statuses("/page") == [200, 304, 200]


def test_packed_and_in_any_charset(web: Web, fetcher: Fetcher) -> None:
    """Gzip is unpacked; a charset that is declared wrongly does no harm, nor one that is declared rightly."""
    said = "Größe für alle Modelle: naïve Müller, 5 € — always “quoted”"
    for answer in (
        Answer(said, packed=True),
        Answer(said, kind="text/plain; charset=iso-8859-1"),
        Answer(said.replace("€", "").encode("cp1252"), kind="text/plain; charset=windows-1252"),
        Answer("\ufeff" + said),
    ):
        web.pages[PAGE] = answer
        text = fetcher.get(PAGE, {}).text
        assert text == (said if "€" in text else said.replace("€", ""))


def test_redirects_to_listed_hosts_alone(web: Web, fetcher: Fetcher) -> None:
    """A redirect is followed to a listed host, and to no other, nor in a circle, nor for ever."""
    web.pages[PAGE] = Answer(status=301, headers={"Location": "/other?accept=x"})
    web.pages[f"{OTHER}?accept=x"] = Answer("# Here")
    found = fetcher.get(PAGE, {})
    assert (found.address, found.landed, found.text) == (PAGE, f"{OTHER}?accept=x", "# Here")
    for location, reason in (
        ("https://elsewhere.example/page", "'elsewhere.example' is not among the listed hosts"),
        ("http://learn.microsoft.com/page", "not https"),
        ("https://learn.microsoft.com:8443/page", "names a port of its own"),
        ("https://user@learn.microsoft.com/page", "no plain address"),
        ("file:///etc/passwd", "not https"),
        ("https://[broken/", "is no address"),
        (PAGE, "in a circle"),
    ):
        web.pages[PAGE] = Answer(status=302, headers={"Location": location})
        assert reason in str(refused(fetcher))
    for step in range(8):
        web.pages[f"{PAGE}{step or ''}"] = Answer(status=302, headers={"Location": f"{PAGE}{step + 1}"})
    assert "more than 5 times" in str(refused(fetcher))


def test_what_is_not_there_is_gone(web: Web, fetcher: Fetcher) -> None:
    """404 and 410 are told from trouble, and are not tried again."""
    assert refused(fetcher).gone
    web.pages[PAGE] = Answer(status=410)
    assert refused(fetcher).gone
    web.pages[PAGE] = Answer(status=403)
    assert not refused(fetcher).gone
    assert web.statuses("/page") == [404, 410, 403]


def test_trouble_that_passes(web: Web, fetcher: Fetcher) -> None:
    """A server in trouble is asked three times; one that names seconds is given them."""
    web.pages[PAGE] = [Answer(status=500), Answer(status=429, headers={"Retry-After": "1"}), Answer("# Back")]
    started = time.monotonic()
    assert fetcher.get(PAGE, {}).text == "# Back"
    assert time.monotonic() - started >= 1.0
    web.pages[PAGE] = Answer(status=502)
    assert "status 502" in str(refused(fetcher))
    assert web.statuses("/page") == [500, 429, 200, 502, 502, 502]


@pytest.mark.parametrize("when", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_server_that_wants_to_be_left_alone(web: Web, fetcher: Fetcher, when: str) -> None:
    """A long Retry-After is not waited for, and nothing else of that host is asked."""
    web.pages[PAGE] = Answer(status=429, headers={"Retry-After": when})
    web.pages[OTHER] = Answer("# Other")
    assert refused(fetcher).wait >= 3600
    assert refused(fetcher, OTHER).wait > 3500
    assert web.statuses("/page") + web.statuses("/other") == [429]


def test_large_bodies_are_left(web: Web, fetcher: Fetcher) -> None:
    """50 MB, declared or not, and a small body that unpacks to 200 MB, are given up at the limit, in little memory."""
    web.pages[PAGE] = Answer(b"x" * 50_000_000)
    assert "more than 10 MB" in str(refused(fetcher))
    web.pages[PAGE] = Answer(b"y" * 65_536, manner="endless")
    assert "more than 10 MB" in str(refused(fetcher))
    bomb = gzip.compress(b"\0" * 200_000_000)
    assert len(bomb) < 250_000
    web.pages[PAGE] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    assert "more than 10 MB" in str(refused(fetcher))
    assert tracemalloc.get_traced_memory()[1] < 3 * LARGEST
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("half a page", manner="cut"), "cut the answer off"),
        (Answer(b"\x1f\x8b\x08\0\0\0\0\0\0\x03KL", headers={"Content-Encoding": "gzip"}), "cut the page off"),
        (Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), "in a way that can't be read"),
        (Answer(b"packed", headers={"Content-Encoding": "br"}), "which was not asked for"),
        (Answer(bytes(range(256)) * 20), "is no text"),
        (Answer("slow " * 200, manner="drip"), "takes too long"),
    ],
)
def test_broken_bodies(web: Web, fetcher: Fetcher, answer: Answer, reason: str) -> None:
    """A body that is cut off, packed oddly, no text, or that never comes to an end, is said to be so."""
    web.pages[PAGE] = answer
    assert reason in str(refused(fetcher))


def test_robots(web: Web, fetcher: Fetcher) -> None:
    """What a host's robots.txt asks to leave alone is not asked for; one that can't be read leaves nothing."""
    web.pages["https://learn.microsoft.com/robots.txt"] = Answer(
        "User-agent: *\nDisallow: /private/\nAllow: /private/page$\n"
    )
    web.pages["https://learn.microsoft.com/private/page"] = Answer("# Allowed")
    assert fetcher.get("https://learn.microsoft.com/private/page", {}).text == "# Allowed"
    assert "robots.txt" in str(refused(fetcher, "https://learn.microsoft.com/private/page2"))
    web.pages["https://raw.githubusercontent.com/robots.txt"] = Answer(status=500)
    assert "does not show its robots.txt" in str(refused(fetcher, "https://raw.githubusercontent.com/x"))
    assert not web.statuses("/private/page2") + web.statuses("com/x")


def test_a_certificate_of_nobody_we_know(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the authority's certificate the sentence says what to set."""
    web.pages[PAGE] = Answer("# One")
    monkeypatch.delenv("SSL_CERT_FILE")
    with Fetcher(TARGETS, pause=0.0, first_wait=0.01) as fetcher:
        assert "SSL_CERT_FILE" in str(refused(fetcher))


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "10.0.0.8", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "192.168.1.1"]
)
def test_private_machines_are_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No address of one's own network is asked, even where its name is listed."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    address = f"https://{host}/latest/meta-data"
    with Fetcher(Targets(frozenset({host.strip("[]")}))) as fetcher:
        assert "FTN_REFRESH_PRIVATE" in str(refused(fetcher, address))


def test_private_machines_by_setting(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the setting a mirror on one's own network is asked, over plain http too; its host has to be listed all the same."""
    for name in web.environment:
        monkeypatch.delenv(name, raising=False)
    web.pages[f"{web.address}/mirror"] = Answer("# Mirrored")
    with Fetcher(Targets(frozenset({"127.0.0.1"}), private=True), pause=0.0) as fetcher:
        assert fetcher.get(f"{web.address}/mirror", {}).text == "# Mirrored"
        assert "not among the listed hosts" in str(refused(fetcher, "http://localhost/mirror"))


def test_requests_are_paced(web: Web) -> None:
    """Two requests to one host have a pause between them; one after an answer of "not modified" need not wait as long."""
    web.pages[PAGE] = Answer("# One")
    with Fetcher(TARGETS, pause=0.2) as fetcher:
        known = fetcher.get(PAGE, {})
        started = time.monotonic()
        fetcher.get(PAGE, {})
        assert time.monotonic() - started >= 0.1
        fetcher.get(PAGE, {PAGE: known})
        started = time.monotonic()
        fetcher.get(PAGE, {PAGE: known})
        assert time.monotonic() - started < 0.15
