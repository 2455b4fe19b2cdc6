"""Prices: what the packaged snapshot says, how one is looked up, what a company's own file changes, how meters are read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.errors import PricesError, UnknownPriceError
from knowledge.prices.azure_meters import MeterRead, read_meters, read_name
from knowledge.prices.book import PriceBook, open_book, plain_name
from knowledge.prices.files import snapshot_text
from knowledge.prices.rows import Price, PriceKind, Tier

if TYPE_CHECKING:
    from pathlib import Path

BOOK = open_book()
TRAINING, HOSTING, HOURS = PriceKind.TRAINING, PriceKind.HOSTING, PriceKind.TRAINING_HOUR


@pytest.mark.parametrize(
    ("model", "kind", "tier", "usd"),
    [
        ("gpt-4.1", TRAINING, Tier.GLOBAL, "25"), ("gpt-4.1", TRAINING, Tier.REGIONAL, "27.5"),
        ("gpt-4.1", TRAINING, Tier.DEVELOPER, "12.5"), ("gpt-4.1-mini", TRAINING, Tier.GLOBAL, "5"),
        ("gpt-4.1-mini", TRAINING, Tier.DEVELOPER, "2.5"), ("gpt-4.1-nano", TRAINING, Tier.GLOBAL, "1.5"),
        ("gpt-4.1-nano", TRAINING, Tier.DEVELOPER, "0.75"), ("gpt-4o", TRAINING, Tier.GLOBAL, "25"),
        ("gpt-4o", TRAINING, Tier.DEVELOPER, "12.5"), ("gpt-4o-mini", TRAINING, Tier.GLOBAL, "3"),
        ("gpt-4o-mini", TRAINING, Tier.DEVELOPER, "1.5"), ("o4-mini", HOURS, Tier.GLOBAL, "100"),
        ("o4-mini", HOURS, Tier.REGIONAL, "110"), ("o4-mini", HOURS, Tier.DEVELOPER, "50"),
        ("gpt-4.1", HOSTING, Tier.GLOBAL, "1.7"), ("gpt-4.1", HOSTING, Tier.DATA_ZONE, "1.7"),
        ("gpt-oss-20b", HOSTING, Tier.GLOBAL, "0.3"), ("llama-3.3-70b", HOSTING, Tier.GLOBAL, "0.3"),
        ("ministral-3b", HOSTING, Tier.GLOBAL, "0.65"), ("gpt-4.1-mini", PriceKind.INPUT, Tier.GLOBAL, "0.4"),
        ("gpt-4.1-mini", PriceKind.TUNED_OUTPUT, Tier.GLOBAL, "1.6"), ("gpt-4.1", PriceKind.BATCH_INPUT, Tier.GLOBAL, "1"),
    ],
)  # fmt: skip
def test_the_figures_of_the_snapshot(model: str, kind: PriceKind, tier: Tier, usd: str) -> None:
    """Training, hosting and tokens as Azure listed them on 2026-08-11, each with day and source."""
    price = BOOK.price(model, kind, tier=tier, provider="azure")
    assert price.usd == Decimal(usd)
    assert (price.source, price.read) == ("Azure Retail Prices API", "2026-08-11")


def test_a_region_has_its_own_price() -> None:
    """gpt-4o regional hosts at 2.04 in Southeast Asia and 1.70 elsewhere; a region that is not listed has none."""
    assert BOOK.price("gpt-4o", HOSTING, tier=Tier.REGIONAL, region="southeastasia").usd == Decimal("2.04")
    assert BOOK.price("gpt-4o", HOSTING, tier=Tier.REGIONAL).usd == Decimal("1.7")
    assert BOOK.find("gpt-4o", HOSTING, tier=Tier.REGIONAL, region="atlantis") is None


def test_a_developer_deployment_has_no_hosting() -> None:
    """No meter, no price: nothing is put in its place."""
    assert BOOK.find("gpt-4.1", HOSTING, tier=Tier.DEVELOPER) is None


def test_every_price_has_a_source_and_a_day() -> None:
    """All rows, whoever's they are; none is below zero, and no row stands twice."""
    assert all(price.source and len(price.read) == len("2026-08-11") and price.usd >= 0 for price in BOOK.prices)
    rows = [(*price.key, price.regions) for price in BOOK.prices]
    assert len(rows) == len(set(rows))


