"""Whether a message asks if some money is enough to tune a model, or which model is the cheapest to train."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.reading.costs.models_in_costs import models_in_order
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from bot.reading.sayings import may_ask
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from collections.abc import Collection

#: Longer messages tell a case.
_MOST_WORDS = 18
#: A few words on the money that was just spoken of: "so 500 bucks enough or nah".
_MOST_WORDS_OF_MORE = 10
_DOLLARS = ("$", "usd", "dollar", "buck")
_MONTHS = {"month": 1, "monthly": 1, "mo": 1, "mth": 1, "year": 12, "yearly": 12, "annum": 12, "annually": 12}
#: Words between a sum and its period, as in "500 bucks all in a month".
_NEAR = 5
_SUFFICES = frozenset(["enough", "suffice", "suffices", "sufficient", "afford", "affordable", "cover", "covers", "doable", "realistic"])  # fmt: skip
_BOUNDS = re.compile(
    r"\b(?:under|below|within|for|with|on|off|at most|less than|no more than|a budget of|budget is|budget)\s+(?:about |around |like |only |just )?[$]?$"
)
_MAY = frozenset(["can", "could", "may", "possible", "able", "manage", "fit", "fits", "budget"])
_TUNES = frozenset(
    ["tune", "tuning", "tuned", "finetune", "finetuning", "finetuned", "train", "training", "trained", "host", "hosting", "distill", "distilling", "ft"]
)  # fmt: skip
#: What is paid today is no budget, and what is to be saved is none either.
_OF_TODAY = frozenset(["bill", "pay", "paying", "pays", "spend", "spending", "spent", "save", "saves", "saving", "cheaper", "currently", "cut", "reduce"])  # fmt: skip
_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|most affordable|lowest[- ](?:priced?|cost))\b")
_A_MODEL = frozenset(["model", "models", "one", "llm", "gpt", "base"])
#: "The cheapest way to train a model" asks for something else, and so does "is the cheapest model good enough to train?".
_NO_MODEL = frozenset(
    ["good", "enough", "worth", "why", "how", "better", "should", "always", "way", "ways", "method", "approach", "option", "region", "gpu", "gpus", "provider", "vendor", "platform", "cloud", "tier", "than", "vs", "data", "dataset", "technique", "alternative", "instead"]
)  # fmt: skip
#: What a question without a mark ends with: "so 500 bucks enough or nah".
_ASKS_AT_ITS_END = frozenset(["enough", "nah", "no", "not", "n", "right", "doable", "realistic"])
#: How a question for yes or no begins.
_WHETHER = frozenset(["is", "are", "does", "do", "can", "could", "may", "will", "would"])


@dataclass(frozen=True, slots=True)
class BudgetAsked:
    """Money that somebody asks whether it is enough for a tuned model.

    Attributes:
        usd: US dollars a month, or in all where no period was said.
        model: The model it is for; empty where none is named.
        is_monthly: Whether a period was said.
    """

    usd: Decimal
    model: str = ""
    is_monthly: bool = False


def budget_asked(text: str, models: Collection[str], *, goes_on: bool = False) -> BudgetAsked | None:
    """The budget that a message asks about; None where it asks about none, or in another currency than US dollars.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        goes_on: Whether the case or its costs are spoken of already, so that training need not be named.
    """
    words = plain_words(text)
    said = set(words)
    if not 0 < len(words) <= (_MOST_WORDS if said & _TUNES or _names_fine_tuning(words) else _MOST_WORDS_OF_MORE):
        return None
    sums = [one for one in quantities(text) if one.kind is QuantityKind.MONEY]
    if len(sums) != 1 or not _in_dollars(sums[0], text) or said & _OF_TODAY:
        return None
    is_of_tuning = bool(said & _TUNES) or _names_fine_tuning(words)
    before = text[: sums[0].start].lower()
    is_bounded = bool(said & _MAY) and bool(_BOUNDS.search(before))
    if not (is_of_tuning or goes_on) or not (said & _SUFFICES or is_bounded):
        return None
    if not may_ask(text) and "?" not in text and words[-1] not in _ASKS_AT_ITS_END:
        return None
    period = next((_MONTHS[word] for word in _after(sums[0], text) if word in _MONTHS), 0)
    named = list(dict.fromkeys(models_in_order(text, models)))
    value = Decimal(str(sums[0].value)) / (period or 1)
    return BudgetAsked(value, named[0] if len(named) == 1 else "", bool(period))


def cheapest_to_train_asked(text: str) -> bool:
    """Whether a message asks which model is the cheapest to train or to have trained."""
    words = plain_words(text)
    said = set(words)
    is_of_tuning = bool(said & _TUNES) or _names_fine_tuning(words)
    return (
        0 < len(words) <= _MOST_WORDS
        and bool(_CHEAPEST.search(text.lower()))
        and is_of_tuning
        and bool(said & _A_MODEL)
        and not said & _NO_MODEL
        and words[0] not in _WHETHER
        and not any(sign.isdigit() for sign in text)
    )


def _names_fine_tuning(words: list[str]) -> bool:
    return any(word.startswith("finetun") for word in words) or "fine" in words


def _in_dollars(one: Quantity, text: str) -> bool:
    near = text[max(0, one.start - 2) : one.end].lower()
    return any(sign in near for sign in _DOLLARS)


def _after(one: Quantity, text: str) -> list[str]:
    return plain_words(text[one.start : one.end + 40])[: _NEAR + 2]
