"""Which sentences of a company's document lay down a rule that bears on a gate, and which need a person to look at them."""

from __future__ import annotations

import pytest

from bot.decision import Certainty, Criterion
from bot.reading.told.policy_in import LONGEST_RULE, policy_in
from knowledge.notes import read_note
from knowledge.passages import sentences
from knowledge.sources import load_sources

PLAIN, ASKED = Certainty.STATED, Certainty.LIKELY
RULES = (
    ("All workloads run in Sweden Central only.", "residency", "region_bound", PLAIN),
    ("All personal data must stay in the EU.", "residency", "region_bound", PLAIN),
    ("Data must not leave Germany.", "residency", "region_bound", PLAIN),
    ("Data residency: EU only.", "residency", "region_bound", PLAIN),
    ("No data may leave our own data centres.", "residency", "on_prem", PLAIN),
    ("Use of external cloud services is prohibited; everything runs on premises.", "residency", "on_prem", PLAIN),
    ("Data must not leave Germany unless the customer agrees.", "residency", "region_bound", ASKED),
    ("We may not train on customer data.", "tunable_model", "no", ASKED),
    ("Customer data must not be used to train models.", "tunable_model", "no", ASKED),
    ("Training on customer conversations is forbidden.", "tunable_model", "no", ASKED),
    ("Models may not be fine-tuned without approval of the board.", "tunable_model", "no", ASKED),
    ("No model may be trained on anything.", "tunable_model", "no", PLAIN),
    ("Every answer given to a customer must cite its source document.", "citations", "yes", ASKED),
    ("Employees may only see the documents of their own department.", "permissions", "per_user", ASKED),
)
NO_RULES = (
    "The canteen opens at noon.",
    "Employees must complete their annual training by June.",
    "New staff must not be trained on the old system.",
    "Only trained staff may use the forklift.",
    "Training data must be reviewed by two people.",
    "There are no restrictions on where data is stored.",
    "Customer data may be used for training if the customer has agreed.",
    "Invoices must be kept in the EU archive for ten years.",
    "Region: Sweden Central; Training: Global",
    "Kundendaten dürfen nicht zum Training verwendet werden.",
    f"All data must stay in the EU, {'and so on, ' * 30}for good.",
)


@pytest.mark.parametrize(("sentence", "criterion", "value", "certainty"), RULES)
def test_a_rule(sentence: str, criterion: str, value: str, certainty: Certainty) -> None:
    """It is read with its own words; what has a condition, or is about some data only, is asked."""
    fact = policy_in(sentence)
    assert fact is not None
    assert (fact.criterion, fact.values, fact.certainty) == (Criterion(criterion), (value,), certainty)
    assert fact.words == sentence


@pytest.mark.parametrize("sentence", NO_RULES)
def test_no_rule(sentence: str) -> None:
    """Rules of other things, permissions, plain statements and what is too long are none."""
    assert policy_in(sentence) is None
    assert len(sentence) > LONGEST_RULE or "EU, and" not in sentence


def test_few_are_found_where_nobody_lays_down_anything() -> None:
    """Of the notes' sentences, which are all about training and regions and whose company is nobody's, next to none is taken for a rule, and none for a plain one."""
    told = [one for source in load_sources() for passage in read_note(source) for one in sentences(passage.text)]
    found = [fact for one in told if (fact := policy_in(one))]
    assert len(found) * 1_000 <= len(told)
    assert not [fact for fact in found if fact.is_stated]
