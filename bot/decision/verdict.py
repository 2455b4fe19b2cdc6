"""The verdict: a pure function of an assessment.

What is stated decides where it settles the matter; otherwise what is only likely colours the lean, and the verdict is provisional.
A gate is opened by what is stated alone. Responsible for putting together what a card shows: outcome, confidence, the answers that weighed most, gates, training method, next
steps and why not the alternatives. The outcome itself comes from `procedure.py`, all texts from `rubric.toml`. What would change the
verdict is `flips.py`.
"""

from dataclasses import dataclass

from bot.decision.assessment import Assessment
from bot.decision.conditions import BITS, encode, holds
from bot.decision.confidence import Confidence, Evidence, completeness, confidence, margin, weight
from bot.decision.criteria import Criterion
from bot.decision.facts import Fact
from bot.decision.gates import Gate, GateState, gates_at
from bot.decision.in_short import first_step, in_short
from bot.decision.load_rubric import rubric
from bot.decision.procedure import TESTED_BEFORE_TRAINING, decide, is_settled, judged_on, measured_on, outcome_of
from bot.decision.rubric import Lever, Method, Outcome, Profile, Reference, Rubric, Rule, Sourced

# A failed gate weighs more than any push: section 3 puts gates above strength 3.
GATE_WEIGHT = 4.0
# A count of test cases below this is more likely something else that was read; own choice.
FEWEST_CASES = 5
# So many test cases tell a gain of about four points from chance (95%); on fewer, no small gain says anything of training.
TELLS_A_FEW_POINTS = 1000


@dataclass(frozen=True, slots=True)
class Contribution:
    """One answer that weighed in: which lever it pushes toward (or away from) and how strongly, from -3 to 3."""

    criterion: Criterion
    value: str
    label: str
    lever: Lever | None
    strength: int
    weight: float  # for the outcome of this verdict; negative speaks against it
    reason: str
    sources: tuple[Reference, ...]

    @property
    def supports(self) -> bool:
        """Whether this answer speaks for the verdict."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """An outcome that was not chosen and why."""

    outcome: Outcome
    headline: str
    why_not: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rubric says about one assessment."""

    outcome: Outcome
    headline: str
    answer: str
    sentence: str
    rule: str  # id of the deciding rule
    step: int  # of the decision procedure
    because: Sourced
    confidence: Confidence
    evidence: Evidence
    provisional: bool
    rests_on: tuple[
        Fact, ...
    ]  # without any one of these it would be another verdict, or not final; likely ones among them
    prior: Sourced | None  # the article's estimate, where it broke the tie
    contributions: tuple[Contribution, ...]
    gates: tuple[Gate, ...]
    open_gates: tuple[Gate, ...]  # unknown and able to matter for this diagnosis; none once the verdict is final
    method: Method | None
    today: str  # the first step
    next_steps: tuple[Sourced, ...]  # that one first
    alternatives: tuple[Alternative, ...]

    @property
    def failed_gates(self) -> tuple[Gate, ...]:
        """The gates that failed."""
        return tuple(gate for gate in self.gates if gate.state is GateState.FAILED)

    @property
    def trains(self) -> bool:
        """Whether the verdict contains training."""
        return self.method is not None


