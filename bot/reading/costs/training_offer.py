"""Whether a message asks if what a seller wants for training is a fair price: "the vendor wants 40,000 EUR to fine-tune gpt-4o on 2 million tokens. fair?"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.asked.training_cost_asked import TrainingCostAsked, run_said, speaks_of_training
from bot.reading.numbers.numbers import words_of
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import may_ask
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_WORDS = 45
_SELLERS = frozenset(
    ["vendor", "vendors", "agency", "consultant", "consultants", "consultancy", "supplier", "provider", "integrator", "contractor", "freelancer", "partner",
     "firm", "company", "startup", "seller", "reseller", "they", "offer", "offers", "offered", "offering", "quote", "quotes", "quoted", "quotation", "proposal", "bid", "invoice"]
)  # fmt: skip
_JUDGED = frozenset(
    ["fair", "reasonable", "ok", "okay", "normal", "justified", "expensive", "overpriced", "cheap", "worth", "realistic", "legit", "rip", "ripped", "ripoff",
     "scam", "high", "steep", "plausible", "much", "usual", "correct", "right", "cost", "costs", "price"]
)  # fmt: skip
#: Who asks for more than the price asks for a verdict.
_OF_A_VERDICT = frozenset([("should", "we"), ("should", "i"), ("shall", "we"), ("worth", "it")])


@dataclass(frozen=True, slots=True)
class TrainingOffer:
    """What a seller wants for training, in the person's words, and the run that it is for."""

    price: str
    run: TrainingCostAsked


def training_offer(text: str, models: Collection[str]) -> TrainingOffer | None:
    """The offer that a message asks about; None where it names no sum of money or no model to train, or asks for more than whether it is fair."""
    words = plain_words(text)
    said = set(words)
    if not 0 < len(words) <= _MOST_WORDS or not said & _SELLERS or not said & _JUDGED or not may_ask(text):
        return None
    if not speaks_of_training(words) or _OF_A_VERDICT & set(pairwise(words)):
        return None
    money = [one for one in quantities(text) if one.kind is QuantityKind.MONEY]
    if len(money) != 1:
        return None
    first = _begin(text, money[0].start)
    # What is left says what is trained, and on how much.
    run = run_said(f"{text[:first]} , {text[money[0].end :]}", models)
    return TrainingOffer(" ".join(text[first : money[0].end].split()), run) if run and run.model else None


def _begin(text: str, start: int) -> int:
    """Where an amount begins, its currency before it included: "EUR 40,000", "$25k"."""
    before = words_of(text[:start])
    is_named = bool(before) and (before[-1].text in "$€£¥₹" or before[-1].text in {"eur", "usd", "gbp", "chf"})
    return before[-1].start if is_named else start
