"""What a kept decision rests on in the registers of models and prices, and what they say otherwise by now.

A case that names models rests on the days on which those end, and on their platforms' days. One that names none, or was kept before this
was, rests on its review date. Prices it rests on where its record has a calculation: on those of the models that are compared in it.
"""

from __future__ import annotations

import json
from calendar import month_name
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import structlog

from bot.conversation.case_costs import comparison_of
from bot.decision import review_date
from bot.errors import PricesError
from bot.storage.leaning import LeansOn, leaning
from knowledge.model_names import named_models
from knowledge.model_status import Checked, End, Platform, ends_next, model_register, packaged_register, status_of
from knowledge.page_values import PUBLISHERS
from knowledge.prices.book import PriceBook, open_book, plain_name
from knowledge.prices.rows import PriceKind, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.conversation.case import Case
    from knowledge.model_status import ModelRegister, ModelStatus

log = structlog.get_logger()
#: The prices that a choice between prompting and tuning turns on; cached and batch prices follow them.
PRICES_THAT_COUNT = (
    PriceKind.INPUT, PriceKind.OUTPUT, PriceKind.TUNED_INPUT, PriceKind.TUNED_OUTPUT, PriceKind.TRAINING, PriceKind.TRAINING_HOUR,
    PriceKind.HOSTING,
)  # fmt: skip
_PLATFORM_WORDS = {Platform.AZURE: "on Azure", Platform.OPENAI: "on OpenAI's own platform"}
#: What moves and what that is, by the register's name of it; the last three are a platform's.
_MOVES = {
    End.BASE.value: ("{what}", "now ends"),
    End.TRAINING_NEW.value: ("training {what}", "now closes to new customers on"),
    End.TRAINING_EXISTING.value: ("training {what}", "now closes to existing customers on"),
    End.TUNED.value: ("serving tuned versions of {what}", "now ends"),
    "training_closed_to_new": ("training {what}", "now closes to organisations that never trained on"),
    "training_closed_to_idle": ("training {what}", "now closes to organisations without recent use on"),
    "training_closed_to_all": ("training {what}", "now closes to everybody on"),
}
_PLATFORM_DAYS = tuple(name for name in _MOVES if name.startswith("training_closed"))
_FINGERPRINT_BYTES = 8


@dataclass(frozen=True, slots=True)
class RegisteredDay:
    """A day as the register has it; `model` is empty for a platform's own, and `day` is None where none is given.

    `page` is the day of the vendor's page that it was read from by the program; None where the packaged register gives it.
    """

    platform: Platform
    model: str
    version: str
    end: str
    day: date | None
    page: date | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """Which day it is."""
        return self.platform.value, self.model, self.version, self.end


