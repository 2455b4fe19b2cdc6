"""The hard gates G0 to G6 of the rubric, each met, failed or unknown for one assessment.

Responsible for their state and for saying in words what to find out or do. Which verdicts need which gates is the procedure's
business (`verdict.py`). An answer that is missing, or only likely, leaves a gate unknown; it never fails it.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.decision.assessment import Assessment
from bot.decision.conditions import encode, holds
from bot.decision.criteria import Criterion
from bot.decision.load_rubric import rubric
from bot.decision.rubric import Reference, Rubric


class GateState(StrEnum):
    """Where a gate stands."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate for one assessment; `to_do` says what to find out while it is unknown, and what to do once it failed."""

    id: str
    title: str
    state: GateState
    training: bool  # must be met for a verdict with training to be final
    to_do: str
    criteria: tuple[Criterion, ...]
    sources: tuple[Reference, ...]


def gates(assessment: Assessment) -> tuple[Gate, ...]:
    """Return the state of all seven gates, G0 first."""
    known = rubric()
    return gates_at(known, known.findings.extend(encode(assessment.stated)))


def gates_at(known: Rubric, bits: int) -> tuple[Gate, ...]:
    """Return the state of all gates for extended bits; a gate that both fails and is met has failed."""
    found = []
    for name, entry in known.gates.items():
        failed, met = holds(entry.failed, bits), holds(entry.met, bits)
        state = GateState.FAILED if failed else GateState.MET if met else GateState.UNKNOWN
        words = entry.words(bits)
        to_do = words.to_do if failed else words.finds_out
        found.append(Gate(name, entry.title, state, entry.training, to_do, entry.criteria, words.sources))
    return tuple(found)
