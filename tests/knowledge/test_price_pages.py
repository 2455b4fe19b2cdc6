"""A list of prices as large as Azure's: 6,000 meters in six pages of 1,000, in the form in which the Azure Retail Prices API gives them."""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.errors import PricesUnreachableError
from knowledge.prices.book import open_book
from knowledge.prices.refresh import refresh_prices
from knowledge.prices.rows import PriceKind, Tier

from . import test_price_refresh
from .test_price_refresh import TRAINING, PriceServer, price_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

METERS, PAGE = 6_000, 1_000
PRODUCT = "Azure OpenAI"
REGIONS = (
    "eastus",
    "eastus2",
    "northcentralus",
    "swedencentral",
    "switzerlandnorth",
    "westus",
    "westus3",
    "uksouth",
    "japaneast",
)
#: Names of meters that are no price of a model known here, as most of the list is.
OTHERS = (
    "gpt-4-turbo-128K Input-Vision Tokens", "Az-Whisper", "Az-GPT-Image-1 Opt Hi Res", "gpt-4o-rt-aud-1217 Inp glbl", "Sora-2 Video 720p",
    "Provisioned Managed Global Unit", "Az-Code-Interpreter Session", "File-Search-Tool Calls", "gpt4omini-realtime cchd Inp regnl",
)  # fmt: skip


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PriceServer]:
    """A server with the packaged prices, each region a row of its own, among many other meters."""
    monkeypatch.setattr(test_price_refresh, "PAGE", PAGE)
    with price_server() as running:
        known = [one for row in running.rows for one in in_full(row)]
        others = islice(other_meters(), METERS - len(known))
        # Spread over all pages, in an order that is the same each time.
        running.rows = sorted([*known, *others], key=lambda row: row["meterId"])
        assert len(running.rows) == METERS
        yield running


def in_full(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row of the snapshot as rows of the API, with all their fields (rest/api/cost-management/retail-prices)."""
    for region in row["regions"]:
        yield filled({key: value for key, value in row.items() if key != "regions"}, "" if region == "*" else region)


def filled(row: dict[str, Any], region: str) -> dict[str, Any]:
    """One row with what the API gives beside its name and its price."""
    named = f"{row['meterName']}{region}".encode().hex()
    usd = float(row["retailPrice"])
    return {
        "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": usd, "unitPrice": usd, "armRegionName": region, "location": region.title(),
        "effectiveStartDate": row["effectiveStartDate"], "meterId": f"{int(named, 16) * 2_654_435_761 % 2**64:016x}", "meterName": row["meterName"],
        "productId": "DZH318Z0BQ35", "skuId": "DZH318Z0BQ35/00JS", "productName": row["productName"], "skuName": row["meterName"],
        "serviceName": "Foundry Models", "serviceId": "DZH318Z0BQ4B", "serviceFamily": "AI + Machine Learning", "unitOfMeasure": row["unitOfMeasure"],
        "type": row.get("type", "Consumption"), "isPrimaryMeterRegion": True, "armSkuName": row["meterName"],
    }  # fmt: skip


def other_meters() -> Iterator[dict[str, Any]]:
    """Meters of other models, and prices of test subscriptions, for the same meters as the list's."""
    number = 0
    while True:
        name, region = OTHERS[number % len(OTHERS)], REGIONS[number // len(OTHERS) % len(REGIONS)]
        row = {"productName": PRODUCT, "meterName": f"{name} {number // 81}", "unitOfMeasure": "1K", "retailPrice": "0.01", "effectiveStartDate": "2026-11-01T00:00:00Z"}  # fmt: skip
        if number % 50 == 0:
            row |= {"meterName": TRAINING, "unitOfMeasure": "1M", "retailPrice": "1", "type": "DevTestConsumption"}
        yield filled(row, region)
        number += 1


def test_thousands_of_meters(server: PriceServer, tmp_path: Path) -> None:
    """All six pages are read, within seconds and a few megabytes; the right rows give the prices, whichever page they are on."""
    tracemalloc.start()
    began = time.process_time()
    done = refresh_prices(tmp_path, address=server.address, pause=0)
    took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    asked = [parse_qs(urlsplit(path).query)["$filter"] for path in server.asked]
    pages = [product for product in asked if product == [f"productName eq '{PRODUCT}'"]]
    assert len(pages) == METERS // PAGE, server.asked
    # A page has some 700 KB, its rows as objects several times that; all of them at once, whole, would be sixty megabytes.
    assert most < 40_000_000
    assert took < 20
    book = open_book(tmp_path)
    price = book.price("gpt-4.1", PriceKind.TRAINING)
    assert (price.usd, price.tier, price.source) == (Decimal(20), Tier.GLOBAL, "Azure Retail Prices API")
    assert book.price("gpt-4.1-mini", PriceKind.HOSTING).usd > 0
    assert done.unknown >= len(OTHERS)
    # The prices of test subscriptions are none of the list's.
    assert TRAINING not in done.contradicting


FAULTS = [
    ((404, {}, ""), r"gave no prices \(status 404, at page 3 of 'Azure OpenAI'\)"),
    ((500, {}, ""), r"gave no prices \(status 500, at page 3 of 'Azure OpenAI'\)"),
    ((200, {"Content-Length": "900000"}, '{"Items": ['), r"gave no prices \(RemoteProtocolError, at page 3 of"),
    ((200, {}, '{"Items": [], "NextPageLink": "ADDRESS?$skip=3000"}'), "goes on at row 3,000 of 'Azure OpenAI' after 2,000 rows"),
    ((200, {}, " " * 16_000_001), "sends a page that does not end"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_a_page_in_the_middle_is_missing(
    server: PriceServer, tmp_path: Path, fault: tuple[int, dict[str, str], str], said: str
) -> None:
    """Nothing is written: what was there before stays to the letter, and it is told which page did not come."""
    refresh_prices(tmp_path, address=server.address, pause=0)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    server.rows = [row | {"retailPrice": 19.5} if row["meterName"] == TRAINING else row for row in server.rows]
    good: list[tuple[int, dict[str, str], str]] = [
        (200, {}, server.page(f"/?$filter=productName eq '{PRODUCT}'&$skip={start}")) for start in (0, PAGE)
    ]
    assert all(json.loads(body)["NextPageLink"] for *_, body in good)
    status, headers, body = fault
    server.faults = [*good, *[(status, headers, body.replace("ADDRESS", server.address))] * 5]
    with pytest.raises(PricesUnreachableError, match=said) as caught:
        refresh_prices(tmp_path, address=server.address, pause=0)
    assert re.search("old (ones|prices) are kept", str(caught.value))
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == before
    server.faults = []
    assert refresh_prices(tmp_path, address=server.address, pause=0).changed == 1
    assert open_book(tmp_path).price("gpt-4.1", PriceKind.TRAINING).usd == Decimal("19.5")
