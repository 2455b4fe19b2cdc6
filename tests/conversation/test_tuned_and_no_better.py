"""A tuned model that is no better than the prompt: told in a question, and answered with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion, judge
from bot.reading.scores.tuned_results import tuned_without_gain
from bot.replies import Question
from tests.conversation.told import case_after
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

NO_GAIN = ("tuned_no_gain",)


@pytest.mark.parametrize(
    "text",
    [
        "our fine-tuned model scores the same as the prompt; retire it?",
        "We fine-tuned gpt-4o-mini for ticket routing and it was no better than the prompt. Should we shut it down?",
        "The tuned model is on par with the prompt, do we drop it?",
        "we trained a LoRA for our letters, no gain over few-shot - keep paying for it?",
        "Our fine-tuned model gets 86 %, the prompt 86 %, shall we keep the fine-tuned one?",
        "we tuned a model on 900 leases and nothing changed so should we switch it off?",
    ],
)
def test_what_brought_nothing_is_read_beside_a_question(text: str) -> None:
    """The verdict says to keep prompting."""
    case = case_after(text)
    assert case.assessment.value(Criterion.TRIED) == "tuned_no_gain"
    assert judge(case.assessment).answer.startswith("Keep prompting")


@pytest.mark.parametrize(
    "text",
    [
        "Is our fine-tuned model no better than the prompt?",
        "What if our fine-tuned model is no better than the prompt?",
        "we read that fine-tuned models score the same as a prompt; is that true?",
        "If we fine-tune and it is no better, what then?",
        "is it true that fine-tuning brought nothing at our competitor?",
    ],
)
def test_what_is_only_asked_was_not_tried(text: str) -> None:
    """A question, a supposition and others' training tell nothing of one's own."""
    assert tuned_without_gain(text) is None


async def test_it_is_said_at_once(person: Person) -> None:
    """The first words answer, rather than a passage on the retirement of base models."""
    lean = only(Question, await person.say("our fine-tuned model scores the same as the prompt; retire it?")).lean
    assert lean is not None
    assert lean.text.startswith("Keep prompting, and do not train again yet")
