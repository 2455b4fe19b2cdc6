"""Whether a team may train where its model runs, as the register of models says it on a day: gate G6 in the light of the platform.

`bot.decision` is pure and knows no register, so the register's answer is put beside what people said, as a fact of its own that says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.decision import BY_REGISTER, Certainty, Criterion, Fact, RunsOn
from knowledge.model_names import model_mentions
from knowledge.model_status import Checked, Openness, Platform, Stage, TuningMethod, model_register, trainable
from knowledge.page_values import PUBLISHERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.decision import Assessment, Verdict
    from knowledge.model_status import ModelStatus

#: The platforms that the register keeps; of the others it knows no day on which training closes.
REGISTERED = {RunsOn.AZURE: Platform.AZURE, RunsOn.OPENAI: Platform.OPENAI}
#: Models and lines that a card has room for.
_NAMED, _LINES = 3, 2
#: The ways of a model that need a word, because people train by examples.
_ONE_WAY = ((TuningMethod.RFT,), (TuningMethod.DPO,))
OWN_WEIGHTS = "No notice closes training on open weights of your own."


def of_another_platform(now: Assessment, before: Assessment, told: Iterable[Fact]) -> Assessment:
    """The same without what was said of training on a platform that is another one now: "no" of OpenAI's says nothing of Azure."""
    new, old = now.stated.value(Criterion.PLATFORM), before.stated.value(Criterion.PLATFORM)
    is_told = any(fact.criterion is Criterion.TUNABLE_MODEL for fact in told)
    is_moved = bool(new and old) and new != old and not is_told
    return now.without(Criterion.TUNABLE_MODEL) if is_moved and now.value(Criterion.TUNABLE_MODEL) == "no" else now


def with_training_access(assessment: Assessment, today: date) -> Assessment:
    """Return what is known, with what the register says of a model to train in place of what it said before.

    What a person said stands, but for training that is closed by now to whoever they are. Where it is closed to newcomers, and later to
    those who no longer use what they trained, that there is none is likely, so that it is asked and no training is recommended.
    """
    said = assessment.fact(Criterion.TUNABLE_MODEL)
    if said is not None and said.is_from_register:
        assessment, said = assessment.without(Criterion.TUNABLE_MODEL), None
    is_said = said is not None and said.is_stated
    fact = _register_says(assessment, today, claims="yes" if is_said and said and said.values == ("yes",) else "")
    if fact is None or (is_said and (not fact.is_stated or fact.values == ("yes",))):
        return assessment
    return assessment.put(fact)


def _register_says(assessment: Assessment, today: date, claims: str) -> Fact | None:
    """What follows from the platform, if anything does; a claim to be an existing customer is one to may train there."""
    named = assessment.value(Criterion.PLATFORM)
    if named == RunsOn.OPEN_WEIGHTS:
        return _fact("yes", Certainty.STATED, OWN_WEIGHTS)
    platform = REGISTERED.get(RunsOn(named)) if named else None
    if platform is None:
        return None
    if is_closed(platform, today, existing=True):
        return _fact("no", Certainty.STATED, closing(platform, today))
    if not is_closed(platform, today, existing=False) or claims:
        return None
    has_trained = assessment.value(Criterion.TRIED) == "fine_tuning"
    may_train = has_trained and not _is_closed_to_idle(platform, today)
    return _fact("yes" if may_train else "no", Certainty.LIKELY, closing(platform, today))


def _is_closed_to_idle(platform: Platform, today: date) -> bool:
    """Whether having trained once is not enough any more: the platform asks for a recent call to a tuned model."""
    closed = model_register().platforms[platform].training_closed_to_idle
    return closed is not None and closed <= today


def is_closed(platform: Platform, today: date, *, existing: bool) -> bool:
    """Whether every model of a platform that could be tuned is surely closed to such a customer on a day."""
    names = {one.name for one in model_register().model if one.platform is platform and one.tunable}
    return all(trainable(name, platform, today, existing=existing).answer is Openness.NO for name in names)