def test_tokens_of_other_providers() -> None:
    """What is not sold on Azure is found without a word on who sells it; what both sell is asked for by name."""
    assert BOOK.price("claude-haiku-4-5", PriceKind.INPUT).provider == "anthropic"
    assert BOOK.price("gpt-4.1", PriceKind.INPUT).provider == "azure"
    assert BOOK.price("gpt-4.1", PriceKind.INPUT, provider="openai").tier is Tier.STANDARD


def test_an_unknown_price_is_said_with_what_is_nearest() -> None:
    """Nothing is guessed: no training of gpt-5 is listed; other tiers are the nearest to a tier that is not."""
    with pytest.raises(UnknownPriceError, match=r"^No price known for training gpt-5\. Nearest are: gpt-"):
        BOOK.price("gpt-5", TRAINING)
    with pytest.raises(
        UnknownPriceError, match=r"hosting a tuned gpt-4\.1, Developer\. Nearest are: gpt-4\.1, Global, 1\.70 USD"
    ):
        BOOK.price("gpt-4.1", HOSTING, tier=Tier.DEVELOPER)
    with pytest.raises(UnknownPriceError, match=r"^No price known for input tokens of zzzz\.$"):
        BOOK.price("zzzz", PriceKind.INPUT)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("GPT 4.1 mini", "gpt-4.1-mini"), ("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini"),
        ("claude-haiku-4-5-20251001", "claude-haiku-4-5"), ("model-2000", "model-2000"), ("", ""),
    ],
)  # fmt: skip
def test_names_as_people_write_them(written: str, plain: str) -> None:
    """Case, spaces and the date of a version don't matter."""
    assert plain_name(written) == plain


