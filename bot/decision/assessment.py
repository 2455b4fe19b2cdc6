"""What is known about one use case: for each criterion at most one fact.

Responsible for holding facts, immutably, and for storing and loading them. Not for judging them. Facts are kept in the rubric's
order, so two assessments that hold the same facts are equal whatever the order they came in, and a corrected fact leaves no trace of
the first one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from bot.decision.criteria import VALUES, Criterion
from bot.decision.facts import Certainty, Fact
from bot.errors import AssessmentError

SCHEMA = 2
#: What older versions stored: answers by name, with `standing` in place of `certainty`.
OLDER_SCHEMA = 1
#: What older versions wrote in place of a person's name where they had taken something for granted.
ASSUMED_BY_OLDER = "assumed by the assistant"
#: Calls a day that nobody has: what never pays does so from here.
NEVER = 10**12
ORDER = {criterion: place for place, criterion in enumerate(Criterion)}


@dataclass(frozen=True)
class Assessment:
    """The facts so far, in the rubric's order; build it with `put`.

    Attributes:
        facts: What is known, at most one of a criterion.
        pays_from: From how many calls a day training costs less than what runs now, where fewer were said; `NEVER` for no number of
            them, None where it pays or nobody can tell. The sum of `bot.costs` by list prices, gone as soon as other calls are said.
        near_target: Whether the score is short of what is wanted, or beyond it on a small test, by no more than chance does to a test of that size; gone as soon as another score is said.
        form_not_enforced: Whether structured output, which enforces a format without training, is said to be off.
        holds_personal_data: Whether the texts or examples are said to hold names or other personal data, and nobody said that they are masked.
    """

    facts: tuple[Fact, ...] = ()
    pays_from: int | None = None
    near_target: bool = False
    form_not_enforced: bool = False
    holds_personal_data: bool = False

    @classmethod
    def of(cls, values: Mapping[str, str | Iterable[str]], certainty: Certainty = Certainty.STATED) -> Self:
        """Return an assessment from plain criteria and values, as the labelled cases write them.

        Raises:
            AssessmentError: a criterion or value the rubric does not know.
        """
        assessment = cls()
        for name, value in values.items():
            given = (value,) if isinstance(value, str) else tuple(value)
            assessment = assessment.put(Fact(criterion_named(name), given, certainty))
        return assessment

    @cached_property
    def by_criterion(self) -> Mapping[Criterion, Fact]:
        """Every fact by its criterion, vague and unsure ones included."""
        return {fact.criterion: fact for fact in self.facts}

    @cached_property
    def stated(self) -> Self:
        """Only what a verdict may rest on."""
        return replace(self, facts=tuple(fact for fact in self.facts if fact.is_stated))

    @cached_property
    def valued(self) -> Self:
        """What has values, guessed ones included."""
        return replace(self, facts=tuple(fact for fact in self.facts if fact.values))

    def put(self, fact: Fact) -> Self:
        """Return this assessment with the fact in place of any earlier one about the same criterion.

        Raises:
            AssessmentError: no value, a value the rubric does not know, or several where one is meant.
        """
        has_values = fact.certainty in {Certainty.STATED, Certainty.LIKELY}
        kept = replace(fact, values=checked(fact.criterion, fact.values) if has_values else ())
        others = [other for other in self.facts if other.criterion is not fact.criterion]
        facts = tuple(sorted([*others, kept], key=lambda each: ORDER[each.criterion]))
        return self._with(facts, {fact.criterion})

    def without(self, *criteria: Criterion) -> Self:
        """Return this assessment with these criteria unknown again."""
        facts = tuple(fact for fact in self.facts if fact.criterion not in criteria)
        return self._with(facts, set(criteria))

    def _with(self, facts: tuple[Fact, ...], changed: set[Criterion]) -> Self:
        """Return an assessment of these facts, with what follows from those that have not changed."""
        pays_from = None if Criterion.VOLUME in changed else self.pays_from
        near_target = self.near_target and Criterion.BASELINE not in changed
        return type(self)(facts, pays_from, near_target, self.form_not_enforced, self.holds_personal_data)

    def fact(self, criterion: Criterion) -> Fact | None:
        """Return what is known of a criterion, if anything is."""
        return self.by_criterion.get(criterion)

    def values(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the stated values of a criterion; nothing while it is unknown, guessed, vague or unsure."""
        fact = self.fact(criterion)
        return fact.values if fact and fact.is_stated else ()

    def value(self, criterion: Criterion) -> str | None:
        """Return the single stated value of a criterion, or None."""
        return next(iter(self.values(criterion)), None)

    def knows(self, criterion: Criterion) -> bool:
        """Tell whether the criterion has a stated value."""
        return bool(self.values(criterion))

    def certainty(self, criterion: Criterion) -> Certainty | None:
        """Return how far a criterion is known, or None if nothing is."""
        fact = self.fact(criterion)
        return fact.certainty if fact else None

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as plain JSON data, with its schema version."""
        pays = {} if self.pays_from is None else {"pays_from": self.pays_from}
        near = {"near_target": True} if self.near_target else {}
        form = {"form_not_enforced": True} if self.form_not_enforced else {}
        personal = {"holds_personal_data": True} if self.holds_personal_data else {}
        return {"schema": SCHEMA, "facts": [as_data(fact) for fact in self.facts]} | pays | near | form | personal


def criterion_named(name: str) -> Criterion:
    """Return the criterion of that name.

    Raises:
        AssessmentError: there is none.
    """
    try:
        return Criterion(name)
    except ValueError as error:
        raise AssessmentError(f"Unknown criterion {name!r}; use one of {', '.join(Criterion)}.") from error


def checked(criterion: Criterion, values: Iterable[str]) -> tuple[str, ...]:
    """Return the values as members of the criterion's closed set, in the set's order.

    Raises:
        AssessmentError: no value, an unknown value, or several for a criterion other than the goal.
    """
    allowed, given = VALUES[criterion], set(values)
    if not given or not all(isinstance(value, str) for value in given):
        raise AssessmentError(
            f"{criterion} was given {sorted(map(str, given))!r}; state a value, or make the fact unsure."
        )
    if unknown := given - set(allowed):
        raise AssessmentError(f"{criterion} cannot be {sorted(unknown)!r}; use one of {', '.join(allowed)}.")
    if len(given) > 1 and criterion is not Criterion.GOAL:
        raise AssessmentError(f"{criterion} takes one value, not {sorted(given)!r}.")
    return tuple(member for member in allowed if member in given)


def as_data(fact: Fact) -> dict[str, Any]:
    """Return one fact as plain JSON data."""
    return {
        "criterion": str(fact.criterion),
        "certainty": str(fact.certainty),
        "values": [str(value) for value in fact.values],
        "words": fact.words,
        "number": fact.number,
        "by": fact.by,
        "message": fact.message,
        "at": fact.at.isoformat() if fact.at else None,
    }


def from_dict(data: Any) -> tuple[Assessment, tuple[str, ...]]:
    """Load a stored assessment; facts this version cannot read are left out, each with a note saying so.

    Raises:
        AssessmentError: the state as a whole is of another schema or not an assessment at all.
    """
    assessment, notes = Assessment(), []
    for stored in stored_facts(data):
        name = stored.get("criterion") if isinstance(stored, Mapping) else stored
        try:
            assessment = assessment.put(restored(stored))
        except (AssessmentError, TypeError, ValueError) as error:
            notes.append(f"Left out the stored fact about {name!r}: {error}")
    pays_from = data.get("pays_from")
    kept = replace(
        assessment,
        pays_from=pays_from if isinstance(pays_from, int) else None,
        near_target=data.get("near_target") is True,
        form_not_enforced=data.get("form_not_enforced") is True,
        holds_personal_data=data.get("holds_personal_data") is True,
    )
    return kept, tuple(notes)


def stored_facts(data: Any) -> Iterable[Any]:
    """Return the stored facts, whichever version stored them.

    Raises:
        AssessmentError: the state is of another schema or not an assessment at all.
    """
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema == SCHEMA and isinstance(data.get("facts"), list):
        return list(data["facts"])
    if schema == OLDER_SCHEMA and isinstance(data.get("answers"), Mapping):
        return [from_older(name, stored) for name, stored in data["answers"].items()]
    found = schema if isinstance(data, Mapping) else type(data).__name__
    raise AssessmentError(f"Stored assessment has schema {found!r}, expected {SCHEMA}; start the walk again.")


def from_older(name: str, stored: Any) -> Any:
    """Return an answer of the older schema as a fact of this one; what it took for granted is only likely."""
    if not isinstance(stored, Mapping):
        return {"criterion": name, "values": stored}
    certainty = stored.get("standing", Certainty.STATED)
    assumed = certainty == Certainty.STATED and stored.get("by") == ASSUMED_BY_OLDER
    return {
        **stored,
        "criterion": name,
        "certainty": Certainty.LIKELY if assumed else certainty,
        "by": "" if assumed else stored.get("by"),
    }


def restored(stored: Any) -> Fact:
    """Return one stored fact.

    Raises:
        AssessmentError: a criterion the rubric does not know, or no fact at all.
        TypeError: a field of the wrong type.
        ValueError: an unknown certainty or a malformed time.
    """
    if not isinstance(stored, Mapping):
        raise AssessmentError(f"expected an object, found {type(stored).__name__}.")
    number, at = stored.get("number"), stored.get("at")
    return Fact(
        criterion=criterion_named(str(stored.get("criterion"))),
        values=tuple(stored.get("values") or ()),
        certainty=Certainty(stored.get("certainty", Certainty.STATED)),
        words=str(stored.get("words") or ""),
        number=None if number is None else float(number),
        by=str(stored.get("by") or ""),
        message=str(stored.get("message") or ""),
        at=None if at is None else datetime.fromisoformat(at),
    )