@dataclass(frozen=True, slots=True)
class RegisteredPrice:
    """A list price in US dollars for one unit of its kind, and the day on which its source was read (ISO)."""

    model: str
    kind: PriceKind
    usd: Decimal
    read: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that a register says otherwise now: which, what it says, and that in a sentence."""

    about: tuple[str, ...]
    now: str
    text: str


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What one decision rests on: its review date, the days of the models it names, the prices it was worked out with, and the texts that its reasons cite."""

    review: date
    days: tuple[RegisteredDay, ...] = ()
    prices: tuple[RegisteredPrice, ...] = ()
    leans: tuple[LeansOn, ...] = ()

    def to_json(self) -> str:
        """The same as text to be stored."""
        return json.dumps({
            "review": self.review.isoformat(),
            "days": [[*one.key, one.day.isoformat() if one.day else ""] for one in self.days],
            "prices": [[one.model, one.kind.value, str(one.usd), one.read] for one in self.prices],
            "leans": [[one.source, one.heading, one.text] for one in self.leans],
        })  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> RestsOn:
        """Load what was stored.

        Raises:
            ValueError: It is damaged.
        """
        try:
            stored: dict[str, Any] = json.loads(text)
            return cls(
                date.fromisoformat(stored["review"]),
                tuple(
                    RegisteredDay(Platform(platform), model, version, end, date.fromisoformat(day) if day else None)
                    for platform, model, version, end, day in stored["days"]
                ),
                tuple(
                    RegisteredPrice(model, PriceKind(kind), Decimal(usd), read)
                    for model, kind, usd, read in stored["prices"]
                ),
                # Not there in what was stored before it was kept.
                tuple(LeansOn(*map(str, one)) for one in stored.get("leans", [])),
            )
        except (KeyError, TypeError, ArithmeticError) as error:
            raise ValueError(f"what a decision rests on can't be read ({error})") from error


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers of models and of prices, as they are at one time."""

    models: ModelRegister
    prices: PriceBook
    # Looked up once, because every decision that is shown is compared.
    _days: dict[str, tuple[RegisteredDay, ...]] = field(default_factory=dict, repr=False, compare=False)
    _prices: dict[str, tuple[RegisteredPrice, ...]] = field(default_factory=dict, repr=False, compare=False)

    def under(self, case: Case, decided: date) -> RestsOn:
        """What a case rests on that is decided on this day."""
        named = models_of(case)
        days = [day for model in named for day in self._days_of(model)]
        for platform in Platform:
            if any(day.platform is platform for day in days):
                days += self._days_of_platform(platform)
        return RestsOn(
            self.review(case, decided),
            tuple(days),
            tuple(price for model in self._compared(case) for price in self._prices_of(model)),
            leaning(case),
        )

    def review(self, case: Case | None, decided: date) -> date:
        """When a decision is to be looked at again: with the next end of a model it names on Azure, or else of any there."""
        return review_date(decided, self.ends_next(case, decided))

    def ends_next(self, case: Case | None, decided: date) -> date | None:
        """The next end after the day of a decision: of a model that its case names on Azure, or else of any there."""
        named = frozenset(models_of(case)) if case else frozenset()
        own = ends_next(decided, Platform.AZURE, named, self.models) if named else None
        return own or ends_next(decided, Platform.AZURE, register=self.models)

    def changes(self, kept: RestsOn, decided: date) -> tuple[Moved, ...]:
        """What the registers say otherwise than they did when something was decided, each in a sentence, the days first."""
        prices = self._price_changes(kept.prices)
        if not kept.days:
            review = self.review(None, decided)
            return (*(() if review == kept.review else (_review_moved(kept.review, review),)), *prices)
        moved: dict[tuple[str, ...], Moved] = {}
        for before in kept.days:
            now = self._day_now(before)
            if now is not None and now.day != before.day:
                # The base model and its training mostly move together: said once.
                moved.setdefault((*before.key[:3], str(before.day), str(now.day)), _day_moved(before, now))
        return (*moved.values(), *prices)

    def _compared(self, case: Case) -> list[str]:
        """The models that the calculation in a case's record is made with; none where it has no calculation."""
        made = comparison_of(case, self.prices)
        if made is None:
            return []
        scenario = made.scenario
        parts = (scenario.now, scenario.smaller, scenario.tuned, scenario.tuned_smaller)
        return list(dict.fromkeys(part.model for part in parts if part))

    def _days_of(self, model: str) -> tuple[RegisteredDay, ...]:
        if model not in self._days:
            lives = [(platform, status) for platform in Platform if (status := status_of(model, platform, self.models))]
            self._days[model] = tuple(
                RegisteredDay(platform, model, status.version, end.value, status.ends.get(end), _page_of(status))
                for platform, status in lives
                for end in End
            )
        return self._days[model]

    def _days_of_platform(self, platform: Platform) -> Iterator[RegisteredDay]:
        status = self.models.platforms[platform]
        yield from (RegisteredDay(platform, "", "", end, getattr(status, end)) for end in _PLATFORM_DAYS)

    def _day_now(self, before: RegisteredDay) -> RegisteredDay | None:
        """The same day as the register has it now, or None where it says nothing of the model any more."""
        found = self._days_of(before.model) if before.model else self._days_of_platform(before.platform)
        return next((one for one in found if one.key == before.key), None)

    def _prices_of(self, model: str) -> tuple[RegisteredPrice, ...]:
        if model not in self._prices:
            listed = [price for kind in PRICES_THAT_COUNT for price in self.prices.all_of(model, kind)[:1]]
            self._prices[model] = tuple(
                RegisteredPrice(plain_name(model), price.kind, price.usd, price.read) for price in listed
            )
        return self._prices[model]

    def _price_changes(self, kept: Sequence[RegisteredPrice]) -> Iterator[Moved]:
        for before in kept:
            now = next((one for one in self._prices_of(before.model) if one.kind is before.kind), None)
            if now is not None and now.usd != before.usd:
                yield _price_moved(before, now)