def judge(assessment: Assessment) -> Verdict:
    """Return the verdict on an assessment; every assessment has one."""
    known = rubric()
    final = is_settled(assessment)
    basis = judged_on(assessment)
    bits = encode(basis)
    extended = known.findings.extend(bits)
    rule = decide(bits)
    entry = known.outcomes[rule.outcome]
    profile = known.profile(extended)
    evidence = Evidence(
        completeness=completeness(known, assessment, profile),
        margin=margin(known, basis, rule.outcome),
        final=final,
        waits=rule.waits and not final,
    )
    found = gates_at(known, known.findings.extend(encode(assessment.stated)))
    still_open = () if final else open_gates(known, profile, found, trains=entry.training)
    if entry.training and measured_on(assessment) < TESTED_BEFORE_TRAINING:
        still_open = (too_small_a_test(known, measured_on(assessment)), *still_open)
    today = todays_step(assessment, rule, extended)
    return Verdict(
        outcome=rule.outcome,
        headline=entry.headline,
        answer=rule.answer or missing_first(known, assessment, rule.outcome, found) or entry.answer,
        sentence=rule.sentence or entry.sentence,
        rule=rule.id,
        step=rule.step,
        because=rule.because,
        confidence=confidence(known, rule, evidence, anything_known=bits != 0),
        evidence=evidence,
        provisional=not final,
        rests_on=rests_on(basis),
        prior=known.prior.text if rule.prior else None,
        contributions=contributions(known, basis, rule.outcome, found),
        gates=found,
        open_gates=still_open,
        method=next(method for method in known.methods if holds(method.when, extended)) if entry.training else None,
        today=today,
        next_steps=(Sourced(f"Today: {today}", ()), *next_steps(known, rule, extended, found, still_open)),
        alternatives=alternatives(known, rule, extended, found),
    )


def missing_first(known: Rubric, assessment: Assessment, outcome: Outcome, found: tuple[Gate, ...]) -> str:
    """Return what "not ready" waits for, the failed gate that comes first or else the open one of which nothing is likely; empty for another outcome."""
    order = known.outcomes[outcome].missing_order
    gates = {gate.id: gate for gate in found}
    for name in order:
        if gates[name].state is GateState.FAILED:
            return f"Not yet: {in_short().missing[name]}."
    unknown = (gates[name].criteria[0] for name in order if gates[name].state is GateState.UNKNOWN)
    still_open = next((one for one in unknown if one not in {fact.criterion for fact in assessment.valued.facts}), None)
    return f"Not yet: it is open {in_short().open[still_open]}." if still_open else ""


def rests_on(basis: Assessment) -> tuple[Fact, ...]:
    """Return the facts that the verdict on this basis needs: a smallest set that gives the same outcome, final or not as it is.

    Answers that carry little information are tried first, so that what remains is what a person would name.
    """
    known = rubric()
    wanted = stands(basis)
    kept = basis
    tried_first = sorted(basis.facts, key=lambda fact: (fact.is_stated, known.criteria[fact.criterion].bits))
    for _ in basis.facts:
        # What went later may have been all that an earlier one was needed for.
        before = kept
        for fact in tried_first:
            fewer = kept.without(fact.criterion)
            kept = fewer if stands(fewer) == wanted else kept
        if kept == before:
            break
    return kept.facts


def stands(assessment: Assessment) -> tuple[Outcome, bool]:
    """Return the outcome of an assessment, and whether it is final."""
    return outcome_of(encode(judged_on(assessment))), is_settled(assessment)


def contributions(
    known: Rubric, assessment: Assessment, outcome: Outcome, found: tuple[Gate, ...]
) -> tuple[Contribution, ...]:
    """Return every answer with its weight for the outcome, the heaviest supporting ones first."""
    failed = {gate.id for gate in found if gate.state is GateState.FAILED}
    support = known.outcomes[outcome].support
    rows = []
    for fact in assessment.facts:
        criterion = fact.criterion
        for value in fact.values:
            entry = known.criteria[criterion].values[value]
            lever = max(entry.pushes, key=lambda lever: abs(entry.pushes[lever]), default=None)
            total = weight(entry.pushes, support)
            if outcome is Outcome.NOT_READY and entry.gate in failed and fails(known, entry.gate, criterion, value):
                total += GATE_WEIGHT
            strength = entry.pushes[lever] if lever else 0
            reason = entry.reason
            rows.append(
                Contribution(criterion, value, entry.label, lever, strength, total, reason.text, reason.sources)
            )
    # Answers against the outcome come after those for it; the rubric's order of questions breaks ties.
    return tuple(sorted(rows, key=lambda row: (row.weight <= 0, -abs(row.weight), -known.criteria[row.criterion].bits)))


