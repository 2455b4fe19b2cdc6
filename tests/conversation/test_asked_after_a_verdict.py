"""Questions that people ask beside a case: what leads to the way that they name, what training alone costs, and what somebody's claim is worth."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.decision import Outcome, flips_towards, judge
from bot.reading.asked.own_verdict_asked import OwnVerdict, own_verdict_asked
from bot.reading.asked.score_expected import expects_a_score
from bot.reading.asked.side_questions import asks_if_needed
from bot.reading.asked.towards_asked import towards_asked
from bot.reading.asked.training_asked import azure_training_asked
from bot.reading.asked.training_cost_asked import training_cost_asked
from bot.replies import Answer, Notice, Reply
from tests.conversation.told import case_after
from tests.person import Person, kinds, only

#: Prompting comes first here.
PROMPTED = "our letters to members should sound like us, 300 letters a day, a basic prompt on gpt-4.1-mini in Azure"
#: A smaller model pays here.
DEAR = "we read 200,000 delivery notes a day with gpt-4.1, 97% right, it is too expensive. 4,000 checked notes"
TRAINS = frozenset({Outcome.FINE_TUNE, Outcome.RAG_PLUS_FINE_TUNE, Outcome.PROMPT_PLUS_DISTILL})


def _said(replies: list[Reply]) -> str:
    return "\n".join(one.text for one in replies if isinstance(one, Notice))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("what has to happen before you would recommend training?", "fine_tune"),
        ("What would have to change for you to say fine-tune it", "fine_tune"),
        ("so what would it take for a yes?", "fine_tune"),
        ("what would make you say yes?", "fine_tune"),
        ("under which conditions would you advise retrieval?", "rag"),
        ("when would you say stay with the prompt?", "prompt_engineering"),
        ("what would convince you to go for prompting?", "prompt_engineering"),
        # Against a way, of two ways, of none, of the work, or of a reason.
        ("what must happen before you say not to train?", ""),
        ("when would you say train and when prompt?", ""),
        ("what would have to be true for you to change your verdict?", ""),
        ("what has to happen before the training starts?", ""),
        ("why do you say training?", ""),
    ],
)
def test_the_way_that_is_asked_for(text: str, outcome: str) -> None:
    """A way that somebody wants to be led to is told from one that is only named."""
    assert towards_asked(text) == outcome
    assert (own_verdict_asked(text) is OwnVerdict.TOWARDS) == bool(outcome)


def test_what_leads_to_a_way_leads_nowhere_else() -> None:
    """One change where one is enough, else the fewest that do together; none where the verdict is that way already."""
    prompted, dear = case_after(PROMPTED).assessment, case_after(DEAR).assessment
    assert judge(prompted).outcome is Outcome.PROMPT_ENGINEERING
    towards = flips_towards(prompted, TRAINS)
    assert towards
    assert {one.outcome for one in towards} <= TRAINS
    assert {len(one.changes) for one in towards} == {3}
    assert flips_towards(prompted, frozenset({Outcome.PROMPT_ENGINEERING})) == []
    back = flips_towards(dear, frozenset({Outcome.PROMPT_ENGINEERING}))
    assert {len(one.changes) for one in back} == {1}
    assert {one.outcome for one in back} == {Outcome.PROMPT_ENGINEERING}


async def test_who_asks_what_leads_to_training_hears_no_other_way(person: Person) -> None:
    """Each line leads to what was named; who has it already is told so."""
    await person.talk(PROMPTED, "only a basic prompt")
    told = _said(await person.say("what would need to happen before you recommend training it?"))
    lines = [line for line in told.splitlines() if line.startswith("- ")]
    assert lines
    assert all(line.endswith(("Fine-tuning", "smaller model")) for line in lines)
    assert phrases.SAYS_SO_ALREADY in _said(await person.say("what would it take for prompting?"))


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("what does it cost to train?", True),
        ("and the training, what does that cost", True),
        ("how much is it to tune the model?", True),
        ("what does that cost, prompt versus training, per month?", False),
        ("what does a tuned model cost?", False),
        ("is training cheaper than prompting, cost-wise?", False),
    ],
)
def test_the_price_of_training_alone(text: str, is_asked: bool) -> None:  # noqa: FBT001 - a row of the table
    """Training alone is priced as training, and not as a month of the tuned model."""
    assert (training_cost_asked(text, ["gpt-4.1-mini"]) is not None) == is_asked
    assert training_cost_asked(text, ["gpt-4.1-mini"], of_a_case=False) is None


async def test_training_is_priced_without_a_month_of_hosting(person: Person) -> None:
    """By the token, with a number of examples for instance, or with those that were told."""
    await person.talk(PROMPTED, "only a basic prompt")
    told = _said(await person.say("how much does it cost to train it?"))
    assert "5.00 USD per 1M tokens" in told
    assert "1,000 examples" in told
    assert "a month" not in told
    await person.talk(DEAR, thread="other")
    assert "4,000 examples" in _said(await person.say("what would the training cost?", thread="other"))


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("our integrator says we need to fine-tune. are they right?", True),
        ("my manager read that we must train a model of our own. is that true?", True),
        ("the agency insists on it that we have to fine-tune, do we really?", True),
        ("our integrator says we need to fine-tune.", False),
        ("the guide says 50 examples are enough. true?", False),
        ("our trainer says the staff must come. is he right?", False),
    ],
)
def test_a_claim_that_training_is_needed(text: str, is_asked: bool) -> None:  # noqa: FBT001 - a row of the table
    """Somebody's word for training with the question whether it is so."""
    assert asks_if_needed(text) == is_asked


async def test_a_claim_gets_a_lean_and_one_question(person: Person) -> None:
    """What the sources say comes before the first question; who tells a case gets its own verdict."""
    replies = await person.say("our integrator says we need to fine-tune. are they right?")
    assert only(Answer, replies).text.startswith("It depends. ")
    assert kinds(replies)[-1] == "Question"


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("which recall can we expect on handwritten dates after training?", True),
        ("how much gain is realistic from tuning?", True),
        ("what accuracy do you need?", False),
        ("We get 81% and want a recall of 95. What can we expect?", False),
        ("what should I expect to pay?", False),
    ],
)
def test_a_score_that_is_expected(text: str, is_asked: bool) -> None:  # noqa: FBT001 - a row of the table
    """A question for a score tells no case."""
    assert expects_a_score(text) == is_asked


async def test_who_asks_for_a_score_is_not_interviewed(person: Person) -> None:
    """It has an answer or none, and no verdict."""
    assert "Question" not in kinds(await person.say("which recall can we expect on handwritten dates after training?"))


def test_what_can_be_tuned_is_asked_in_one_word() -> None:
    """The register knows for whom a model is open, which a list of models does not say."""
    assert azure_training_asked("Is gpt-4.1-mini tunable?", 2026) == ("gpt-4.1-mini",)
    assert azure_training_asked("is gpt-4o fine-tunable on Azure?", 2026) == ("gpt-4o",)
    assert azure_training_asked("what is a tunable model?", 2026) == ()