@lru_cache(maxsize=1)
def packaged_registers() -> Registers:
    """The registers as they are packed, without anything a company added.

    Raises:
        OperatorError: One of them is not well-formed.
    """
    return Registers(packaged_register(), open_book())


def open_registers(data_dir: Path, own_prices: Path | None) -> Registers:
    """The registers that hold now: that of models as this process follows it, and prices with the newer snapshot and a company's own; prices that can't be read are left out.

    Raises:
        SourcesError: The register of models is not well-formed.
    """
    try:
        return Registers(model_register(), open_book(data_dir, own_prices))
    except PricesError as error:
        # `ftn cost` and `ftn doctor` say it to somebody who can mend it; a decision is kept all the same.
        log.warning("prices can't be read", reason=str(error))
        return Registers(model_register(), PriceBook(()))


def models_of(case: Case) -> list[str]:
    """The models that a case names, in its opening or in the words of its facts."""
    return named_models("\n".join([case.opening, *(fact.words for fact in case.assessment.facts)]))


def fingerprint(changes: Sequence[Moved]) -> str:
    """What tells these changes from others, however they are worded; empty where there are none."""
    if not changes:
        return ""
    said = json.dumps(sorted([*change.about, change.now] for change in changes))
    return blake2b(said.encode(), digest_size=_FINGERPRINT_BYTES).hexdigest()


def _day_moved(before: RegisteredDay, now: RegisteredDay) -> Moved:
    subject, moves = _MOVES[before.end]
    subject = subject.format(what=" ".join(filter(None, (before.model, _PLATFORM_WORDS[before.platform]))))
    # A model's name keeps its small letter.
    begun = subject if before.end == End.BASE else _sentence(subject)
    said = f"{begun} {moves} {_words(now.day)}" if now.day else f"No end is given any more of {subject}"
    rested = _words(before.day) if before.day else "no known end"
    by = f" by {PUBLISHERS[now.platform]}'s page of {_words(now.page)}" if now.page else ""
    return Moved(before.key, str(now.day or ""), f"{said}{by}; this rested on {rested}.")


def _page_of(status: ModelStatus) -> date | None:
    return status.date if status.checked is Checked.PAGE else None


def _price_moved(before: RegisteredPrice, now: RegisteredPrice) -> Moved:
    text = (
        f"{_sentence(said_of(before.kind, before.model))} now costs {_dollars(now.usd)} per {now.kind.unit}; "
        f"this rested on {_dollars(before.usd)}{f', read {before.read}' if before.read else ''}."
    )
    return Moved((before.model, before.kind.value), str(now.usd), text)


def _review_moved(before: date, now: date) -> Moved:
    text = f"The review is now due on {_words(now)}, because the days on which models end have moved; this rested on {_words(before)}."
    return Moved(("review",), now.isoformat(), text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(day: date) -> str:
    return f"{day.day} {month_name[day.month]} {day.year}"


def _dollars(usd: Decimal) -> str:
    places = max(2, -int(usd.normalize().as_tuple().exponent))
    return f"${usd:,.{places}f}"
