"""Registers as they were before something moved, and cases that rest on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.storage.rests_on import Registers, packaged_registers
from knowledge.model_status import Platform
from knowledge.prices.book import PriceBook
from knowledge.prices.rows import PriceKind

if TYPE_CHECKING:
    from knowledge.model_status import ModelRegister

MODEL = "gpt-4.1-mini"
OPENING = f"Our support bot on {MODEL} should sound like us. Should we fine-tune?"
EARLIER = date(2026, 10, 14)


def with_life(model: str = MODEL, platform: Platform = Platform.AZURE, **days: date | None) -> ModelRegister:
    """The packaged register of models, with other days for all versions of one of them."""
    now = packaged_registers().models
    return replace(
        now,
        model=tuple(
            replace(one, **days) if one.name == model and one.platform is platform else one  # type: ignore[arg-type]  # days only
            for one in now.model
        ),
    )


def with_price(usd: str, kind: PriceKind = PriceKind.TRAINING, model: str = MODEL) -> PriceBook:
    """The packaged prices, with another one for a model in every tier."""
    return PriceBook(
        tuple(
            replace(price, usd=Decimal(usd)) if price.model == model and price.kind is kind else price
            for price in packaged_registers().prices.prices
        )
    )


def before_the_move() -> Registers:
    """The registers on the day when tuned versions of the model were to end a year earlier than they are now."""
    moved = with_life(training_ends_existing=EARLIER, tuned_ends=EARLIER)
    return Registers(moved, packaged_registers().prices)
