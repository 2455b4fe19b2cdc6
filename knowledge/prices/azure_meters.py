"""Azure's names of meters, read into prices: "gpt-4.1 FT Training regional Tokens", "4.1 mini ft hosting Dz Unit".

Each word of a name is looked up in a table; what is left over names the model. A name with a word that nobody knows is
told as unknown and gives no price, as does one whose prices contradict each other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from statistics import mode
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.prices.rows import EVERYWHERE, Price, PriceKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Azure's names of products that hold the meters read here, each with the tier of a meter that names none.
PRODUCTS = {
    "Azure OpenAI": Tier.REGIONAL,
    "Azure OpenAI Embedding": Tier.REGIONAL,
    "Azure OpenAI GPT5": Tier.REGIONAL,
    "Azure OpenAI Reasoning": Tier.REGIONAL,
    "Azure OpenAI PP FT GPT4s": Tier.REGIONAL,
    "Azure OpenAI OSS Models": Tier.GLOBAL,
    "Azure Llama Models": Tier.GLOBAL,
    "Azure Mistral Models": Tier.GLOBAL,
}
PROVIDER = "azure"
_LISTED = "Consumption"
_TIERS = {
    **dict.fromkeys(("gl", "glb", "glbl", "global"), Tier.GLOBAL),
    **dict.fromkeys(("dz", "dzone", "datazone"), Tier.DATA_ZONE),
    **dict.fromkeys(("regnl", "rgnl", "regional"), Tier.REGIONAL),
}
_WORDS = {
    **dict.fromkeys(("in", "inp", "inpt", "input"), "input"),
    **dict.fromkeys(("opt", "out", "outp", "outpt", "output"), "output"),
    **dict.fromkeys(("cached", "cchd", "cd", "cach"), "cached"),
    **dict.fromkeys(("ft", "rft"), "tuned"),
    **dict.fromkeys(("training", "trng"), "training"),
    **dict.fromkeys(("hosting", "hstng"), "hosting"),
    "batch": "batch",
    "dev": "dev",
}
_MEANS_NOTHING = {"tokens", "token", "tkn", "1m", "unit", "units", "deployment", "gpt", "model", "azure"}
_GLUED = (("data zone", "datazone"), ("3bft", "3b ft "), ("mini0718", "mini 0718"), ("-", " "), ("_", " "))
#: What is left of a meter's name, and the model it stands for; gpt-4o is its version of 2024-08-06, the one that is tuned.
_MODELS = {
    "4.1": "gpt-4.1", "4.1 mini": "gpt-4.1-mini", "4.1 nano": "gpt-4.1-nano",
    "4o": "gpt-4o", "4o 0806": "gpt-4o", "4o mini": "gpt-4o-mini", "4o mini 0718": "gpt-4o-mini",
    "o4 mini": "o4-mini", "o4 mini 0416": "o4-mini",
    "5": "gpt-5", "5 mini": "gpt-5-mini", "5 nano": "gpt-5-nano", "5.1": "gpt-5.1", "5.2": "gpt-5.2",
    "5.4": "gpt-5.4", "5.4 mini": "gpt-5.4-mini", "5.4 nano": "gpt-5.4-nano",
    "oss 20b": "gpt-oss-20b", "20b": "gpt-oss-20b",
    "3.3 70b": "llama-3.3-70b", "llama3.3 70b": "llama-3.3-70b", "llama3.3": "llama-3.3-70b",
    "mnstrl 3b": "ministral-3b", "ministral 3b": "ministral-3b",
    "text embedding 3 small": "text-embedding-3-small", "text embedding 3 large": "text-embedding-3-large",
    "embedding 3 small": "text-embedding-3-small", "embedding 3 large": "text-embedding-3-large",
}  # fmt: skip
_EMBEDDING = "text-embedding-"
_PLAIN_KINDS = {
    frozenset({"input"}): PriceKind.INPUT,
    frozenset({"input", "cached"}): PriceKind.CACHED,
    frozenset({"output"}): PriceKind.OUTPUT,
    frozenset({"input", "batch"}): PriceKind.BATCH_INPUT,
    frozenset({"output", "batch"}): PriceKind.BATCH_OUTPUT,
    frozenset({"input", "tuned"}): PriceKind.TUNED_INPUT,
    frozenset({"input", "cached", "tuned"}): PriceKind.TUNED_CACHED,
    frozenset({"output", "tuned"}): PriceKind.TUNED_OUTPUT,
    frozenset({"tuned", "hosting"}): PriceKind.HOSTING,
}
_CHEAPER_WHEN_CACHED = {PriceKind.CACHED: PriceKind.INPUT, PriceKind.TUNED_CACHED: PriceKind.TUNED_INPUT}
_TOKENS_OF = {"1K": Decimal(1_000), "1M": Decimal(1_000_000)}
_HOURS = {"1 Hour", "1/Hour"}


class MeterRead(NamedTuple):
    """What a meter's name says."""

    model: str
    kind: PriceKind
    tier: Tier


@dataclass(slots=True)
class MetersRead:
    """The prices of a list of meters, and by name what gave none: not understood, or contradicting itself."""

    prices: list[Price] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    contradicting: set[str] = field(default_factory=set)


class _Quote(NamedTuple):
    """What one row of the list says of one region."""

    effective: str
    usd: Decimal
    meter: str


