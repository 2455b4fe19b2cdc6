"""The texts of the rubric that a person may read, with the places they cite."""

from collections.abc import Iterator

from bot.decision.load_rubric import rubric
from bot.decision.rubric import Sourced


def reasons() -> Iterator[tuple[str, Sourced]]:
    """Yield what a card gives as a reason, by where it stands in the rubric; each must cite."""
    known = rubric()
    yield "prior", known.prior.text
    for rule in known.rules:
        yield f"rules.{rule.id}", rule.because
    for criterion, entry in known.criteria.items():
        yield f"criteria.{criterion}.why", entry.why
        for value, row in entry.values.items():
            yield f"criteria.{criterion}.{value}", row.reason
    for place, method in enumerate(known.methods):
        yield f"methods[{place}] {method.id}", method.text


def advice() -> Iterator[tuple[str, Sourced]]:
    """Yield steps, gates and reasons against alternatives; of these a text that is our own cites nothing."""
    known = rubric()
    for name, gate in known.gates.items():
        yield f"gates.{name}.finds_out", Sourced(gate.finds_out, gate.sources)
        yield f"gates.{name}.to_do", Sourced(gate.to_do, gate.sources)
        for number, words in enumerate(gate.instead):
            yield f"gates.{name}.instead.{number}.finds_out", Sourced(words.finds_out, words.sources)
            yield f"gates.{name}.instead.{number}.to_do", Sourced(words.to_do, words.sources)
    for outcome, entry in known.outcomes.items():
        for place, step in enumerate(entry.steps):
            yield f"outcomes.{outcome}.steps[{place}]", step
    for place, extra in enumerate(known.extra_steps):
        yield f"extra_steps[{place}]", extra.step
    for place, against in enumerate(known.why_not):
        yield f"why_not[{place}] {against.alternative}", against.text