def fails(known: Rubric, gate: str, criterion: Criterion, value: str) -> bool:
    """Tell whether this answer alone already fails the gate."""
    return holds(known.gates[gate].failed, known.findings.extend(BITS[criterion][value]))


def open_gates(known: Rubric, profile: Profile, found: tuple[Gate, ...], *, trains: bool) -> tuple[Gate, ...]:
    """Return the unknown gates that can still matter: for training the training gates, otherwise those the diagnosis looks at."""
    relevant = set(known.calibration.relevant[profile])
    return tuple(
        gate
        for gate in found
        if gate.state is GateState.UNKNOWN and (gate.training if trains else relevant & set(gate.criteria))
    )


def too_small_a_test(known: Rubric, cases: float) -> Gate:
    """Return the gate of a measured baseline as open, because its score rests on too few cases to see what training changes."""
    entry = known.gates["G2"]
    small = known.small_test.text.format(cases=f"{cases:,.0f}", wanted=TESTED_BEFORE_TRAINING)
    to_do = small if cases else entry.to_do
    return Gate("G2", entry.title, GateState.UNKNOWN, entry.training, to_do, entry.criteria, known.small_test.sources)


def todays_step(assessment: Assessment, rule: Rule, extended: int) -> str:
    """Return what to do first; a test that is too small for training is enlarged before anything else."""
    cases = measured_on(assessment)
    if rubric().outcomes[rule.outcome].training and FEWEST_CASES <= cases < TESTED_BEFORE_TRAINING:
        missing = max(TESTED_BEFORE_TRAINING - round(cases, -1), 10)
        return f"label {missing:,.0f} more test cases, so that the score rests on about {TESTED_BEFORE_TRAINING}."
    if rule.id == "tuned-no-gain" and FEWEST_CASES <= cases < TELLS_A_FEW_POINTS:
        return f"enlarge the test: on {cases:,.0f} cases a gain of a few points can't be told from chance."
    return first_step(rule.outcome, extended)


def next_steps(
    known: Rubric, rule: Rule, extended: int, found: tuple[Gate, ...], still_open: tuple[Gate, ...]
) -> tuple[Sourced, ...]:
    """Return the checklist of the outcome, fitted to the case; for "not ready" what is missing comes first, in the rubric's order."""
    entry = known.outcomes[rule.outcome]
    extra = [row.step for row in known.extra_steps if rule.outcome in row.outcomes and holds(row.when, extended)]
    missing = {gate.id: gate for gate in found if gate.state is GateState.FAILED or gate in still_open}
    first = [Sourced(missing[name].to_do, missing[name].sources) for name in entry.missing_order if name in missing]
    steps = [*first, *entry.steps]
    return (steps[0], *extra, *steps[1:])


def alternatives(known: Rubric, rule: Rule, extended: int, found: tuple[Gate, ...]) -> tuple[Alternative, ...]:
    """Return the other outcomes, each with the first reason against it that applies."""
    return tuple(
        Alternative(outcome, entry.headline, reason.text, reason.sources)
        for outcome, entry in known.outcomes.items()
        if outcome is not rule.outcome
        for reason in [why_not(known, outcome, extended, found)]
    )


def why_not(known: Rubric, outcome: Outcome, extended: int, found: tuple[Gate, ...]) -> Sourced:
    """Return why an outcome was not chosen; where its training would answer the diagnosis, a failed gate is the plainest reason."""
    failed = [gate for gate in found if gate.training and gate.state is GateState.FAILED]
    if failed and holds(known.outcomes[outcome].answers, extended):
        return Sourced(f"Something that training needs is missing: {failed[0].title.lower()}.", failed[0].sources)
    return next(row.text for row in known.why_not if row.alternative is outcome and holds(row.when, extended))
