"""Whether a message asks if one list price is lower or higher than another: of two deployment types, or of two models.

As with a single price, every word has to be one of those that such a question is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.asked.price_asked import VOCABULARY
from bot.reading.costs.models_in_costs import models_in_order
from knowledge.model_names import model_mentions, plain_words
from knowledge.prices.rows import PriceKind, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.prices.book import PriceBook

_MOST_WORDS = 22
_LOWER = frozenset(["cheaper", "less", "lower"])
_HIGHER = frozenset(["more", "higher", "dearer", "expensive", "costlier", "pricier"])
#: What speaks of money by itself; "more" and "less" need a word for a price beside them.
_OF_MONEY = frozenset(["cheaper", "dearer", "expensive", "costlier", "pricier"])
_PRICES = frozenset(["price", "prices", "priced", "cost", "costs", "fee", "fees", "charge", "charges", "rate", "rates"])
_HOSTING = frozenset(["hosting", "host", "hosted", "deployment", "deployed", "deploying", "deploy", "hour", "hourly"])
_TRAINING = frozenset(["training", "train", "tuning", "tune", "finetuning"])
_TOKENS = {"input": PriceKind.INPUT, "output": PriceKind.OUTPUT, "cached": PriceKind.CACHED}
_TUNED = frozenset(["tuned", "finetuned", "trained", "tune", "tuning"])
_TWO = 2
_AROUND = frozenset(
    ["yes", "no", "or", "than", "vs", "versus", "against", "compared", "if", "same", "more", "less", "any", "type", "types", "deployments", "mini", "nano", "rate", "rates"]
)  # fmt: skip
_TIERS = {
    "global": Tier.GLOBAL,
    "regional": Tier.REGIONAL,
    "developer": Tier.DEVELOPER,
    "datazone": Tier.DATA_ZONE,
    "zone": Tier.DATA_ZONE,
}


@dataclass(frozen=True, slots=True)
class PricesCompared:
    """Two list prices that somebody holds against each other, the first as the one that would be lower (or `is_higher`).

    Either two `tiers` are compared, for one model or for all, or two `models`.
    """

    kind: PriceKind
    models: tuple[str, ...]
    tiers: tuple[Tier, ...]
    is_higher: bool


def prices_compared(text: str, book: PriceBook) -> PricesCompared | None:
    """Which prices a message holds against each other; None where it asks something else, or more than that."""
    words = plain_words(text)
    said = set(words)
    compares = said & (_LOWER | _HIGHER)
    if not 0 < len(words) <= _MOST_WORDS or not compares or not (said & _OF_MONEY or said & _PRICES):
        return None
    inside = {place for one in model_mentions(text, book.models) for place in range(*one.words)}
    known = VOCABULARY | _AROUND | _LOWER | _HIGHER | _PRICES | _HOSTING
    if any(word not in known for place, word in enumerate(words) if place not in inside):
        return None
    models = tuple(dict.fromkeys(models_in_order(text, book.models)))
    tiers = _tiers(words)
    # "Is gpt-4o cheaper than gpt-4.1?" is told of what goes in.
    kind = _kind(said) or (PriceKind.INPUT if len(models) == _TWO and not said & _TUNED else None)
    if kind is None or (len(tiers), len(models)) not in {(2, 0), (2, 1), (0, 2), (1, 2)}:
        return None
    return PricesCompared(kind, models, tiers, is_higher=bool(said & _HIGHER))


def _kind(said: set[str]) -> PriceKind | None:
    if named := [kind for word, kind in _TOKENS.items() if word in said]:
        return named[0]
    if said & _TRAINING:
        return PriceKind.TRAINING
    return PriceKind.HOSTING if said & _HOSTING else None


def _tiers(words: Sequence[str]) -> tuple[Tier, ...]:
    """The deployment types in order; "standard" alone is the regional one."""
    found: list[Tier] = []
    for place, word in enumerate(words):
        follows = words[place - 1] if place else ""
        if word == "standard" and follows not in {"global", "regional", "zone", "datazone"}:
            found.append(Tier.REGIONAL)
        elif word in _TIERS:
            found.append(_TIERS[word])
    return tuple(dict.fromkeys(found))
