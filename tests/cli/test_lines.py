"""`ftn ask --json --lines` and `ftn verdict --json --lines`: many at once, an object a line, in the order of the input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.turn import Surface

if TYPE_CHECKING:
    from tests.cli.ftn import Ftn

RETIRES = "When does the base model gpt-4o-mini retire?"
SILENT = "What does hosting a tuned gpt-4o-mini cost in Swiss francs?"
TONE = "We want our support bot to sound like us, so far we have a basic prompt."
FACTS = "Our bot answers questions on 400 PDFs, and it makes up things that are not in them."


@pytest.mark.parametrize("options", [("--json", "--lines"), ("--lines",)])
def test_questions_are_answered_in_order(ftn: Ftn, options: tuple[str, ...]) -> None:
    """Each line gets one object, also where the sources are silent or nothing is asked; empty lines get none."""
    asked = [RETIRES, "", "thanks", SILENT, "  ", RETIRES]
    found = ftn.lines("ask", *options, said="\n".join(asked))
    assert [each["kind"] for each in found] == ["answer", "notice", "abstention", "answer"]
    assert found[1]["text"] == phrases.THANKS
    assert found[0] == found[3]
    assert "2027-04-14" in found[0]["text"]


def test_lines_know_nothing_of_each_other(ftn: Ftn) -> None:
    """A follow-up has nothing to follow."""
    found = ftn.lines("ask", "--json", "--lines", said=f"{RETIRES}\nwhy?\nwho says so?\n")
    assert [each["text"] for each in found[1:]] == [phrases.ABOUT_WHAT] * 2


def test_cases_are_judged_in_order(ftn: Ftn) -> None:
    """Each line gets the card of its own case, or what to do where it tells none."""
    tone, nothing, facts, again = ftn.lines("verdict", "--json", "--lines", said=f"{TONE}\n\nhello\n{FACTS}\n{TONE}\n")
    assert [each["kind"] for each in (tone, nothing, facts, again)] == ["verdict", "notice", "verdict", "verdict"]
    assert nothing["text"] == phrases.no_case(Surface.TERMINAL)
    assert (tone["outcome"], facts["outcome"]) == ("prompt_engineering", "rag")
    assert tone["decision_id"] != again["decision_id"]
    same = tone.keys() - {"decision_id", "asks"}
    assert {name: tone[name] for name in same} == {name: again[name] for name in same}


@pytest.mark.parametrize("case", [TONE, FACTS])
def test_what_a_verdict_says(ftn: Ftn, case: str) -> None:
    """Its facts hold criterion, values, certainty, words and number; it rests on some of them; its marks resolve."""
    (found,) = ftn.lines("verdict", "--json", "--lines", said=case)
    assert found["facts"]
    for fact in found["facts"]:
        assert fact.keys() == {"criterion", "values", "certainty", "words", "number", "clause", "document"}
        assert fact["certainty"] in {"stated", "likely"}
        assert fact["words"] in case
    assert all(fact in found["facts"] for fact in found["rests_on"])
    assert any(fact["certainty"] == "stated" for fact in found["rests_on"])
    marks = {int(mark) for text in (*found["why"], *found["open_gates"]) for mark in re.findall(r"\[(\d+)\]", text)}
    assert marks == {citation["number"] for citation in found["citations"]}
    if found["asks"]:
        assert found["question"] == found["asks"]["question"]


def test_a_number_comes_as_it_was_said(ftn: Ftn) -> None:
    """A band has the exact number beside it."""
    (found,) = ftn.lines("verdict", "--json", "--lines", said=f"{TONE} We have 15 training examples.")
    examples = next(fact for fact in found["facts"] if fact["criterion"] == "examples")
    assert (examples["values"], examples["number"]) == (["10_49"], 15)


def test_no_lines(ftn: Ftn) -> None:
    """Nothing in, nothing out."""
    for command in ("ask", "verdict"):
        assert ftn(command, "--json", "--lines", said="").stdout == ""
