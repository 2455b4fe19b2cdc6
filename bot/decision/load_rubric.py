"""Reading `rubric.toml` and checking it fully, so that a mistake in the data stops the program at start and not a verdict later.

Every criterion and value must be present, strengths in range, sources known, every reason citable in the index, conditions readable
and the procedure total. Whether a cited heading stands in its note is for a test to say, as no note is read here. Nothing here
decides anything.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.decision.conditions import NamedConditions
from bot.decision.criteria import VALUES, Criterion
from bot.decision.rubric import (
    Calibration,
    CriterionEntry,
    External,
    ExtraStep,
    FlipLimits,
    GateEntry,
    GateWords,
    InterviewLimits,
    Lever,
    Method,
    Outcome,
    OutcomeEntry,
    Prior,
    Profile,
    Reference,
    Rubric,
    Rule,
    Sourced,
    ValueEntry,
    WhyNot,
    Wording,
)
from bot.errors import RubricError

PATH = Path(__file__).with_name("rubric.toml")
STRONGEST = 3  # Section 3 of the rubric: 1 weak, 2 medium, 3 strong.
LABEL_LENGTH = 60  # Slack cuts a button's text at 75; the brief leaves room for a mark.


@cache
def rubric() -> Rubric:
    """Return the packaged rubric, read and checked on first use.

    Raises:
        RubricError: the file is incomplete or contradicts itself.
    """
    return load()


def load(path: Path = PATH) -> Rubric:
    """Read and check a rubric file.

    Raises:
        RubricError: the file cannot be read, is incomplete or contradicts itself.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Reader(data, NamedConditions.build(data["findings"])).rubric()
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RubricError(f"{path}: cannot be read ({error}); restore the packaged file.") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RubricError(f"{path}: missing or malformed entry {error}; complete the entry.") from error


