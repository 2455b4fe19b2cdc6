"""What compact messages say of a case: clauses for facts, rules and outcomes, what is open, and the first step, from `in_short.toml`.

Responsible for reading that file, for checking that it has a clause for everything in the rubric, and for handing the clauses out.
Putting them into sentences, with a person's own figures, is `bot.conversation`'s business.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.decision.conditions import Conditions, holds
from bot.decision.criteria import Criterion
from bot.decision.load_rubric import rubric
from bot.decision.rubric import Outcome
from bot.errors import RubricError

PATH = Path(__file__).with_name("in_short.toml")
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Today:
    """One first step: for which outcomes, when, and what to do."""

    outcomes: frozenset[Outcome]
    when: Conditions
    text: str


@dataclass(frozen=True)
class InShort:
    """The whole file, checked."""

    outcomes: Mapping[Outcome, str]
    rules: Mapping[str, str]
    missing: Mapping[str, str]
    open: Mapping[Criterion, str]
    clauses: Mapping[Criterion, Mapping[str, str]]
    turned: Mapping[Criterion, Mapping[str, str]]
    buttons: Mapping[Criterion, Mapping[str, str]]
    today: tuple[Today, ...]


@cache
def in_short() -> InShort:
    """Return the packaged clauses, read and checked on first use.

    Raises:
        RubricError: the file is incomplete or does not fit the rubric.
    """
    return load()


def load(path: Path = PATH) -> InShort:
    """Read and check a file of clauses.

    Raises:
        RubricError: the file cannot be read, is incomplete or does not fit the rubric.
    """
    try:
        return read(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RubricError(f"{path}: cannot be read ({error}); restore the packaged file.") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RubricError(f"{path}: missing or malformed entry {error}; complete the entry.") from error


def read(data: Mapping[str, Any]) -> InShort:
    """Read the parsed file.

    Raises:
        RubricError: a clause is missing, or is for something that the rubric does not know.
    """
    known = rubric()
    complete("rules", data["rules"], [rule.id for rule in known.rules])
    complete("outcomes", data["outcomes"], [outcome.value for outcome in Outcome])
    complete("missing", data["missing"], [name for name, gate in known.gates.items() if gate.training])
    for criterion in Criterion:
        values = known.criteria[criterion].values
        complete(f"criteria.{criterion}", data["criteria"][criterion], [OPEN, *values])
        for part in ("turned", "buttons"):
            if unknown := data[part].get(criterion, {}).keys() - values.keys():
                raise RubricError(
                    f"in_short.toml: {part}.{criterion} has unknown {sorted(unknown)!r}; correct the names."
                )
    today = tuple(
        Today(frozenset(map(Outcome, row["outcomes"])), known.findings.conditions(row["when"]), row["text"])
        for row in data["today"]
    )
    always = {outcome for row in today for outcome in row.outcomes if () in row.when}
    complete("today", [outcome.value for outcome in always], [outcome.value for outcome in Outcome])
    return InShort(
        outcomes={Outcome(name): text for name, text in data["outcomes"].items()},
        rules=data["rules"],
        missing=data["missing"],
        open={criterion: data["criteria"][criterion][OPEN] for criterion in Criterion},
        clauses={criterion: data["criteria"][criterion] for criterion in Criterion},
        turned={criterion: data["turned"].get(criterion, {}) for criterion in Criterion},
        buttons={criterion: data["buttons"].get(criterion, {}) for criterion in Criterion},
        today=today,
    )


def complete(where: str, found: Any, wanted: list[str]) -> None:
    """Insist that exactly the wanted names are there.

    Raises:
        RubricError: one is missing or unknown.
    """
    if difference := set(found) ^ set(map(str, wanted)):
        raise RubricError(f"in_short.toml: [{where}] differs from the rubric in {sorted(difference)!r}; correct it.")


def clause(criterion: Criterion, value: str) -> str:
    """Return one value as a clause, such as "you have tried only a basic prompt"."""
    return in_short().clauses[criterion][value]


def button(criterion: Criterion, value: str) -> str:
    """Return what a button for a value is called: its label, or a shorter one."""
    return in_short().buttons[criterion].get(value) or rubric().criteria[criterion].values[value].label


def turned(criterion: Criterion, value: str) -> str:
    """Return a value that a criterion might turn out to have as a thing to check, such as "you have 50 checked examples or more"."""
    return in_short().turned[criterion].get(value) or clause(criterion, value)


def first_step(outcome: Outcome, extended: int) -> str:
    """Return what to do today for an outcome, given the extended bits of what is known."""
    return next(row.text for row in in_short().today if outcome in row.outcomes and holds(row.when, extended))
