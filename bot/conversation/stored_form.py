"""The form in which a `Case` is stored, as plain JSON data, and how one of an older version is read."""

from __future__ import annotations

from typing import Any

from bot.conversation.case import Case, GivenVerdict
from bot.decision import Criterion, from_dict
from bot.errors import AssessmentError
from bot.reading.language import ENGLISH

FORM = 2
#: What older versions stored: a walk, which had always begun.
OLDER_FORM = 1
#: What was wanted of a sum that an older version told.
OVERVIEW = "overview any"


def to_stored(case: Case) -> dict[str, Any]:
    """The case as plain JSON data."""
    given = case.given
    return {
        "form": FORM,
        "opening": case.opening,
        "opening_by": case.opening_by,
        "opening_turn": case.opening_turn,
        "decision_id": case.decision_id,
        "struck": sorted([criterion.value, value] for criterion, value in case.struck),
        "misses": case.misses,
        "unmoved": case.unmoved,
        "begun": case.begun,
        "given": [given.outcome, given.confidence, given.provisional] if given else None,
        "language": case.language,
        "said": list(case.said),
        "costs": dict(case.costs),
        "cost_told": case.cost_told,
        "cost_asked": case.cost_asked,
        "earlier": list(case.earlier),
        **case.snapshot(),
    }


def from_stored(data: Any) -> Case:
    """Load a stored case.

    Raises:
        AssessmentError: The data is of another form or damaged.
    """
    try:
        if data["form"] not in {FORM, OLDER_FORM}:
            raise AssessmentError(f"The stored case has the form {data['form']!r}, expected {FORM}; start it again.")
        assessment, _ = from_dict(data["assessment"])
        given = data.get("given")
        return Case(
            opening=str(data["opening"]),
            opening_by=str(data.get("opening_by", "")),
            opening_turn=str(data.get("opening_turn", "")),
            assessment=assessment,
            struck=frozenset((Criterion(name), str(value)) for name, value in data.get("struck", ())),
            asked=tuple(Criterion(name) for name in data["asked"]),
            pending=Criterion(data["pending"]) if data["pending"] else None,
            misses=int(data.get("misses", 0)),
            unmoved=int(data.get("unmoved", 0)),
            begun=bool(data.get("begun", True)),
            given=GivenVerdict(str(given[0]), float(given[1]), bool(given[2])) if given else None,
            language=str(data.get("language", ENGLISH)),
            said=tuple(map(str, data.get("said", ()))),
            costs={str(name): str(value) for name, value in dict(data.get("costs", {})).items()},
            # Before it was kept what was wanted, the numbers were kept only of a sum that was told.
            cost_told=str(data.get("cost_told", OVERVIEW if data.get("costs") else "")),
            cost_asked=str(data.get("cost_asked", "")),
            decision_id=str(data["decision_id"]),
            earlier=tuple(data["earlier"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, AssessmentError):
            raise
        raise AssessmentError(f"The stored case can't be read ({error}); start it again.") from error
