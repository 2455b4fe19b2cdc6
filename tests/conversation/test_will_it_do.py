"""Whether a region will do, which models it trains, and whether a way of training fits: of the case where one was told."""

from __future__ import annotations

import pytest

from bot.reading.asked.method_fits import method_fits_asked
from bot.reading.asked.region_asked import RegionAsked, region_asked
from bot.replies import Answer, Notice
from tests.person import Person, only

INVOICES = "20k invoices a day, few-shot gets 82% on 300 invoices, we need 95, 4000 checked labelled invoices, gpt-4.1"
MANUALS = "our support bot must know 3,000 manuals that change weekly, it invents facts"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Is Germany West Central sufficient?", RegionAsked("Germany West Central", suffices=True)),
        ("would West Europe be enough for gpt-4.1?", RegionAsked("West Europe", ("gpt-4.1",), suffices=True)),
        ("is france ok then?", RegionAsked("France", suffices=True)),
        ("will sweden central do", RegionAsked("Sweden Central", suffices=True)),
        ("we need it trained in Germany, which model?", RegionAsked("Germany", whether=False, for_models=True)),
        ("which models can we train in Germany?", RegionAsked("Germany", whether=False, for_models=True)),
        ("what models are tunable in uk south?", RegionAsked("UK South", whether=False, for_models=True)),
        ("are 300 examples enough in Germany?", None),
        ("is the prompt good enough for Germany?", None),
        ("is that enough for us?", None),
        ("which model is cheapest to train in Germany?", None),
        ("which models can be hosted in Germany after training?", None),
        ("which regions train gpt-4.1?", None),
    ],
)
def test_what_is_asked_of_a_place(text: str, asked: RegionAsked | None) -> None:
    """Whether a place will do, or what it trains, and nothing else."""
    assert region_asked(text) == asked


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Is Germany West Central sufficient?", "For training, yes: ", "Not for data that must stay there: "),
        ("is Sweden Central good enough?", "For training, yes: ", "Also for data that must stay there: "),
        ("is Denmark ok for training?", "No: none of the 27 regions", "Denmark"),
        (
            "we need it trained in Poland, which model?",
            "Of OpenAI's models, Poland Central can train gpt-4.1, ",
            "o4-mini",
        ),
        ("which models can be tuned in the UAE?", "UAE North can train ", "gpt-oss-120b"),
        ("which models can be tuned in Denmark?", "None: none of the 27 regions", "Denmark"),
    ],
)
async def test_told_of_a_place(person: Person, text: str, first: str, last: str) -> None:
    """For training and for data that must stay there."""
    answer = only(Answer, await person.say(text))
    assert answer.text.startswith(first)
    assert last in answer.text
    assert "gpt-4.1-nano" not in answer.text or "Poland" not in text


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("does DPO fit?", ("DPO",)),
        ("would RFT make sense for us?", ("RFT",)),
        ("SFT or DPO?", ("SFT", "DPO")),
        ("is supervised fine-tuning the right way for our case?", ("SFT",)),
        ("what is DPO good for?", ()),
        ("what does DPO mean?", ()),
        ("does DPO work with gpt-4.1?", ()),
        ("does the DPO format need two answers?", ()),
        ("how long does DPO take?", ()),
        ("we have DPO pairs", ()),
    ],
)
def test_which_way_is_asked(text: str, methods: tuple[str, ...]) -> None:
    """Whether a way of training fits, and not what it is or which models take it."""
    assert method_fits_asked(text) == methods


@pytest.mark.parametrize(
    ("case", "text", "begins"),
    [
        (INVOICES, "does DPO fit?", "No: supervised fine-tuning (SFT) fits what you told."),
        (INVOICES, "is SFT the right way?", "Yes: supervised fine-tuning (SFT) fits what you told."),
        (INVOICES, "should we take SFT or RFT?", "Supervised fine-tuning (SFT) fits what you told."),
        (MANUALS, "would DPO make sense?", "No: let it look the facts up"),
        (
            "few-shot gets our tone right in 60% of 200 replies, need 90, we have 2,000 pairs of a preferred and a rejected reply",
            "does DPO fit?",
            "Yes: direct preference optimization (DPO) fits what you told.",
        ),
    ],
)
async def test_of_the_case(person: Person, case: str, text: str, begins: str) -> None:
    """The case that was told says which way of training fits."""
    await person.say(case)
    assert only(Notice, (await person.say(text))[:1]).text.startswith(begins)


async def test_without_a_case(person: Person) -> None:
    """Without one it is told what the way is for."""
    assert " fits when " in only(Answer, await person.say("does DPO fit?")).text
