"""Fetching Azure's prices from a local server that pages, refuses, breaks and lies."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.errors import PricesError, PricesUnreachableError
from knowledge.prices.book import open_book
from knowledge.prices.files import snapshot
from knowledge.prices.refresh import refresh_prices
from knowledge.prices.rows import PriceKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from knowledge.prices.rows import Price

PAGE = 100
TRAINING = "gpt-4.1 FT Training global Tokens"


@dataclass
class PriceServer:
    """What the server does, and what it was asked."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    #: Answers that come before the good ones: a status and headers, or a body.
    faults: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    elsewhere: bool = False
    endless: bool = False
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def page(self, path: str) -> str:
        """One page of the rows of the product that is asked for."""
        query = parse_qs(urlsplit(path).query)
        product = query["$filter"][0].removeprefix("productName eq '").removesuffix("'")
        start = int(query.get("$skip", ["0"])[0])
        rows = [row for row in self.rows if row["productName"] == product]
        following = f"{self.address}?$filter={query['$filter'][0]}&$skip={min(start + PAGE, len(rows))}".replace(
            " ", "%20"
        )
        if self.elsewhere:
            following = "http://203.0.113.1/prices"
        more = self.endless or start + PAGE < len(rows)
        return json.dumps({"Items": rows[start : start + PAGE], "NextPageLink": following if more else None})


@contextmanager
def price_server() -> Iterator[PriceServer]:
    """A running server with today's packaged prices, one of them changed."""
    server = PriceServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            status, headers, body = server.faults.pop(0) if server.faults else (200, {}, server.page(self.path))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{running.server_port}/prices"
    server.rows = [
        row(price.meter, str(price.usd), price.kind, list(price.regions)) for price in snapshot() if price.meter
    ]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def row(meter: str, usd: str, kind: PriceKind, regions: list[str]) -> dict[str, Any]:
    """A row of the API as the snapshot knows it, all under one product."""
    if meter == TRAINING:
        usd = "20"
    hours = kind.unit == "hour"
    return {
        "productName": "Azure OpenAI", "meterName": meter, "unitOfMeasure": "1 Hour" if hours else "1M", "retailPrice": usd,
        "effectiveStartDate": "2026-11-01T00:00:00Z", "regions": regions,
    }  # fmt: skip


def test_a_newer_list_is_written_and_wins(tmp_path: Path) -> None:
    """All pages of all products are read; the new price holds from then on, with the day of today."""
    with price_server() as server:
        done = refresh_prices(tmp_path, address=server.address, pause=0)
    assert done.prices > 300
    price = open_book(tmp_path).price("gpt-4.1", PriceKind.TRAINING)
    assert (price.usd, price.effective, price.source) == (Decimal(20), "2026-11-01", "Azure Retail Prices API")
    assert price.read > "2026-08-11"
    assert len(server.asked) > len({urlsplit(path).query for path in server.asked if "skip" not in path})


@pytest.mark.parametrize(
    "fault",
    [
        (429, {"Retry-After": "0"}, ""),
        (429, {"Retry-After": "soon"}, ""),
        (429, {"Retry-After": "nan"}, ""),
        (503, {}, ""),
    ],
)
def test_a_refusal_is_tried_again(tmp_path: Path, fault: tuple[int, dict[str, str], str]) -> None:
    """A few refusals are waited out."""
    with price_server() as server:
        server.faults = [fault] * 4
        assert refresh_prices(tmp_path, address=server.address, pause=0).file.exists()


@pytest.mark.parametrize(
    ("faults", "said", "asked"),
    [
        ([(429, {"Retry-After": "0"}, "")] * 9, "status 429", 5),
        ([(404, {}, "")], "status 404", 1),
        ([(200, {}, "<html>")], "no list of prices", 1),
        ([(200, {}, '{"Items": [3]}')], "no list of prices", 1),
        ([(200, {}, "[" * 200_000)], "no list of prices", 1),
        ([(200, {}, '{"Items": [], "NextPageLink": 5}')], "another server", 1),
        ([(200, {}, '{"Items": [], "NextPageLink": "http://[::1"}')], "another server", 1),
        ([(200, {}, '{"Items": []}')] * 8, "were known: the old ones are kept", 8),
    ],
)
def test_what_fails_leaves_what_was_there(
    tmp_path: Path, faults: list[tuple[int, dict[str, str], str]], said: str, asked: int
) -> None:
    """Tries are bounded, the reason is said, and nothing is written."""
    with price_server() as server:
        server.faults = list(faults)
        with pytest.raises(PricesUnreachableError, match=said):
            refresh_prices(tmp_path, address=server.address, pause=0)
    assert len(server.asked) == asked
    assert not list(tmp_path.iterdir())


