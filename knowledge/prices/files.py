"""Files of prices: the packaged snapshot, a newer one in the data directory, and a company's own.

A snapshot is TOML: `[sources.<provider>]` says where its prices come from and when that was read, and `prices` is a list of
one line a price. A company's own file has a table `[[price]]` for each price that it pays; docs/costs.md shows one.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.errors import PricesError
from knowledge.kept_files import read_kept
from knowledge.prices.rows import EVERYWHERE, Price, PriceKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKAGED = Path(__file__).parent / "snapshot.toml"
#: The name of a newer snapshot in the data directory.
REFRESHED = "prices.toml"
_OWN_KEYS = {"provider", "model", "kind", "tier", "region", "regions", "usd", "effective", "read", "source"}
_OWN_SOURCE = "your own prices"


def snapshot(file: Path = PACKAGED) -> list[Price]:
    """The prices of a snapshot.

    Raises:
        PricesError: It can't be read or has another form.
    """
    data = _toml(file)
    try:
        sources = data["sources"]
        return [_of_snapshot(row, sources[row["provider"]]) for row in data["prices"]]
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise PricesError(
            f"{str(file)!r} is no snapshot of prices ({error!r}). `ftn prices refresh` writes a new one; or delete it."
        ) from error


def snapshot_text(sources: Mapping[str, Mapping[str, str]], prices: Iterable[Price], about: str) -> str:
    """A snapshot as TOML; `about` stands at its top as a comment. A price of another day than its provider's list says which list it is from."""
    lines = [f"# {line}" for line in about.splitlines()]
    for provider, source in sources.items():
        lines += ["", f"[sources.{provider}]", *(f"{key} = {_quoted(value)}" for key, value in source.items())]
    rows = [f"  {{ {_row(price, sources[price.provider])} }}," for price in prices]
    # A key of the file itself can't stand below a table.
    return "\n".join([*lines[: lines.index("")], "prices = [", *rows, "]", *lines[lines.index("") :], ""])


def own_prices(file: Path) -> list[Price]:
    """A company's own prices; where one names no tier, it holds in all of them.

    Raises:
        PricesError: The file can't be read, or a row can't be used; names the row, what is wrong and what is allowed.
    """
    rows = _toml(file).get("price")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PricesError(f"{str(file)!r} has no [[price]] table. docs/costs.md shows the form.")
    return [
        price
        for number, row in enumerate(rows, 1)
        for price in _own(row, f"[[price]] number {number} of {str(file)!r}")
    ]


def _own(row: dict[str, Any], place: str) -> list[Price]:
    def wrong(what: str) -> NoReturn:
        raise PricesError(f"{place} {what}. docs/costs.md shows the form.")

    if unknown := sorted(row.keys() - _OWN_KEYS):
        wrong(f"has a key {unknown[0]!r} that there is not; there are {', '.join(sorted(_OWN_KEYS))}")
    model, kind, usd = row.get("model"), row.get("kind"), _amount(row.get("usd"))
    if not isinstance(model, str) or not model:
        wrong("names no model")
    if kind not in list(PriceKind):
        wrong(f"has the kind {kind!r}; it is one of {', '.join(PriceKind)}")
    if usd is None:
        wrong(f"has the price {str(row.get('usd'))!r}; usd is a number of dollars from 0 up")
    tier = row.get("tier")
    if tier is not None and tier not in list(Tier):
        wrong(f"has the tier {tier!r}; it is one of {', '.join(Tier)}")
    regions = row.get("regions", [row.get("region", EVERYWHERE)])
    if not isinstance(regions, list) or not regions or not all(isinstance(region, str) for region in regions):
        wrong(f"has the regions {regions!r}; they are a list of names")
    dates = {key: row.get(key, "") for key in ("effective", "read")}
    for key, value in dates.items():
        if value and not _is_date(value):
            wrong(f"has {key} = {str(value)!r}; it is a day such as 2026-11-01")
    return [
        Price(
            str(row.get("provider", "")), model.lower(), PriceKind(kind), each, tuple(regions), usd,
            str(dates["effective"]), "", str(row.get("source", _OWN_SOURCE)), str(dates["read"] or dates["effective"]),
        )
        for each in ([Tier(tier)] if tier else Tier)
    ]  # fmt: skip


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, date) or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _of_snapshot(row: Mapping[str, Any], source: Mapping[str, str]) -> Price:
    usd = _amount(row["usd"])
    if usd is None:
        raise ValueError(row)
    return Price(
        row["provider"], row["model"], PriceKind(row["kind"]), Tier(row["tier"]), tuple(row["regions"]), usd,
        row["effective"], row["meter"], row.get("source", source["name"]), row.get("read", source["read"]), source.get("address", ""),
    )  # fmt: skip


def _row(price: Price, source: Mapping[str, str]) -> str:
    fields = {
        "provider": price.provider,
        "model": price.model,
        "kind": price.kind.value,
        "tier": price.tier.value,
        "usd": f"{price.usd:f}",
        "effective": price.effective,
        "meter": price.meter,
    }
    if (price.source, price.read) != (source["name"], source["read"]):
        fields |= {"source": price.source, "read": price.read}
    regions = ", ".join(_quoted(region) for region in price.regions)
    return ", ".join([*(f"{key} = {_quoted(value)}" for key, value in fields.items()), f"regions = [{regions}]"])


def _quoted(text: str) -> str:
    """A TOML string; JSON's form of one is TOML's."""
    return json.dumps(text, ensure_ascii=True)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_kept(file), parse_float=Decimal)
    except OSError as error:
        raise PricesError(
            f"the prices in {str(file)!r} can't be read: {error.strerror}. Name another file with FTN_PRICES."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PricesError(f"{str(file)!r} is not well-formed TOML: {error}. Correct it there.") from error
