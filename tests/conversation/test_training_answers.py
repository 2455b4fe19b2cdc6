"""Whether a model can still be trained at OpenAI: told from the register, for new and for existing customers, and cited."""

from __future__ import annotations

from datetime import date

import pytest

from bot import phrases
from bot.conversation.training_answers import azure_line, training_line
from bot.reading.asked.training_asked import azure_training_asked, training_asked
from bot.replies import Answer, Notice
from knowledge.model_status import Platform, model_register, trainable
from tests.person import Person, kinds, only

TODAY, AFTER = date(2026, 11, 29), date(2027, 1, 6)


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("can we still fine-tune gpt-4.1-mini on OpenAI?", ("gpt-4.1-mini",)),
        ("Is it still possible to train 4o-mini at openai", ("gpt-4o-mini",)),
        ("how long can we tune gpt-4.1 and gpt-4o on the OpenAI API?", ("gpt-4.1", "gpt-4o")),
        ("is fine-tuning gpt-4o closed at OpenAI?", ("gpt-4o",)),
        ("can we still fine-tune gpt-4.1-mini on Azure OpenAI?", ()),
        ("can we still fine-tune on OpenAI?", ()),
        ("how can we fine-tune gpt-4.1-mini on OpenAI?", ()),
        ("when does gpt-4.1-mini retire on OpenAI?", ()),
        ("we fine-tune gpt-4.1-mini on OpenAI", ()),
        ("can we still call our tuned gpt-4o on OpenAI?", ()),
    ],
)
def test_what_asks_whether_a_model_can_be_trained_there(text: str, models: tuple[str, ...]) -> None:
    """A question on training, at OpenAI, that names models; nothing else."""
    assert training_asked(text) == models


def test_the_line_follows_the_register() -> None:
    """Days of both sorts of customers, before and after it closes to all; a model that nobody registered gets none."""
    there = model_register().platforms[Platform.OPENAI]
    line = training_line("gpt-4.1-mini", TODAY)
    assert line.startswith("Only as an existing customer: ")
    for day in (there.training_closed_to_new, there.training_closed_to_idle, there.training_closed_to_all):
        assert str(day) in line
    after = training_line("gpt-4.1-mini", AFTER)
    assert after.startswith("No: ")
    assert "existing ones on 2027-01-06" in after
    assert training_line("gpt-4.1-nano", TODAY).endswith("to existing ones on 2026-10-23.")
    assert "not among the models that can be tuned" in training_line("gpt-5", TODAY)
    assert not training_line("gpt-99", TODAY)


async def test_it_is_told_with_its_source(person: Person) -> None:
    """Not when the model retires: who may train, and until when; asked again it is not repeated."""
    answer = only(Answer, await person.say("can we still fine-tune gpt-4.1-mini on OpenAI?"))
    assert answer.text.startswith("Only as an existing customer")
    assert "2027-01-14" not in answer.text
    assert [(one.passage.source_id, one.passage.heading) for one in answer.citations] == [
        ("S23", "Update to OpenAI's self-serve fine-tuning")
    ]
    assert "2026-05-07" in answer.citations[0].passage.text
    assert "Answer" in kinds(await person.say("sources"))
    again = only(Notice, await person.say("can we still fine-tune gpt-4.1-mini on OpenAI?"))
    assert again.text == phrases.SAID_ABOVE


async def test_asked_aside_it_is_told_as_well(person: Person) -> None:
    """In an interview, with what is open said again."""
    replies = await person.talk("walk me through it", "can we still fine-tune gpt-4.1-nano on OpenAI?")
    answer = only(Answer, replies)
    assert "2026-10-23" in answer.text
    assert any("2026-10-23" in one.passage.text for one in answer.citations)
    assert "Still open" in only(Notice, replies).text


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("can 4o-mini still be fine-tuned in 2026?", ("gpt-4o-mini",)),
        ("is it possible to train gpt 4.1 mini on azure openai?", ("gpt-4.1-mini",)),
        ("can i tune gpt-oss-20b in Foundry", ("gpt-oss-20b",)),
        ("is gpt-5 or gpt-4.1 fine-tunable, can you tell", ()),
        ("can gpt-4o be fine-tuned in 2028?", ()),
        ("can we still fine-tune gpt-4.1-mini on OpenAI?", ()),
        ("can gpt-4o be fine-tuned with DPO?", ()),
        ("can we fine-tune gpt-4.1 in Sweden Central?", ()),
        ("can gpt-4.1 be fine-tuned with 40 examples?", ()),
        ("how do we fine-tune gpt-4.1 on Azure?", ()),
        ("we fine-tuned gpt-4.1 on Azure", ()),
    ],
)
def test_what_asks_whether_a_model_can_be_trained_on_azure(text: str, models: tuple[str, ...]) -> None:
    """A question on training that names models, and no method, region, number or other platform."""
    assert azure_training_asked(text, 2026) == models


def test_the_line_on_azure_follows_the_register() -> None:
    """Yes, no, or for whom; until which day."""
    assert azure_line("gpt-oss-20b", TODAY) == "Yes: gpt-oss-20b can be fine-tuned on Azure with SFT."
    own = trainable("gpt-4o-mini", Platform.AZURE, TODAY, existing=True)
    line = azure_line("gpt-4o-mini", TODAY)
    assert line.startswith(
        "Yes, if your subscription has deployed it before: gpt-4o-mini can be fine-tuned on Azure with SFT until "
    )
    assert f"{own.day} at the earliest" in line
    assert "for all others training has closed" in azure_line("gpt-4.1-nano", TODAY)
    assert azure_line("gpt-5", TODAY).startswith("Only by Microsoft's invitation: ")
    assert azure_line("gpt-5-mini", TODAY).startswith("No: ")
    assert not azure_line("gpt-99", TODAY)


async def test_on_azure_it_is_told_with_its_source(person: Person) -> None:
    """The page that the register rests on is what is cited."""
    answer = only(Answer, await person.say("can gpt-4o-mini still be fine-tuned?"))
    assert answer.text.startswith("Yes, if your subscription has deployed it before: ")
    assert {one.passage.source_id for one in answer.citations} == {"S16"}