@dataclass(frozen=True)
class Reader:
    """One pass over the parsed file; each method reads one part and complains about it."""

    data: Mapping[str, Any]
    findings: NamedConditions

    def rubric(self) -> Rubric:
        """Read every part.

        Raises:
            RubricError: a part is incomplete or contradicts itself.
        """
        data = self.data
        prior, interview = data["prior"], data["interview"]
        return Rubric(
            version=data["version"],
            external={name: External(**entry) for name, entry in data["external"].items()},
            prior=Prior(prior["low"], prior["high"], self.sourced(prior, "text", "prior")),
            findings=self.findings,
            rules=self.rules(),
            gates={name: self.gate(name, entry) for name, entry in data["gates"].items()},
            small_test=self.sourced(data["small_test"], "text", "small_test"),
            outcomes=self.outcomes(),
            extra_steps=tuple(self.extra_step(entry) for entry in data["extra_steps"]),
            methods=tuple(self.method(entry) for entry in data["methods"]),
            why_not=self.why_not(),
            calibration=self.calibration(),
            flips=FlipLimits(**data["flips"]),
            interview=InterviewLimits(
                **interview
                | {
                    "second_try": Criterion(interview["second_try"]),
                    "before_training": tuple(map(Criterion, interview["before_training"])),
                    "near_training": frozenset(map(Criterion, interview["near_training"])),
                    "about_knowledge": frozenset(map(Criterion, interview["about_knowledge"])),
                    "first": {Criterion(name): Criterion(first) for name, first in interview["first"].items()},
                }
            ),
            criteria=self.criteria(),
        )

    def calibration(self) -> Calibration:
        """Read the constants of the confidence, its words from the highest bound down, and the answers that complete a picture."""
        entry = dict(self.data["confidence"])
        relevant, words = entry.pop("relevant"), entry.pop("words")
        self.complete("confidence.relevant", relevant, Profile)
        return Calibration(
            words=tuple(sorted(((float(low), word) for low, word in words), reverse=True)),
            relevant={profile: tuple(map(Criterion, relevant[profile])) for profile in Profile},
            **entry,
        )

    def criteria(self) -> dict[Criterion, CriterionEntry]:
        """Read the texts and weights of all criteria."""
        self.complete("criteria", self.data["criteria"], Criterion)
        return {criterion: self.criterion(criterion, self.data["criteria"][criterion]) for criterion in Criterion}

    def criterion(self, criterion: Criterion, entry: Mapping[str, Any]) -> CriterionEntry:
        """Read one criterion with all its values."""
        where = f"criteria.{criterion}"
        self.complete(f"{where}.values", entry["values"], VALUES[criterion])
        return CriterionEntry(
            label=entry["label"],
            question=entry["question"],
            never=entry.get("never", ""),
            number_question=entry.get("number_question"),
            wordings=tuple(self.wording(criterion, row) for row in entry.get("wordings", ())),
            why=self.sourced(entry, "why", where),
            bits=self.between(entry["bits"], 0, 10, f"{where}.bits"),
            restated=self.between(entry["restated"], 0, 1, f"{where}.restated"),
            improves=self.improves(entry.get("improves", ()), criterion),
            also=tuple(map(Criterion, entry["also"])),
            values={
                str(value): self.value(f"{where}.values.{value}", entry["values"][value]) for value in VALUES[criterion]
            },
        )

    def wording(self, criterion: Criterion, entry: Mapping[str, Any]) -> Wording:
        """Read one way of putting a question; what it offers first and last must be values of the criterion."""
        if unknown := {entry["yes"], entry["last"]} - set(map(str, VALUES[criterion])):
            raise RubricError(f"rubric.toml: criteria.{criterion}.wordings has unknown {sorted(unknown)}.")
        return Wording(self.findings.conditions(entry["when"]), entry["question"], entry["yes"], entry["last"])

    def improves(self, order: Sequence[str], criterion: Criterion) -> tuple[str, ...]:
        """Read the order in which work moves a value: all values of the criterion or none."""
        if order:
            self.complete(f"criteria.{criterion}.improves", order, VALUES[criterion])
        return tuple(order)

    def value(self, where: str, entry: Mapping[str, Any]) -> ValueEntry:
        """Read one value; its strengths must be whole numbers from -3 to 3 and its label must fit a button."""
        if len(entry["label"]) > LABEL_LENGTH:
            raise RubricError(f"rubric.toml: {where}.label is longer than {LABEL_LENGTH}; shorten {entry['label']!r}.")
        if entry.get("gate", "G0") not in self.data["gates"]:
            raise RubricError(
                f"rubric.toml: {where}.gate {entry['gate']!r} is not a gate; use one of {list(self.data['gates'])}."
            )
        if unknown := set(entry.get("external", ())) - set(self.data["external"]):
            raise RubricError(f"rubric.toml: {where}.external names {sorted(unknown)!r}; list them under [external].")
        for strength in entry["pushes"].values():
            self.between(strength, -STRONGEST, STRONGEST, f"{where}.pushes")
        return ValueEntry(
            label=entry["label"],
            definition=entry["definition"],
            condition=entry["if"],
            added=entry.get("added"),
            pushes={Lever(lever): int(strength) for lever, strength in entry["pushes"].items()},
            gate=entry.get("gate"),
            reason=self.sourced(entry, "reason", where),
            external=tuple(entry.get("external", ())),
            likely=self.likely(entry["likely"], where),
        )

    def likely(self, stated: float | Mapping[str, float], where: str) -> dict[Profile, float]:
        """Read the likelihood of a value: one number, or `any` with exceptions by diagnosis."""
        table = stated if isinstance(stated, Mapping) else {"any": stated}
        if unknown := set(table) - {"any", *Profile}:
            raise RubricError(f"rubric.toml: {where}.likely has {sorted(unknown)!r}; use any, {', '.join(Profile)}.")
        return {profile: self.between(table.get(profile, table["any"]), 0, 1, f"{where}.likely") for profile in Profile}

    def rules(self) -> tuple[Rule, ...]:
        """Read the procedure; its last rule must hold for everything, so that every assessment gets a verdict."""
        rules = tuple(
            Rule(
                id=entry["id"],
                step=entry["step"],
                when=self.findings.conditions(entry["when"]),
                outcome=Outcome(entry["outcome"]),
                firm=self.findings.conditions(entry["firm"]),
                prior=entry.get("prior", False),
                waits=entry.get("waits", False),
                because=self.sourced(entry, "because", f"rules.{entry['id']}"),
                sentence=entry.get("sentence", ""),
                answer=entry.get("answer", ""),
            )
            for entry in self.data["rules"]
        )
        if () not in rules[-1].when:
            raise RubricError("rubric.toml: the last rule must hold for everything; give it `when = [[]]`.")
        if len({rule.id for rule in rules}) < len(rules):
            raise RubricError("rubric.toml: two rules share an id; rename one.")
        return rules

    def gate(self, name: str, entry: Mapping[str, Any]) -> GateEntry:
        """Read one gate; the findings `<name>_met` and `<name>_failed` say when it is which."""
        return GateEntry(
            title=entry["title"],
            training=entry["training"],
            met=self.findings.conditions([[f"{name}_met"]]),
            failed=self.findings.conditions([[f"{name}_failed"]]),
            finds_out=entry["finds_out"],
            to_do=entry["to_do"],
            criteria=tuple(map(Criterion, entry["criteria"])),
            sources=self.citable(entry["sources"], f"gates.{name}"),
            instead=tuple(
                GateWords(
                    when=self.findings.conditions(words["when"]),
                    finds_out=words["finds_out"],
                    to_do=words["to_do"],
                    sources=self.citable(words["sources"], f"gates.{name}.instead"),
                )
                for words in entry.get("instead", ())
            ),
        )

    def outcomes(self) -> dict[Outcome, OutcomeEntry]:
        """Read the six outcomes."""
        self.complete("outcomes", self.data["outcomes"], Outcome)
        return {outcome: self.outcome(outcome, self.data["outcomes"][outcome]) for outcome in Outcome}

    def outcome(self, outcome: Outcome, entry: Mapping[str, Any]) -> OutcomeEntry:
        """Read one outcome."""
        return OutcomeEntry(
            headline=entry["headline"],
            answer=entry["answer"],
            sentence=entry["sentence"],
            training=entry["training"],
            answers=self.findings.conditions(entry.get("answers", ())),
            support={Lever(lever): float(weight) for lever, weight in entry["support"].items()},
            steps=tuple(self.advice(step, f"outcomes.{outcome}.steps") for step in entry["steps"]),
            missing_order=tuple(entry.get("missing_order", ())),
        )

    def extra_step(self, entry: Mapping[str, Any]) -> ExtraStep:
        """Read one conditional next step."""
        outcomes = frozenset(map(Outcome, entry["outcomes"]))
        return ExtraStep(outcomes, self.findings.conditions(entry["when"]), self.advice(entry, "extra_steps"))

    def method(self, entry: Mapping[str, Any]) -> Method:
        """Read one training method."""
        text = self.sourced(entry, "text", f"methods.{entry['id']}")
        return Method(entry["id"], self.findings.conditions(entry["when"]), entry["title"], text)

    def why_not(self) -> tuple[WhyNot, ...]:
        """Read the reasons against alternatives; each outcome needs one that always applies."""
        found = tuple(
            WhyNot(
                Outcome(entry["alternative"]),
                self.findings.conditions(entry["when"]),
                self.advice(entry, f"why_not.{entry['alternative']}"),
            )
            for entry in self.data["why_not"]
        )
        self.complete("why_not", [entry.alternative for entry in found if () in entry.when], Outcome)
        return found

    def sourced(self, entry: Mapping[str, Any], key: str, where: str) -> Sourced:
        """Read a text with its sources; there must be at least one."""
        return Sourced(entry[key], self.citable(entry["sources"], where))

    def advice(self, entry: Mapping[str, Any], where: str) -> Sourced:
        """Read a text that may be our own and then names no source."""
        return self.sourced(entry, "text", where) if "sources" in entry else Sourced(entry["text"], ())

    def citable(self, sources: Iterable[str], where: str) -> tuple[Reference, ...]:
        """Return the sources if there are any and all are in the index."""
        found = tuple(map(Reference.parse, sources))
        if not found or {reference.source_id for reference in found} - set(self.data["index"]):
            raise RubricError(
                f"rubric.toml: {where}.sources {list(map(str, found))!r} must name one or more of the index."
            )
        return found

    @staticmethod
    def complete(where: str, found: Iterable[str], wanted: Iterable[str]) -> None:
        """Insist that exactly the wanted names are there."""
        names, expected = set(found), set(map(str, wanted))
        if names != expected:
            missing, extra = sorted(expected - names), sorted(names - expected)
            raise RubricError(f"rubric.toml: [{where}] lacks {missing!r} and has unknown {extra!r}; correct the names.")

    @staticmethod
    def between(number: float, low: float, high: float, where: str) -> float:
        """Return the number if it lies in the range."""
        if not low <= number <= high:
            raise RubricError(f"rubric.toml: {where} is {number!r}; use {low} to {high}.")
        return float(number)