def test_no_other_server_is_followed(tmp_path: Path) -> None:
    """A next page on another host is not fetched."""
    with price_server() as server:
        server.elsewhere = True
        with pytest.raises(PricesUnreachableError, match="another server"):
            refresh_prices(tmp_path, address=server.address, pause=0)


@pytest.mark.parametrize("usd", ["abc", None, "nan", "inf", -5, [], {}, True])
def test_what_is_no_price_is_left_out(tmp_path: Path, usd: object) -> None:
    """Also of a list that is taken as it is: a price below nothing would make a snapshot that nothing can read."""
    with price_server() as server:
        server.rows = [one | {"retailPrice": usd} if one["meterName"] == TRAINING else one for one in server.rows]
        refresh_prices(tmp_path, address=server.address, accept=True, pause=0)
    assert all(price.usd >= 0 for price in open_book(tmp_path).prices)


@pytest.mark.parametrize("address", ["", "foo", "file:///etc/passwd", "http://[::1", "https://x:abc/", "http://\x00/"])
def test_what_is_no_address_is_said_at_once(tmp_path: Path, address: str) -> None:
    """It is not tried again and again."""
    with pytest.raises(PricesError, match="is no address of a server"):
        refresh_prices(tmp_path, address=address)


def test_a_folder_that_is_not_written_is_said(tmp_path: Path) -> None:
    """One sentence with the file."""
    (tmp_path / "prices.toml").mkdir()
    with price_server() as server, pytest.raises(PricesError, match=r"prices.toml' can't be written"):
        refresh_prices(tmp_path, address=server.address, pause=0)


def test_pages_end(tmp_path: Path) -> None:
    """A server that always has another page is left."""
    with price_server() as server:
        server.endless = True
        with pytest.raises(PricesUnreachableError, match="more than 50 pages"):
            refresh_prices(tmp_path, address=server.address, pause=0)


def test_nobody_answers(tmp_path: Path) -> None:
    """A server that is not there is named."""
    with pytest.raises(
        PricesUnreachableError, match=r"127\.0\.0\.1:9 gave no prices \(ConnectError, at page 1 of 'Azure OpenAI'\)"
    ):
        refresh_prices(tmp_path, address="http://127.0.0.1:9/prices", pause=0)


def test_only_what_is_certain_changes(tmp_path: Path) -> None:
    """A price that is gone, or tenfold, stays with the day it was read and is named; the list is taken as it is where that is said."""
    mini, nano = "gpt-4.1-mini FT Training global Tokens", "gpt-4.1-nano FT Training global Tokens"

    def trained(model: str) -> Price | None:
        return open_book(tmp_path).find(model, PriceKind.TRAINING, tier=Tier.GLOBAL)

    with price_server() as server:
        file = refresh_prices(tmp_path, address=server.address, accept=True, pause=0).file
        file.write_text(re.sub(r'(?m)^read = ".*"$', 'read = "2026-09-01"', file.read_text()))
        before = {model: trained(model) for model in ("gpt-4.1-mini", "gpt-4.1-nano")}
        server.rows = [one for one in server.rows if one["meterName"] != mini]
        for one in server.rows:
            one["retailPrice"] = {TRAINING: "21", nano: "1500"}.get(one["meterName"], one["retailPrice"])
        done = refresh_prices(tmp_path, address=server.address, pause=0)
        assert (changed := trained("gpt-4.1"))
        assert (changed.usd, changed.read > "2026-09-01") == (Decimal(21), True)
        assert {model: trained(model) for model in before} == before
        assert (done.changed, done.missing) == (1, ("training gpt-4.1-mini, Global",))
        (line,) = done.doubted
        assert line.startswith("training gpt-4.1-nano, Global: 1,500.00 USD per 1M tokens in the list, ")
        assert line.endswith("(2026-09-01)")
        # The same again: what stayed stays, and its day does not become a newer one.
        assert refresh_prices(tmp_path, address=server.address, pause=0).missing == done.missing
        assert {model: trained(model) for model in before} == before
        taken = refresh_prices(tmp_path, address=server.address, accept=True, pause=0)
        assert (taken.doubted, taken.missing, trained("gpt-4.1-mini")) == ((), (), None)
        assert (dear := trained("gpt-4.1-nano"))
        assert dear.usd == Decimal(1500)


def test_a_list_of_other_prices_is_not_believed(tmp_path: Path) -> None:
    """Where more than a third are others at once, nothing is written until somebody says so."""
    with price_server() as server:
        for one in server.rows:
            one["retailPrice"] = str(Decimal(one["retailPrice"]) * 2)
        with pytest.raises(PricesUnreachableError, match=r"known prices are others .*--accept"):
            refresh_prices(tmp_path, address=server.address, pause=0)
        assert not list(tmp_path.iterdir())
        assert refresh_prices(tmp_path, address=server.address, accept=True, pause=0).file.exists()