def own(tmp_path: Path, text: str) -> PriceBook:
    """The book with a company's own prices."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return open_book(own=file)


def test_own_prices_override(tmp_path: Path) -> None:
    """A company's own price takes the place of the listed one in the tiers and regions that it names, and nowhere else."""
    book = own(
        tmp_path,
        '[[price]]\nmodel = "GPT-4.1-mini"\nkind = "input"\nusd = 0.36\nread = 2026-11-01\nsource = "contract 17"\n'
        '[[price]]\nmodel = "gpt-4o"\nkind = "hosting"\nusd = "2"\ntier = "regional"\nregion = "southeastasia"\n',
    )
    price = book.price("gpt-4.1-mini", PriceKind.INPUT, tier=Tier.DATA_ZONE, provider="azure")
    assert (price.usd, price.source, price.read) == (Decimal("0.36"), "contract 17", "2026-11-01")
    assert book.price("gpt-4o", HOSTING, tier=Tier.REGIONAL, region="southeastasia").usd == Decimal(2)
    assert book.price("gpt-4o", HOSTING, tier=Tier.REGIONAL, region="eastus2").usd == Decimal("1.7")
    assert book.price("gpt-4.1-mini", PriceKind.OUTPUT).usd == Decimal("1.6")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[price]]\nkind = "input"\nusd = 1', "number 1 of .* names no model"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = 1\n[[price]]\nmodel = "m"\nkind = "tea"\nusd = 1', "number 2 .*'tea'"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = -1', "the price '-1'"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = "nan"', "the price 'nan'"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = true', "the price 'True'"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = 1\ntier = "moon"', "'moon'; it is one of global"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = 1\nregions = "east"', "the regions 'east'"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nusd = 1\nread = "May"', "read = 'May'"),
        ('[[price]]\nmodel = "m"\nkind = "input"\nprice = 1', "a key 'price'"),
        ("price = 3", r"no \[\[price\]\] table"),
        ("[[price", "not well-formed TOML"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path: Path, text: str, named: str) -> None:
    """One sentence names the file, the row, what is wrong and what is allowed."""
    with pytest.raises(PricesError, match=named):
        own(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is named with the setting."""
    with pytest.raises(PricesError, match="Name another file with FTN_PRICES"):
        open_book(own=tmp_path / "none.toml")


def item(
    name: str, usd: float, region: str = "eastus", *, since: str = "2025-04-01", unit: str = "1K"
) -> dict[str, object]:
    """A row of the API."""
    return {
        "productName": "Azure OpenAI", "meterName": name, "unitOfMeasure": unit, "retailPrice": usd,
        "effectiveStartDate": f"{since}T00:00:00Z", "armRegionName": region,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "product", "unit", "said"),
    [
        ("gpt-4.1-mini-ft hosting global Unit", "Azure OpenAI", "1 Hour", MeterRead("gpt-4.1-mini", HOSTING, Tier.GLOBAL)),
        ("gpt-4.1 FT Training regional Tokens", "Azure OpenAI", "1K", MeterRead("gpt-4.1", TRAINING, Tier.REGIONAL)),
        ("gpt 4.1 nano dev ft training glbl Tokens", "Azure OpenAI", "1K", MeterRead("gpt-4.1-nano", TRAINING, Tier.DEVELOPER)),
        ("o4-mini RFT Training regional Unit", "Azure OpenAI Reasoning", "1 Hour", MeterRead("o4-mini", HOURS, Tier.REGIONAL)),
        ("OSS-20b FT Deployment Hosting Unit", "Azure OpenAI OSS Models", "1/Hour", MeterRead("gpt-oss-20b", HOSTING, Tier.GLOBAL)),
        ("Ministral 3bFTregnl Tokens", "Azure Mistral Models", "1K", MeterRead("ministral-3b", TRAINING, Tier.REGIONAL)),
        ("gpt-4.1-ft mdl grdr inpt Tokens", "Azure OpenAI", "1K", None),
        ("4.1 pp inp Gl Tokens", "Azure OpenAI PP FT GPT4s", "1K", None),
        ("gpt-4.1 FT Training global Tokens", "Azure Speech", "1K", None),
        ("gpt-4.1-ft hosting global Unit", "Azure OpenAI", "1K", None),
        ("", "Azure OpenAI", "1K", None),
    ],
)  # fmt: skip
def test_names_of_meters(name: str, product: str, unit: str, said: MeterRead | None) -> None:
    """What a name says; a word, a product or a unit that is not known gives nothing."""
    assert read_name(name, product, unit) == said


def test_meters_that_need_care() -> None:
    """A newer row counts, one to come does not; two prices of one day and region contradict; an unknown name is told."""
    read = read_meters(
        [
            item("gpt-4.1 FT Training global Tokens", 0.03, since="2024-01-01"),
            item("gpt-4.1 FT Training global Tokens", 0.025),
            item("gpt-4.1 FT Training global Tokens", 0.02, since="2026-12-01"),
            item("gpt-4.1-mini FT Training global Tokens", 0.005),
            item("gpt-4.1-mini FT Training global Tokens", 0.006),
            item("gpt 9 FT Training global Tokens", 0.006),
            # A cached token dearer than any other: both are left out.
            item("gpt 4o dev ft cchd inpt glbl Tokens", 0.044),
            item("gpt 4o dev ft inpt glbl Tokens", 0.001375),
        ],
        source="s",
        read="2026-11-29",
    )
    assert [(price.model, price.usd) for price in read.prices] == [("gpt-4.1", Decimal(25))]
    assert read.unknown == {"gpt 9 FT Training global Tokens"}
    assert read.contradicting == {
        "gpt-4.1-mini FT Training global Tokens", "gpt 4o dev ft cchd inpt glbl Tokens", "gpt 4o dev ft inpt glbl Tokens",
    }  # fmt: skip


def test_a_newer_snapshot_wins(tmp_path: Path) -> None:
    """What was fetched later replaces the packaged prices of its provider; what is older, or damaged, does not."""

    def write(read: str) -> None:
        price = Price("azure", "gpt-4.1", TRAINING, Tier.GLOBAL, ("*",), Decimal("1E+1"), "", 'a "meter"\\', "s", read)
        text = snapshot_text({"azure": {"name": "s", "read": read}}, [price], "about")
        (tmp_path / "prices.toml").write_text(text, encoding="utf-8")

    write("2026-11-29")
    book = open_book(tmp_path)
    assert (book.price("gpt-4.1", TRAINING).usd, book.price("gpt-4.1", TRAINING).meter) == (Decimal(10), 'a "meter"\\')
    assert book.find("gpt-4.1-mini", TRAINING) is None
    assert book.find("claude-haiku-4-5", PriceKind.INPUT)
    write("2026-01-01")
    assert open_book(tmp_path).price("gpt-4.1", TRAINING).usd == Decimal(25)
    (tmp_path / "prices.toml").write_text("prices = [{}]", encoding="utf-8")
    with pytest.raises(PricesError, match="ftn prices refresh"):
        open_book(tmp_path)