def read_name(name: str, product: str, unit: str) -> MeterRead | None:
    """What a meter's name says; None where it is not one of the models or kinds known here."""
    text = name.lower()
    for glued, apart in _GLUED:
        text = text.replace(glued, apart)
    words: set[str] = set()
    left: list[str] = []
    tier = PRODUCTS.get(product)
    for word in text.split():
        if word in _TIERS:
            tier = _TIERS[word]
        elif word in _WORDS:
            words.add(_WORDS[word])
        elif word not in _MEANS_NOTHING:
            left.append(word)
    model = _MODELS.get(" ".join(left))
    kind = _kind(words - {"dev"}, unit, embeds=bool(model and model.startswith(_EMBEDDING)))
    if product not in PRODUCTS or tier is None or model is None or kind is None:
        return None
    return MeterRead(model, kind, Tier.DEVELOPER if "dev" in words else tier)


def _kind(words: set[str], unit: str, *, embeds: bool) -> PriceKind | None:
    by_the_hour = unit in _HOURS
    if words in ({"tuned", "training"}, {"tuned"}):
        return PriceKind.TRAINING_HOUR if by_the_hour else PriceKind.TRAINING
    kind = PriceKind.INPUT if embeds and not words else _PLAIN_KINDS.get(frozenset(words))
    return kind if kind and (kind.unit == "hour") == by_the_hour else None


def read_meters(items: Iterable[Mapping[str, Any]], *, source: str, read: str) -> MetersRead:
    """Read the rows of the Azure Retail Prices API into prices in USD per million tokens or per hour.

    Args:
        items: Rows with `meterName`, `productName`, `unitOfMeasure`, `retailPrice`, `effectiveStartDate` and either
            `armRegionName` or `regions`; those of another `type` than "Consumption" are passed over.
        source: What every price is cited to.
        read: The day on which the list was read, ISO; a price that begins later is left out.
    """
    found = MetersRead()
    quotes: dict[MeterRead, dict[str, list[_Quote]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        name, product, unit = (str(item.get(key, "")) for key in ("meterName", "productName", "unitOfMeasure"))
        effective = str(item.get("effectiveStartDate", ""))[:10]
        # Of a reservation or a test subscription another price holds than the list's.
        if product not in PRODUCTS or effective > read or item.get("type", _LISTED) != _LISTED:
            continue
        said = read_name(name, product, unit)
        if said is None or (unit not in _HOURS and unit not in _TOKENS_OF):
            found.unknown.add(name)
            continue
        amount = _amount(item["retailPrice"])
        regions = item.get("regions") or [item.get("armRegionName", "")]
        if amount is None or not isinstance(regions, list):
            found.unknown.add(name)
            continue
        usd = amount * (1 if unit in _HOURS else Decimal(1_000_000) / _TOKENS_OF[unit])
        for region in regions:
            quotes[said][str(region)].append(_Quote(effective, usd, name))
    for said, by_region in quotes.items():
        found.prices += _prices(said, by_region, found.contradicting, source, read)
    _leave_out_dear_caches(found)
    found.prices.sort(key=lambda price: (*price.key, -len(price.regions), price.usd))
    return found


def _amount(value: object) -> Decimal | None:
    """Dollars from 0 up; None for what is none."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _prices(
    said: MeterRead, by_region: Mapping[str, list[_Quote]], contradicting: set[str], source: str, read: str
) -> list[Price]:
    """One price for every amount, with the regions it holds in and the day from which in most of them; of several in one region the newest counts."""
    amounts: dict[Decimal, dict[str, _Quote]] = defaultdict(dict)
    for region, quotes in by_region.items():
        newest = max(quote.effective for quote in quotes)
        current = [quote for quote in quotes if quote.effective == newest]
        if len({quote.usd for quote in current}) > 1:
            contradicting |= {quote.meter for quote in current}
        else:
            amounts[current[0].usd.normalize()][region] = current[0]
    return [
        Price(
            PROVIDER, said.model, said.kind, said.tier,
            (EVERYWHERE,) if len(amounts) == 1 else tuple(sorted(quotes)),
            usd, mode(sorted(quote.effective for quote in quotes.values())), min(quote.meter for quote in quotes.values()),
            source, read,
        )
        for usd, quotes in amounts.items()
    ]  # fmt: skip


def _leave_out_dear_caches(found: MetersRead) -> None:
    """Leave out the token prices of a tier in which a cached token costs more than one that is not: the list is mixed up there."""
    dearest: dict[tuple[str, PriceKind, Tier], Decimal] = {}
    for price in found.prices:
        key = (price.model, price.kind, price.tier)
        dearest[key] = max(price.usd, dearest.get(key, price.usd))
    wrong = {
        (model, tier, kind.value.startswith("tuned"))
        for (model, kind, tier), usd in dearest.items()
        if kind in _CHEAPER_WHEN_CACHED and usd > dearest.get((model, _CHEAPER_WHEN_CACHED[kind], tier), usd)
    }
    for price in list(found.prices):
        tuned = price.kind.value.startswith("tuned")
        is_token = tuned or price.kind in {PriceKind.INPUT, PriceKind.CACHED, PriceKind.OUTPUT}
        if is_token and (price.model, price.tier, tuned) in wrong:
            found.prices.remove(price)
            found.contradicting.add(price.meter)
