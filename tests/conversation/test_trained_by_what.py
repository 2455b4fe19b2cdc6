"""Whether a model can be trained by a method, or on one's own GPU: yes or no from the register; and yes-or-no questions in a few words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.conversation.training_answers import method_line
from bot.phrases import OWN_GPU_UNPRICED
from bot.reading.asked.method_asked import MethodAsked, method_asked
from bot.reading.asked.own_gpu_asked import own_gpu_asked
from bot.reading.asked.question_form import asks_tersely
from bot.reading.costs.own_gpu_costs import asks_what_own_gpu_costs
from bot.replies import Answer, Notice
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("does RFT work with gpt-4.1-mini?", MethodAsked("RFT", ("gpt-4.1-mini",))),
        ("is o3 supported for RFT?", MethodAsked("RFT", ("o3",))),
        ("can i use DPO on gpt-4o-mini", MethodAsked("DPO", ("gpt-4o-mini",))),
        ("does gpt-4.1 support DPO?", MethodAsked("DPO", ("gpt-4.1",))),
        ("is preference tuning possible with gpt 4o mini", MethodAsked("DPO", ("gpt-4o-mini",))),
        ("does DPO on gpt-4.1 need pairs?", None),
        ("which method does gpt-4.1 support", None),
        ("is dpo cheaper than sft on gpt-4o?", None),
        ("what does RFT on o4-mini cost?", None),
        ("DPO or SFT for gpt-4.1?", None),
        ("can we use DPO?", None),
        ("we did RFT with o4-mini", None),
        ("how many examples does DPO need on gpt-4o?", None),
    ],
)
def test_a_method_and_a_model(text: str, asked: MethodAsked | None) -> None:
    """One method of one model or more, and nothing else."""
    assert method_asked(text) == asked


@pytest.mark.parametrize(
    ("model", "method", "line"),
    [
        ("gpt-4.1-mini", "RFT", "No, not with RFT: gpt-4.1-mini can be fine-tuned on Azure with SFT and DPO."),
        ("o3", "RFT", "No: o3 can't be fine-tuned on Azure."),
        ("gpt-4.1", "DPO", "Yes, if your subscription has deployed it before"),
        ("gpt-5", "RFT", "Only by Microsoft's invitation"),
        ("gpt-99", "RFT", ""),
    ],
)
def test_the_register_says_yes_or_no(model: str, method: str, line: str) -> None:
    """By the methods of its row; nothing of a model that it lacks."""
    told = method_line(model, method, TODAY)
    assert told.startswith(line)
    assert bool(told) is bool(line)


async def test_the_list_of_methods_is_cited(person: Person) -> None:
    """The page that lists them stands first."""
    answer = only(Answer, await person.say("does RFT work with gpt-4.1-mini?"))
    assert answer.text.startswith("No, not with RFT")
    assert answer.citations[0].passage.source_id == "S05"


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("can I fine-tune gpt-4o-mini on our own GPU?", ("gpt-4o-mini",)),
        ("we have our gpu 4090, can train gpt-4o-mini on it??", ("gpt-4o-mini",)),
        ("is it possible to train gpt-4.1 on our own servers?", ("gpt-4.1",)),
        ("can we run sft of gpt-4o on prem?", ("gpt-4o",)),
        ("can I fine-tune llama on our own GPU?", ()),
        ("can we train gpt-oss-20b on our gpus?", ()),
        ("can I fine-tune gpt-4o-mini on Azure?", ()),
        ("we train gpt-4o-mini and llama on our own gpu", ()),
        ("should we fine-tune gpt-4o-mini or llama on our own gpu?", ()),
    ],
)
def test_a_hosted_model_on_ones_own_gpu(text: str, models: tuple[str, ...]) -> None:
    """Only a question, and only where every model is one that its provider runs."""
    assert own_gpu_asked(text) == models


async def test_a_hosted_model_is_not_trained_there(person: Person) -> None:
    """No comes first, then which models have open weights."""
    answer = only(Answer, await person.say("can I fine-tune gpt-4o-mini on our own GPU?"))
    assert answer.text.startswith("No: gpt-4o-mini is trained in Foundry")
    assert "open-weight models" in answer.text
    assert answer.citations


@pytest.mark.parametrize(
    "text",
    [
        "mistral on our gpu cheaper no?",
        "is it cheaper to run llama on our own gpus?",
        "what would a tuned llama on our 4090 cost?",
    ],
)
async def test_what_ones_own_gpu_costs_nobody_lists(person: Person, text: str) -> None:
    """It is said, with what would be held against it."""
    assert only(Notice, await person.say(text)).text == OWN_GPU_UNPRICED


@pytest.mark.parametrize(
    "text",
    [
        "we host llama on our own gpu, cost is too high, 20k calls a day, should we tune?",
        "do we need our own gpus to finetune on azure",
        "what does hosting a tuned gpt-4o cost?",
    ],
)
def test_what_asks_for_no_costs_of_ones_own(text: str) -> None:
    """A case, a question on training, and what has a price."""
    assert not asks_what_own_gpu_costs(text)


@pytest.mark.parametrize(
    "text",
    [
        "mistral can fine tune in azure yes no",
        "gpt-5 can fine tune on azure yes no",
        "batch works with tuned models y/n",
        "we can train llama in foundry yes or no",
    ],
)
def test_a_few_words_that_end_in_yes_no_ask(text: str) -> None:
    """Without a question mark, and with the word for it in any place."""
    assert asks_tersely(text)


@pytest.mark.parametrize(
    "text",
    [
        "we sort claims with gpt-4o, is it fraud yes no",
        "emails are classified: fraud yes or no",
        "our bot can say wrong price yes no",
        "should we fine tune on azure yes no",
        "the tuned model answers yes or no",
        "can it, yes no",
    ],
)
def test_what_a_model_is_to_say_asks_nothing(text: str) -> None:
    """Nor does what asks for a verdict, or for nothing that the sources are about."""
    assert not asks_tersely(text)
