"""Until when each model can be trained and served, and where: `model_status.toml` read, checked and asked.

What a vendor's page says for certain since then is put over it by `knowledge.page_values`. A model is registered once for each platform and version. All days are whole days; a model ends on its day, so that nothing can be started on
it any more. What the register doesn't know is None, and what follows from it is UNKNOWN, never a guess.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from bot.errors import SourcesError

_STRICT = ConfigDict(extra="forbid")
_Name = Annotated[str, Field(min_length=1)]
_A_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_SourceId = Annotated[str, Field(pattern=r"^S\d\d$")]


class Platform(StrEnum):
    """Who trains and serves a model."""

    AZURE = "azure"
    OPENAI = "openai"


class Stage(StrEnum):
    """A model's stage of life, in Microsoft's words; what OpenAI calls shut down is retired."""

    PREVIEW = "preview"
    GA = "ga"
    LEGACY = "legacy"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class TuningMethod(StrEnum):
    """A way of tuning."""

    SFT = "SFT"
    DPO = "DPO"
    RFT = "RFT"


class TrainingType(StrEnum):
    """Where and with what guarantees Azure trains."""

    STANDARD = "standard"
    DATA_ZONE = "data zone"
    GLOBAL = "global"
    DEVELOPER = "developer"


class Checked(StrEnum):
    """What a row was compared with."""

    ORIGINAL = "original"
    COPY = "copy"
    DESIGN_PAPER = "design paper"
    PAGE = "page"


class End(StrEnum):
    """What ends on a day; the values are the register's own names."""

    BASE = "base_ends"
    TRAINING_NEW = "training_ends_new"
    TRAINING_EXISTING = "training_ends_existing"
    TUNED = "tuned_ends"


@dataclass(frozen=True, slots=True, config=_STRICT)
class Dispute:
    """What another text says of one of a model's days."""

    field: End
    day: dt.date
    by: _Name


@dataclass(frozen=True, slots=True, config=_STRICT)
class ModelStatus:
    """The life of one version of a model on one platform; `model_status.toml` says what each field means."""

    name: _Name
    platform: Platform
    source: _SourceId
    date: dt.date
    checked: Checked
    read: dt.date
    version: str = ""
    stage: Stage | None = None
    announced: dt.date | None = None
    base_ends: dt.date | None = None
    training_ends_new: dt.date | None = None
    training_ends_existing: dt.date | None = None
    not_before: bool = False
    tuned_ends: dt.date | None = None
    replacement: str = ""
    methods: tuple[TuningMethod, ...] = ()
    invitation: bool = False
    training_types: tuple[TrainingType, ...] = ()
    regions: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    price_name: str = ""
    disputed: tuple[Dispute, ...] = ()
    passages: tuple[str, ...] = ()
    """Ids of the passages of a fetched page that say what differs from the packaged row; none where nothing does."""

    @model_validator(mode="after")
    def _hangs_together(self) -> ModelStatus:
        if self.read < self.date:
            raise ValueError(f"{self.label} was read on {self.read}, before its document of {self.date}")
        if self.not_before and self.training_ends_existing is None:
            raise ValueError(f"{self.label} says 'not_before' of no day: give training_ends_existing")
        closes_to_old = self.training_ends_existing or dt.date.max
        if self.training_ends_new and self.training_ends_new > closes_to_old and not self.not_before:
            raise ValueError(f"{self.label} closes training to existing customers before new ones")
        if self.tuned_ends and self.training_ends_existing and self.tuned_ends < self.training_ends_existing:
            raise ValueError(f"{self.label} serves tuned versions until {self.tuned_ends}, but trains for longer")
        return self

    @property
    def label(self) -> str:
        """The model with its version, as people write it: `gpt-4o (2024-08-06)`."""
        return f"{self.name} ({self.version})" if self.version else self.name

    @property
    def tunable(self) -> bool:
        """Whether this version can be tuned, or could be."""
        return bool(self.methods or self.training_ends_existing)

    @property
    def ends(self) -> dict[End, dt.date]:
        """The days on which something of it ends, as far as they are known."""
        return {end: day for end in End if (day := getattr(self, end.value)) is not None}

    @property
    def days(self) -> frozenset[dt.date]:
        """Every day the register knows of this version: its ends and their notice, what is disputed, and its version where that is a day."""
        known = {
            *self.ends.values(),
            *(one.day for one in self.disputed),
            *([self.announced] if self.announced else []),
        }
        return frozenset(known | ({dt.date.fromisoformat(self.version)} if _A_DAY.fullmatch(self.version) else set()))


