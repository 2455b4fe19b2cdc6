"""The rubric as typed data, loaded once from `rubric.toml`.

Responsible for the shapes of the reviewed data and for handing out the one loaded copy. Reading and checking the file is
`load_rubric.py`; what the data means for an assessment is decided in `gates.py`, `verdict.py`, `flips.py` and
`next_question.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.decision.conditions import Conditions, NamedConditions, holds
from bot.decision.criteria import Criterion


class Outcome(StrEnum):
    """What a verdict can say; section 1 of the rubric."""

    PROMPT_ENGINEERING = "prompt_engineering"
    RAG = "rag"
    FINE_TUNE = "fine_tune"
    RAG_PLUS_FINE_TUNE = "rag_plus_fine_tune"
    PROMPT_PLUS_DISTILL = "prompt_plus_distill"
    NOT_READY = "not_ready"


class Lever(StrEnum):
    """What an answer can push toward; section 3 of the rubric."""

    PE = "PE"
    RAG = "RAG"
    FT = "FT"
    DI = "DI"


class Profile(StrEnum):
    """The diagnosis that likelihoods of unknown answers depend on; the axes of section 2."""

    OPEN = "open"
    FACTS = "facts"
    BEHAVIOUR = "behaviour"
    BOTH = "both"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that can be cited: a source of the index, and the heading in it that says so where one does.

    A heading under another one is named with it, "Fine-tuning > Definition", as the note of the source nests them.
    """

    source_id: str
    heading: str = ""

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return what the rubric writes as "S03#What have you tried so far?", or as "S03" where any heading will do.

        Raises:
            ValueError: the heading after the mark is missing.
        """
        source_id, mark, heading = written.partition("#")
        if mark and not heading.strip():
            raise ValueError(f"{written!r} names no heading after '#'")
        return cls(source_id, heading)

    def __str__(self) -> str:
        return f"{self.source_id}#{self.heading}" if self.heading else self.source_id


@dataclass(frozen=True, slots=True)
class Sourced:
    """A text for people with the places that support it; a step that is our own advice has none."""

    text: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """What one value of a criterion means: its label and definition, pushes, reason and how likely it is before asking."""

    label: str
    definition: str  # for whoever reads it out of words, a person or a model
    condition: str  # "if you had 50 or more checked examples"
    added: str | None  # the same where the value comes on top of others instead of replacing them
    pushes: Mapping[Lever, int]
    gate: str | None
    reason: Sourced
    external: tuple[str, ...]
    likely: Mapping[Profile, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question is put where something else is known already: the value that yes means and is offered first, and what is offered last."""

    when: Conditions
    question: str
    yes: str
    last: str


@dataclass(frozen=True, slots=True)
class CriterionEntry:
    """How one criterion is asked, why, and how much it weighs."""

    label: str
    question: str
    never: str  # what is easily taken for an answer to it and is none
    number_question: str | None
    wordings: tuple[Wording, ...]
    why: Sourced
    bits: float
    restated: float
    improves: tuple[str, ...]  # the order in which work moves the value; empty where work does not
    also: tuple[Criterion, ...]
    values: Mapping[str, ValueEntry]


@dataclass(frozen=True, slots=True)
class GateWords:
    """What to say of a gate where a condition holds, instead of its own words."""

    when: Conditions
    finds_out: str
    to_do: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class GateEntry:
    """One gate: when it is met or failed, and what to say while it is not."""

    title: str
    training: bool
    met: Conditions
    failed: Conditions
    finds_out: str
    to_do: str
    criteria: tuple[Criterion, ...]
    sources: tuple[Reference, ...]
    instead: tuple[GateWords, ...] = ()

    def words(self, bits: int) -> "GateEntry | GateWords":
        """What to say of it for extended bits: the first words whose condition holds, or its own."""
        return next((words for words in self.instead if holds(words.when, bits)), self)


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """One outcome in words, with what speaks for it and what to do next."""

    headline: str
    answer: str  # the first words to somebody who asks whether to fine-tune
    sentence: str
    training: bool
    answers: Conditions  # the diagnosis that training of this kind would answer
    support: Mapping[Lever, float]
    steps: tuple[Sourced, ...]
    missing_order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of the decision procedure."""

    id: str
    step: int
    when: Conditions
    outcome: Outcome
    firm: Conditions
    prior: bool
    waits: bool
    because: Sourced
    sentence: str  # in place of the outcome's own, where that would miss the point; else empty
    answer: str  # the same


@dataclass(frozen=True, slots=True)
class ExtraStep:
    """A next step that only some use cases need."""

    outcomes: frozenset[Outcome]
    when: Conditions
    step: Sourced


@dataclass(frozen=True, slots=True)
class Method:
    """One way of training and when it is the one; section 7 of the rubric."""

    id: str
    when: Conditions
    title: str
    text: Sourced


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One reason against one outcome and when it applies."""

    alternative: Outcome
    when: Conditions
    text: Sourced


@dataclass(frozen=True, slots=True)
class Calibration:
    """The constants behind the confidence, and its words by lower bound."""

    intercept: float
    completeness: float
    margin: float
    firm: float
    waits: float
    ceiling: float
    provisional_ceiling: float
    words: tuple[tuple[float, str], ...]
    relevant: Mapping[Profile, tuple[Criterion, ...]]


@dataclass(frozen=True, slots=True)
class FlipLimits:
    """How many what-ifs a card shows, and how unlikely one may be."""

    shown: int
    worth_showing: float
    undone: float


@dataclass(frozen=True, slots=True)
class InterviewLimits:
    """How long the walk may be and what it must not leave out."""

    limit: int
    worth_asking: float
    samples: int
    second_try: Criterion
    before_training: tuple[Criterion, ...]
    near_training: frozenset[Criterion]
    about_knowledge: frozenset[Criterion]
    first: Mapping[Criterion, Criterion]  # what is asked in place of a question while it is open itself
    unsure_label: str


@dataclass(frozen=True, slots=True)
class Prior:
    """The article's estimate, which only breaks ties."""

    low: float
    high: float
    text: Sourced


@dataclass(frozen=True, slots=True)
class External:
    """A work the rubric rests on that is not in the index and cannot be cited from it."""

    title: str
    year: int


@dataclass(frozen=True)
class Rubric:
    """The whole reviewed data, checked."""

    version: str
    external: Mapping[str, External]
    prior: Prior
    findings: NamedConditions
    rules: tuple[Rule, ...]
    gates: Mapping[str, GateEntry]
    small_test: Sourced
    outcomes: Mapping[Outcome, OutcomeEntry]
    extra_steps: tuple[ExtraStep, ...]
    methods: tuple[Method, ...]
    why_not: tuple[WhyNot, ...]
    calibration: Calibration
    flips: FlipLimits
    interview: InterviewLimits
    criteria: Mapping[Criterion, CriterionEntry]

    def profile(self, bits: int) -> Profile:
        """Return the diagnosis that extended bits amount to."""
        names = self.findings.bits
        facts, behaviour, cost = (bits & names[name] for name in ("facts", "behaviour", "cost"))
        if bits & names["only_cost_left"] or (cost and not facts and not behaviour):
            return Profile.COST
        if facts:
            return Profile.BOTH if behaviour else Profile.FACTS
        return Profile.BEHAVIOUR if behaviour else Profile.OPEN
