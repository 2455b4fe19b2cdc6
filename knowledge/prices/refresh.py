"""Fetches Azure's list prices anew, as a snapshot in the data directory. The API is public, pages by 1,000 and often answers 429."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from bot.errors import PricesError, PricesUnreachableError
from knowledge.prices.azure_meters import PRODUCTS, PROVIDER, MetersRead, read_meters
from knowledge.prices.book import open_book, packaged_book
from knowledge.prices.compared import compared
from knowledge.prices.files import REFRESHED, snapshot_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from knowledge.prices.book import PriceBook
    from knowledge.prices.compared import FetchedPrices

#: The Azure Retail Prices API (learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices).
ADDRESS = "https://prices.azure.com/api/retail/prices"
SOURCE = "Azure Retail Prices API"
_VERSION = "2023-01-01-preview"
_TRIES = 5
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_TIMEOUT = 30.0
#: A product has a handful of pages; more than this is a server that goes in circles.
_MOST_PAGES = 50
#: Bytes of one page: 1,000 rows have some 700,000. Seconds for the whole list: its eight products have a dozen pages.
_LARGEST_PAGE = 16_000_000
_LONGEST = 600.0
#: What is read of a row; the other half of its fields is dropped as it comes.
_FIELDS = (
    "meterName",
    "productName",
    "unitOfMeasure",
    "retailPrice",
    "effectiveStartDate",
    "armRegionName",
    "regions",
    "type",
)
_TO_RETRY = {429, 500, 502, 503, 504}
#: A list with less than this part of the packaged prices is cut off, not new.
_LEAST_PART = 0.5
_OK = 200


@dataclass(frozen=True, slots=True)
class PricesRefreshed:
    """How many prices were written where, how many of them are others than before, and how many meters gave none.

    `doubted` and `missing` are those that stay as they were, a line each.
    """

    file: Path
    prices: int
    changed: int
    unknown: int
    contradicting: tuple[str, ...]
    doubted: tuple[str, ...]
    missing: tuple[str, ...]


def refresh_prices(
    data_dir: Path, *, address: str = ADDRESS, accept: bool = False, pause: float = _FIRST_PAUSE
) -> PricesRefreshed:
    """Fetch the list and write it; what was there stays unless everything went well.

    A price that the list does not have any more, or has at more than ten times or less than a tenth, stays as it was with the day it was read.

    Args:
        data_dir: Where the snapshot is written; it exists.
        address: Where the API is.
        accept: Take the list as it is, whatever has changed.
        pause: Seconds before the second try; twice as many before each further one, unless the server says how many.

    Raises:
        PricesError: The address is none, or the snapshot can't be written.
        PricesUnreachableError: The API did not answer, or not with a whole list, or too many of its prices are others.
    """
    if not address.lower().startswith(("https://", "http://")) or not _host(address):
        raise PricesError(f"{address!r} is no address of a server: give --address as https://HOST/PATH.")
    today = datetime.now(tz=UTC).date().isoformat()
    with httpx.Client(timeout=_TIMEOUT) as client:
        fetching = _Fetching(client, address, pause, time.monotonic() + _LONGEST)
        items = [item for product in PRODUCTS for item in fetching.items(product)]
    found = read_meters(items, source=SOURCE, read=today)
    known = sum(price.provider == PROVIDER for price in packaged_book().prices)
    if len(found.prices) < known * _LEAST_PART:
        raise PricesUnreachableError(
            f"{address} gave {len(found.prices)} prices, where {known} were known: the old ones are kept. Try again later."
        )
    holding = [price for price in _holding(data_dir).prices if price.provider == PROVIDER]
    beside = compared(found.prices, () if accept else holding)
    if beside.is_too_much:
        raise PricesUnreachableError(
            f"{beside.changed + len(beside.doubted):,} of {beside.known:,} known prices are others at {address}: the old ones are kept. Look at the list, then "
            "`ftn prices refresh --accept` takes it as it is."
        )
    return _written(data_dir, found, beside, address, today)


def _holding(data_dir: Path) -> PriceBook:
    """The prices that hold, without a company's own; the packaged ones where a newer snapshot can't be read."""
    try:
        return open_book(data_dir)
    except PricesError:
        return packaged_book()


def _written(data_dir: Path, found: MetersRead, beside: FetchedPrices, address: str, today: str) -> PricesRefreshed:
    file = data_dir / REFRESHED
    text = snapshot_text(
        {PROVIDER: {"name": SOURCE, "address": address, "read": today}},
        beside.prices,
        "Written by `ftn prices refresh`; list prices in US dollars.",
    )
    unfinished = file.with_suffix(f".{os.getpid()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        raise PricesError(
            f"{str(file)!r} can't be written: {error.strerror}. Make room, or let it be written."
        ) from error
    return PricesRefreshed(
        file, len(beside.prices), beside.changed, len(found.unknown), tuple(sorted(found.contradicting)), beside.doubted, beside.missing
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fetching:
    """One reading of the list: where from, how patiently, and until when by the monotonic clock."""

    client: httpx.Client
    address: str
    pause: float
    until: float

    def items(self, product: str) -> Iterator[dict[str, Any]]:
        """The rows of a product, page by page.

        Raises:
            PricesUnreachableError: A page does not come, leads elsewhere, or leaves rows out.
        """
        parameters = {"api-version": _VERSION, "currencyCode": "USD", "$filter": f"productName eq '{product}'"}
        following = str(httpx.URL(self.address).copy_merge_params(parameters))
        came = 0
        for number in range(1, _MOST_PAGES + 1):
            page = self._page(following, f"page {number} of {product!r}")
            came += len(page["Items"])
            yield from ({name: row[name] for name in _FIELDS if name in row} for row in page["Items"])
            following = str(page.get("NextPageLink") or "")
            if not following:
                return
            if (there := _host(following)) != _host(self.address):
                raise PricesUnreachableError(f"{self.address} leads to another server ({there}): not followed.")
            if (skipped := httpx.URL(following).params.get("$skip", "")).isdecimal() and int(skipped) > came:
                raise PricesUnreachableError(
                    f"{self.address} goes on at row {int(skipped):,} of {product!r} after {came:,} rows: the old prices are kept. Try again later."
                )
        raise PricesUnreachableError(
            f"{self.address} has more than {_MOST_PAGES} pages for {product}: the old prices are kept."
        )

    def _page(self, address: str, named: str) -> dict[str, Any]:
        reason = ""
        for tried in range(_TRIES):
            try:
                with self.client.stream("GET", address) as response:
                    if response.status_code == _OK:
                        return _body(response, self._read(response))
                    reason, wait = f"status {response.status_code}", response.headers.get("Retry-After")
            except httpx.HTTPError as error:
                reason, wait = type(error).__name__, None
            else:
                if response.status_code not in _TO_RETRY:
                    break
            seconds = _seconds(wait, self.pause * 2**tried)
            if tried + 1 == _TRIES or time.monotonic() + seconds > self.until:
                break
            time.sleep(seconds)
        where = urlsplit(address).netloc
        raise PricesUnreachableError(
            f"{where} gave no prices ({reason}, at {named}): the old ones are kept. Try again later."
        )

    def _read(self, response: httpx.Response) -> bytes:
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > _LARGEST_PAGE or time.monotonic() > self.until:
                raise PricesUnreachableError(
                    f"{response.url.host} sends a page that does not end ({len(body):,} bytes): the old prices are kept."
                )
        return bytes(body)


def _host(address: str) -> str:
    """The server that an address names; empty where it names none."""
    try:
        return httpx.URL(address).host
    except httpx.InvalidURL:
        return ""


def _body(response: httpx.Response, read: bytes) -> dict[str, Any]:
    try:
        body = json.loads(read)
    except (ValueError, RecursionError):
        body = None
    rows = body.get("Items") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "retailPrice" in row for row in rows):
        raise PricesUnreachableError(
            f"{response.url.host} answered something that is no list of prices: the old ones are kept."
        )
    return dict(body)


def _seconds(said: str | None, otherwise: float) -> float:
    """How long to wait, by the server's word where that is a number."""
    try:
        wait = float(said) if said is not None else otherwise
    except ValueError:
        wait = otherwise
    # A number that is none is more than nothing, and less than nothing else.
    return min(max(0.0, wait), _LONGEST_PAUSE)
