"""Whether a message asks what one training run costs, and on how much: "train gpt-4.1-mini on 5,000 examples of 800 tokens for 3 epochs"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.reading.models_in_costs import models_in_order
from bot.reading.quantities import Quantity, QuantityKind, quantities
from bot.reading.words_on_money import asks_how_much
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_WORDS = 32
_PRICE = frozenset(["cost", "costs", "price", "pay", "charge", "charged", "bill", "expensive"])
_HOW_MUCH_TO = ("how", "much", "to")
_TRAINS = frozenset(
    ["train", "training", "tune", "tuning", "finetune", "finetuning", "trained", "sft", "dpo", "epoch", "epochs"]
)
_EXAMPLES = frozenset(
    ["example", "examples", "sample", "samples", "pair", "pairs", "conversation", "conversations", "dialogues", "records", "rows", "lines", "documents"]
)  # fmt: skip
_EACH = frozenset(["each", "apiece", "per", "long", "average", "avg", "every"])
_PASSES = frozenset(["epoch", "epochs", "pass", "passes"])


@dataclass(frozen=True, slots=True)
class TrainingCostAsked:
    """A training run whose price is asked for: the tokens of one pass, the passes (None where not said), and the examples they come from."""

    model: str
    tokens: Decimal
    epochs: Decimal | None = None
    examples: Decimal | None = None


def training_cost_asked(text: str, models: Collection[str]) -> TrainingCostAsked | None:
    """What training run's price a message asks for; None where it asks for none, or not on how much."""
    words = plain_words(text)
    if not 0 < len(words) <= _MOST_WORDS or not _TRAINS & set(words):
        return None
    if not (
        _PRICE & set(words) or asks_how_much(words) or _HOW_MUCH_TO in zip(words, words[1:], words[2:], strict=False)
    ):
        return None
    named = list(dict.fromkeys(models_in_order(text, models)))
    given = quantities(text)
    if len(named) != 1 or any(one.kind in {QuantityKind.RATE, QuantityKind.MONEY} for one in given):
        return None
    epochs = next((_value(one) for one in given if _counts(one, text, _PASSES)), None)
    examples = next(
        (_value(one) for one in given if one.kind is QuantityKind.COUNT and _counts(one, text, _EXAMPLES)), None
    )
    tokens = [one for one in given if "token" in text[one.start : one.end].lower() or _begins(one, "token")]
    if len(tokens) != 1 or plain_words(text[: tokens[0].start])[-1:] == ["per"]:
        return None
    is_each = examples is not None and _is_each(tokens[0], text)
    total = _value(tokens[0]) * (examples if is_each and examples else 1)
    return TrainingCostAsked(named[0], total, epochs, examples if is_each else None) if total > 0 else None


def _is_each(tokens: Quantity, text: str) -> bool:
    """Whether tokens are of one example: "800 tokens each", "of 800 tokens"."""
    after = set(plain_words(text[tokens.end :])[:3])
    before = plain_words(text[: tokens.start])[-3:]
    return (
        bool(after & _EACH)
        or bool({"of", "with", "at", "x", "times", "averaging", "average"} & set(before))
        or "×" in text
    )


def _counts(one: Quantity, text: str, words: frozenset[str]) -> bool:
    said = set(plain_words(text[one.start : one.end]))
    return bool(said & words) or bool(set(one.counted[:3]) & words)


def _begins(one: Quantity, stem: str) -> bool:
    return any(word.startswith(stem) for word in one.counted[:2])


def _value(one: Quantity) -> Decimal:
    return Decimal(str(one.value))
