"""What a language model is asked about a message: the prompt, its examples, and their bounds."""

from __future__ import annotations

import json
import re

import pytest

from bot.answers.prompts import load_prompt
from bot.conversation.case import Case
from bot.conversation.model_reading import (
    SCHEMA,
    TURNS_SHOWN,
    checked,
    conversation,
    definitions,
    request_for,
)
from bot.decision import VALUES, Assessment, Certainty, Criterion, Fact, rubric
from bot.reading.kinds import MessageKind
from bot.reading.windows import LONGEST_TEXT
from bot.turn import RememberedTurn, Turn
from bot.turn_log import Work
from tests.model_server import CHARACTERS_A_TOKEN
from tests.person import place

PROMPT = load_prompt("understand").text
#: What the first call of a turn may cost at most, in tokens, as estimated.
MOST_TOKENS = 6_000
EXAMPLES = re.findall(r"^Message: (.+)\n(\{.+(?:\n .+)*\})$", PROMPT, re.MULTILINE)


def prompt_for(text: str, case: Case, remembered: list[RememberedTurn]) -> str:
    """What the model is shown of a message."""
    work = Work(Turn("Ana", place(), text), text, remembered)
    return request_for(text, case, work).messages[0].text


def test_it_names_every_kind_of_message() -> None:
    """The prompt explains each kind that the schema allows, and no other."""
    explained = PROMPT.partition('"language"')[0]
    assert set(re.findall(r'"(\w+)"', explained)) - {"kind"} == set(MessageKind)
    assert set(SCHEMA["properties"]["kind"]["enum"]) == set(MessageKind)


@pytest.mark.parametrize("criterion", Criterion)
def test_it_defines_every_value(criterion: Criterion) -> None:
    """Each criterion stands there with its values, each with the rubric's definition, and what never counts."""
    lines = definitions()
    entry = rubric().criteria[criterion]
    assert f"{criterion.value} (" in lines
    assert not entry.never or f"; never: {entry.never}" in lines
    for value in VALUES[criterion]:
        assert f"  {value}: {entry.values[str(value)].definition}" in lines


@pytest.mark.parametrize(("message", "told"), EXAMPLES)
def test_its_examples_hold(message: str, told: str) -> None:
    """Every fact of an example passes the checks that a model's answer has to pass, with the value that it shows."""
    found = json.loads(told)
    reading = checked(found, message, Case())
    for row in found["facts"]:
        fact = reading.facts[Criterion(row["criterion"])]
        assert row["value"] in fact.values
        assert fact.certainty is Certainty(row["certainty"])
        assert fact.words == row["words"]
    assert set(found) == set(SCHEMA["required"])


def test_there_are_examples() -> None:
    """The prompt shows at least two, one of them with a question in it."""
    assert len(EXAMPLES) >= 2
    assert any(json.loads(told)["questions"] for _, told in EXAMPLES)


def test_the_conversation_is_shown_in_part() -> None:
    """The last turns and the message stand in the prompt; older turns do not."""
    turns = [RememberedTurn(f"said {number}", "", f"replied {number}") for number in range(TURNS_SHOWN + 2)]
    prompt = prompt_for("and the bigger one?", Case(), turns)
    assert "<message>\nand the bigger one?\n</message>" in prompt
    assert f"person: said {TURNS_SHOWN + 1}\nassistant: replied {TURNS_SHOWN + 1}" in prompt
    assert "said 1\n" not in prompt
    assert conversation([]) == "(none)"


def test_what_is_known_and_open_is_shown() -> None:
    """The values that are known and the open question stand in the prompt; what nobody knows does not."""
    known = (
        Assessment()
        .put(Fact(Criterion.GOAL, ("tone_style", "new_facts")))
        .put(Fact(Criterion.TEAM, certainty=Certainty.UNSURE))
    )
    prompt = prompt_for("x", Case(assessment=known, pending=Criterion.TRIED), [])
    assert "Known so far: goal=new_facts+tone_style\n" in prompt
    assert "The open question: tried: What have you tried so far?" in prompt
    assert "Known so far: nothing\n\nThe open question: (none)" in prompt_for("x", Case(), [])


@pytest.mark.parametrize("text", ["word " * 20_000, "{criteria} {message} " * 500])
def test_it_stays_within_its_budget(text: str) -> None:
    """Long messages and long turns are cut, and a message that looks like a template is text."""
    prompt = prompt_for(text, Case(), [RememberedTurn(text, text, text)] * 12)
    assert len(prompt) / CHARACTERS_A_TOKEN <= MOST_TOKENS
    assert text[:LONGEST_TEXT].strip() in prompt