@dataclass(frozen=True, slots=True, config=_STRICT)
class PlatformStatus:
    """What holds for all models of a platform."""

    title: _Name
    source: _SourceId
    date: dt.date
    checked: Checked
    read: dt.date
    global_training: tuple[str, ...] = ()
    training_closed_to_new: dt.date | None = None
    training_closed_to_idle: dt.date | None = None
    training_closed_to_all: dt.date | None = None

    @property
    def days(self) -> frozenset[dt.date]:
        """Every day the register knows of the platform."""
        closed = (self.training_closed_to_new, self.training_closed_to_idle, self.training_closed_to_all)
        return frozenset(day for day in closed if day)


class Openness(StrEnum):
    """Whether training is open."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Trainable:
    """Whether a model can be trained on a day, why, and the day on which that changes or changed, where one is known."""

    answer: Openness
    reason: str
    day: dt.date | None = None
    status: ModelStatus | None = None
    """The row it rests on, or None where no row has the model."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class ModelRegister:
    """The whole register."""

    checked: dt.date
    """The day on which somebody last compared it with the vendors' pages."""
    platforms: dict[Platform, PlatformStatus]
    model: tuple[ModelStatus, ...] = field(default=())

    @model_validator(mode="after")
    def _each_once(self) -> ModelRegister:
        if missing := set(Platform) - set(self.platforms):
            raise ValueError(f"no [platforms.{min(missing)}]")
        seen: set[tuple[str, Platform, str]] = set()
        for status in self.model:
            key = status.name, status.platform, status.version
            if key in seen:
                raise ValueError(f"{status.label} on {status.platform} stands twice")
            seen.add(key)
            if strangers := set(status.not_in) - set(self.platforms[status.platform].global_training):
                raise ValueError(f"{status.label} is not in {min(strangers)!r}, which is no region of global training")
        if late := [one.label for one in self.model if one.read > self.checked]:
            raise ValueError(f"{late[0]} was read after the register was last checked: move `checked`")
        return self


@lru_cache(maxsize=1)
def packaged_register() -> ModelRegister:
    """The register as it is packed.

    Raises:
        SourcesError: It is not well-formed.
    """
    return load_model_register(Path(__file__).parent / "model_status.toml")


@dataclass(slots=True)
class _InForce:
    register: ModelRegister | None = None


_IN_FORCE = _InForce()


def model_register() -> ModelRegister:
    """The register that holds in this process: the packaged one, unless `hold` gave another.

    Raises:
        SourcesError: The packaged one is not well-formed.
    """
    return _IN_FORCE.register or packaged_register()


def hold(register: ModelRegister | None) -> None:
    """Have this register hold in the whole process from now on; None for the packaged one."""
    _IN_FORCE.register = register


def load_model_register(file: Path) -> ModelRegister:
    """Read a register.

    Raises:
        SourcesError: The file can't be read, or an entry is not well-formed; says which and why.
    """
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
        return TypeAdapter(ModelRegister).validate_python(_with_defaults(written))
    except ValidationError as error:
        first = error.errors()[0]
        where = _where(first["loc"], written)
        raise SourcesError(f"{str(file)!r} has an entry that can't be used: {where}: {first['msg']}.") from error
    except (OSError, ValueError) as error:
        # Not TOML and not UTF-8 are both ValueErrors.
        raise SourcesError(f"can't read the register of models {str(file)!r}: {error}") from error


#: What a row takes over from its platform where it doesn't say so itself.
_TAKEN_OVER = ("source", "date", "checked", "read")


def _with_defaults(written: dict[str, Any]) -> dict[str, Any]:
    """The register with each row's source and days filled in from its platform."""
    platforms, rows = written.get("platforms"), written.get("model")
    if not isinstance(platforms, dict) or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return written
    filled = []
    for row in rows:
        home = platforms.get(str(row.get("platform")), {})
        filled.append({key: home[key] for key in _TAKEN_OVER if key in home} | row)
    return written | {"model": filled}


def _where(path: tuple[int | str, ...], written: dict[str, Any]) -> str:
    """The place of a mistake as a person finds it: the model's name in place of its number."""
    parts = [str(part) for part in path]
    if len(path) > 1 and path[0] == "model" and isinstance(path[1], int):
        row = written["model"][path[1]]
        parts[1] = str(row.get("name") if isinstance(row, dict) and "name" in row else f"number {path[1] + 1}")
    return ".".join(parts) or "the whole"