def closing(platform: Platform, today: date) -> str:
    """When training on a platform closes or closed, in a sentence with the register's days."""
    status = model_register().platforms[platform]
    newcomers, everybody = status.training_closed_to_new, status.training_closed_to_all
    if newcomers is None or everybody is None:
        return f"No model can be trained any more on {status.title}."
    if everybody <= today:
        return f"Training on {status.title} closed to all on {_day(everybody)}."
    return (
        f"Training on {status.title} closed to newcomers on {_day(newcomers)}, and closes to all on {_day(everybody)}."
    )


@dataclass(frozen=True, slots=True)
class ModelLimit:
    """Until when and by whom a model may be trained, in a sentence or two; `passages` are of the fetched page that it rests on, if it does."""

    text: str
    passages: tuple[str, ...] = ()


def model_limits(opening: str, assessment: Assessment, verdict: Verdict, today: date) -> list[ModelLimit]:
    """What the register says of the models to train that a case on Azure names, for its card; nothing where that is nothing new.

    Who may train a model there depends on whether the subscription has deployed it before, which nobody here knows.
    """
    if verdict.method is None or assessment.value(Criterion.PLATFORM) not in {None, RunsOn.AZURE}:
        return []
    said = " ".join([opening, *(fact.words for fact in assessment.facts)])
    named = {mention.name for mention in model_mentions(said, _azure_names())}
    found = [
        ModelLimit(f"{line}{_by_page(one)}", one.passages)
        for one in _on_azure()
        if one.name in named and (line := _limits(one, today))
    ]
    return found[:_LINES]


def _by_page(one: ModelStatus) -> str:
    """Whose page it rests on and of which day, where it is not the packaged register."""
    return f" By {PUBLISHERS[one.platform]}'s page of {_day(one.date)}." if one.checked is Checked.PAGE else ""


def _limits(one: ModelStatus, today: date) -> str:
    """Until when a model may be trained, and by whom; where newcomers may not, what is open to them."""
    new, old = (trainable(one.name, Platform.AZURE, today, existing=existing) for existing in (False, True))
    if new.answer is Openness.YES:
        return ""
    day = one.training_ends_existing
    if old.answer is Openness.NO or (day is not None and day <= today):
        first = f"Training on {one.name} has closed, or may at any time"
    elif new.answer is Openness.NO:
        first = f"Training on {one.name} is closed to subscriptions that never deployed it"
        first += f", and {_ends(one, day)} for the others" if day else ""
    elif day is not None:
        first = f"{one.name} is deprecated: a subscription that never deployed it may not get it, and training on it {_ends(one, day)}"
    else:
        first = f"{one.name} may be trained by invitation only"
    only = f" It takes {one.methods[0]} only." if one.methods in _ONE_WAY else ""
    return f"{first}; open to all: {_open_to_all(today)}.{only}"


def _ends(one: ModelStatus, day: date) -> str:
    return f"ends on {_day(day)} at the earliest" if one.not_before else f"ends on {_day(day)}"


def _open_to_all(today: date) -> str:
    """Some general models that anybody may train on Azure on a day, and that are no preview."""
    names = [
        one.name
        for one in _on_azure()
        if one.stage is not Stage.PREVIEW
        and trainable(one.name, Platform.AZURE, today, existing=False).answer is Openness.YES
    ]
    return ", ".join(names[:_NAMED])


def _on_azure() -> list[ModelStatus]:
    return [one for one in model_register().model if one.platform is Platform.AZURE and one.tunable]


def _azure_names() -> tuple[str, ...]:
    return tuple(one.name.lower() for one in _on_azure())


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _fact(value: str, certainty: Certainty, words: str) -> Fact:
    return Fact(Criterion.TUNABLE_MODEL, (value,), certainty, words, message=BY_REGISTER)