def versions_of(model: str, platform: Platform, register: ModelRegister | None = None) -> list[ModelStatus]:
    """Every registered version of a model on a platform, the one that can be tuned first, then the one that lives longest."""
    found = [one for one in (register or model_register()).model if one.name == model and one.platform is platform]
    return sorted(found, key=lambda one: (not one.tunable, -(one.base_ends or dt.date.max).toordinal()))


def status_of(model: str, platform: Platform, register: ModelRegister | None = None) -> ModelStatus | None:
    """The life of a model on a platform: of the version that can be tuned, or else of the one that lives longest; None if not registered."""
    return next(iter(versions_of(model, platform, register)), None)


def ends_next(
    after: dt.date,
    platform: Platform | None = None,
    models: frozenset[str] | None = None,
    register: ModelRegister | None = None,
) -> dt.date | None:
    """The next day after this one on which something of a model that can be tuned ends, or None if none is known.

    Args:
        after: The day itself does not count.
        platform: Only models of this platform.
        models: Only models of these names.
        register: Another register than the one that holds.
    """
    concerned = (
        one
        for one in (register or model_register()).model
        if one.tunable and platform in {None, one.platform} and (models is None or one.name in models)
    )
    return min((day for one in concerned for day in one.ends.values() if day > after), default=None)


def open_to_training(platform: Platform, today: dt.date, *, existing: bool | None = None) -> list[Trainable]:
    """The models of a platform that can be trained on a day, in the register's order; `existing` as in `trainable`."""
    names = dict.fromkeys(one.name for one in model_register().model if one.platform is platform and one.tunable)
    found = (trainable(name, platform, today, existing=existing) for name in names)
    return [one for one in found if one.answer is Openness.YES]


def trainable(model: str, platform: Platform, today: dt.date, *, existing: bool | None = None) -> Trainable:
    """Whether a model can be trained on a day.

    Args:
        model: A name of the register.
        platform: Where.
        today: The day on which training is to start.
        existing: Whether the team is an existing customer: on Azure, its subscription has deployed this version before; on OpenAI, its
            organisation has called a tuned model within 60 days. None if that isn't known.
    """
    status = status_of(model, platform)
    if status is None:
        return Trainable(
            Openness.UNKNOWN, f"{model} is not in the register for {model_register().platforms[platform].title}."
        )
    if not status.tunable:
        return Trainable(Openness.NO, f"{model} is not among the models that can be tuned.", status.base_ends, status)
    if existing is not None:
        return _for_customer(status, today, existing=existing)
    new, old = (_for_customer(status, today, existing=kind) for kind in (False, True))
    if new.answer is old.answer:
        return old if old.answer is Openness.YES else new
    return Trainable(Openness.UNKNOWN, f"{old.reason} {new.reason}", old.day or new.day, status)


def _for_customer(status: ModelStatus, today: dt.date, *, existing: bool) -> Trainable:
    """The same where it is known which sort of customer asks."""
    ends = status.training_ends_existing if existing else status.training_ends_new
    who = "existing" if existing else "new"
    if ends is None:
        return _undated(status, today)
    if ends <= today and not (existing and status.not_before):
        return Trainable(Openness.NO, f"Training on {status.label} closed to {who} customers on {ends}.", ends, status)
    if ends <= today:
        reason = f"Training on {status.label} may have closed to existing customers at any time since {ends}."
        return Trainable(Openness.UNKNOWN, reason, ends, status)
    if not existing and status.platform is Platform.AZURE and status.stage is Stage.DEPRECATED:
        reason = (
            f"For new customers training on {status.label} ends with its base model on {ends}, but the base model is deprecated, and a "
            "subscription that never deployed it may not get it any more."
        )
        return Trainable(Openness.UNKNOWN, reason, ends, status)
    until = "no earlier than" if existing and status.not_before else "on"
    return Trainable(Openness.YES, f"Training on {status.label} ends {until} {ends} for {who} customers.", ends, status)


def _undated(status: ModelStatus, today: dt.date) -> Trainable:
    """A model for whose training no day is given: by Microsoft's default rule it ends no earlier than the base model (S16)."""
    if status.base_ends and status.base_ends <= today:
        reason = (
            f"The base model {status.label} ended on {status.base_ends}, and no later day is given for its training."
        )
        return Trainable(Openness.UNKNOWN, reason, status.base_ends, status)
    if status.invitation:
        return Trainable(
            Openness.UNKNOWN, f"{status.label} can be trained by invitation only.", status.base_ends, status
        )
    reason = f"{status.label} is among the models that can be tuned, and no end is given for its training."
    return Trainable(Openness.YES, reason, status.base_ends, status)
