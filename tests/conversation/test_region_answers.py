"""Whether models can be trained in a country or a region: told from the list of regions, and cited."""

from __future__ import annotations

import re

import pytest

from bot.conversation.grounding import passages_by_heading
from bot.conversation.region_answers import region_line, residency_line
from bot.reading.asked.region_asked import RegionAsked, region_asked
from bot.reading.asked.residency_asked import EUROPE, ResidencyAsked, residency_asked
from bot.replies import Answer
from knowledge.notes import read_note
from knowledge.sources import load_sources
from knowledge.training_regions import training_regions
from tests.person import Person, only


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("can we train in Norway?", RegionAsked("Norway")),
        ("is fine-tuning possible in italy", RegionAsked("Italy")),
        ("does tuning gpt-4.1-mini in japan east work?", RegionAsked("Japan East", ("gpt-4.1-mini",))),
        ("is gpt-4.1-mini trainable or can it be tuned in the EU?", RegionAsked("the EU", ("gpt-4.1-mini",))),
        ("can one train gpt-4o-mini in Europe", RegionAsked("Europe", ("gpt-4o-mini",))),
        ("we may finetune gpt-4o in the uk?", RegionAsked("the UK", ("gpt-4o",))),
        ("Is the training offered in Denmark, yes or no?", RegionAsked("Denmark")),
        ("which regions in Canada can train gpt-4.1?", RegionAsked("Canada", ("gpt-4.1",), whether=False)),
        ("which eu regions train gpt-4.1-mini, name them", RegionAsked("the EU", ("gpt-4.1-mini",), whether=False)),
        ("what European regions can fine-tune gpt-4o?", RegionAsked("Europe", ("gpt-4o",), whether=False)),
        ("can EU regions train gpt-4.1?", RegionAsked("the EU", ("gpt-4.1",))),
        ("which models can we train in Germany?", RegionAsked("Germany", whether=False, for_models=True)),
        ("can training data stay in Norway?", None),
        ("can we train on mails of our customers in Norway?", None),
        ("can we deploy a tuned model in Norway?", None),
        ("can it be tuned to answer in Norwegian?", None),
        ("what does training cost in Norway?", None),
        ("can we train in Norway or in Poland?", None),
        ("we train in Norway", None),
    ],
)
def test_what_asks_for_a_place(text: str, asked: RegionAsked | None) -> None:
    """A question whether models can be trained in one country or region; not where data stay, what is served there, or whose data it is."""
    assert region_asked(text) == asked


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (RegionAsked("Norway"), "Yes: Norway East is among the 27 regions of Global training;"),
        (RegionAsked("Canada"), "Yes: Canada Central and Canada East are among the 27 regions"),
        (
            RegionAsked("the US", ("gpt-4o",)),
            "Yes: 6 of the 27 regions of Global training lie in the US and train gpt-4o;",
        ),
        (
            RegionAsked("Europe", ("gpt-4.1-nano",)),
            "Yes: 10 of the 27 regions of Global training lie in Europe and train gpt-4.1-nano;",
        ),
        (RegionAsked("Denmark"), "No: none of the 27 regions of Global training lies in Denmark (October 2026)."),
        (RegionAsked("Poland", ("gpt-4.1-nano",)), "No: Poland Central does not train gpt-4.1-nano (October 2026)."),
        (RegionAsked("UAE North", ("gpt-4.1",)), "No: UAE North trains only Muse-Glimmer-30B"),
    ],
)
def test_the_line_says_yes_or_no(asked: RegionAsked, line: str) -> None:
    """With the regions by name, and with the exceptions of the list."""
    assert region_line(asked).startswith(line)


def test_models_that_the_list_lacks_get_no_line() -> None:
    """The source is searched for them instead."""
    assert region_line(RegionAsked("Norway", ("llama-3.3-70b",))) == ""


def test_the_regions_are_those_of_the_note() -> None:
    """Every region that the note lists for Global training, and no other."""
    known = training_regions()
    ids = passages_by_heading()[known.source, known.heading]
    note = next(read_note(source) for source in load_sources() if source.id == known.source)
    text = next(one.text for one in note if one.id in ids)
    listed = {
        re.sub(r"^and ", "", one.strip())
        for line in re.findall(r"The Global training regions \w+(?: the \w+| Europe)? are (.+?)\.", text)
        for one in re.split(r",| and ", line)
    }
    assert known.every == listed - {""}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("can a tuned gpt-4o-mini be hosted in France?", ResidencyAsked("France", ("gpt-4o-mini",))),
        ("where in the EU can I run a tuned model so that data stays there?", ResidencyAsked(EUROPE, whether=False)),
        ("what regions have Standard training?", ResidencyAsked(trains=True, whether=False)),
        ("which hospital in Sweden runs a tuned model in production?", None),
        ("which European countries can run a tuned model?", ResidencyAsked(EUROPE, whether=False)),
        ("does tuning gpt-5 in norway east come with data residency, is it possible?", ResidencyAsked("Norway East", ("gpt-5",), trains=True)),
        ("can the finetuned 4.1-mini be served from switzerland", ResidencyAsked("Switzerland", ("gpt-4.1-mini",))),
        ("can we train in France?", None),
        ("does our data leave the region with standard training?", None),
        ("what does it cost to host a tuned gpt-4.1 in Germany?", None),
        ("can a tuned model run on our own gpus in germany", None),
        ("is there an EU data zone for fine-tuning?", None),
        ("a tuned model runs in Germany", None),
        ("can you let us run a tuned model?", None),
    ],
)  # fmt: skip
def test_what_asks_for_residency(text: str, asked: ResidencyAsked | None) -> None:
    """Where a tuned model is served, or trained with its data in one region; not what that costs, nor where models are trained at all."""
    assert residency_asked(text) == asked


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (ResidencyAsked("France"), "No, not with data residency: Standard deployments of tuned models"),
        (ResidencyAsked("Sweden", ("gpt-5",)), "Yes, in Sweden Central: Standard deployments of tuned gpt-5"),
        (ResidencyAsked(EUROPE, whether=False), "In Sweden Central: "),
        (ResidencyAsked(trains=True, whether=False), "The sources list no regions for Standard training"),
        (
            ResidencyAsked(EUROPE, trains=True),
            "Yes, data can stay in an EU region with Standard training. The sources list no",
        ),
        (ResidencyAsked("Germany", trains=True), "The sources don't say: they list no regions for Standard training"),
        (ResidencyAsked("East US 2", ("gpt-4.1",)), "No, not with data residency: "),
        (ResidencyAsked("Sweden", ("llama-3.3-70b",)), ""),
    ],
)
def test_residency_is_no_list_of_global_regions(asked: ResidencyAsked, line: str) -> None:
    """What is told is where Standard deployments are; a region of Global training is none of them."""
    assert residency_line(asked).startswith(line)
    assert "Global" not in residency_line(asked)
    assert bool(residency_line(asked)) is bool(line)


def test_the_standard_deployments_are_those_of_the_note() -> None:
    """Every model and region that the note has, and no other."""
    known = training_regions()
    ids = passages_by_heading()[known.source, known.standard_heading]
    note = next(read_note(source) for source in load_sources() if source.id == known.source)
    text = next(one.text for one in note if one.id in ids)
    listed = {
        model: tuple(found[2].split(" and "))
        for found in re.finditer(r"Tuned (.+?) have Standard deployments in (.+?) \(", text)
        for model in re.split(r", | and ", found[1])
    }
    assert known.standard == listed
    assert set(known.european) <= {region for regions in known.standard.values() for region in regions}


async def test_residency_is_cited(person: Person) -> None:
    """In a conversation, with the passages that list the deployments."""
    answer = only(Answer, await person.say("can we host a tuned gpt-4.1 in Italy?"))
    assert answer.text.startswith("No, not with data residency")
    assert {one.passage.source_id for one in answer.citations} == {"S05"}


async def test_it_is_answered_and_cited(person: Person) -> None:
    """In a conversation, with the passage that lists the regions."""
    answer = only(Answer, await person.say("can we train gpt-4.1 in Norway?"))
    assert answer.text.startswith("Yes: Norway East is among")
    assert [one.passage.source_id for one in answer.citations] == ["S05"]


def test_the_eu_is_its_countries() -> None:
    """The regions of the EU and of Europe are those of the countries that lie there."""
    known = training_regions()
    union = ("France", "Germany", "Italy", "the Netherlands", "Poland", "Spain", "Sweden")
    wider = (*union, "Norway", "Switzerland", "the UK")
    for place, countries in (("the EU", union), ("Europe", wider)):
        assert set(known.countries[place]) == {region for one in countries for region in known.countries[one]}


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("can I deploy FT'd 4.1-mini in eastus2 w/ data zone", "The sources don't say for East US 2:"),
        ("is a data zone deployment of a tuned gpt-4.1 possible in sweden central", "No: as of October 2026"),
        ("can we host a fine-tuned model in a data zone in the usa?", "Only in the US:"),
        ("which regions can host my fine-tuned model in a data zone in europe?", "Nowhere in Europe:"),
        ("can I fine-tune in eastus2?", "Yes: East US 2"),
        ("can we host a tuned gpt-4.1-mini in swedencentral?", "Yes, in Sweden Central"),
    ],
)
async def test_zones_and_short_names(person: Person, text: str, begins: str) -> None:
    """A data zone is more than a region, and only one is supported; a region goes by Azure's own name as well."""
    assert only(Answer, await person.say(text, once=True)).text.startswith(begins)


def test_training_in_a_zone_is_no_global_training() -> None:
    """What the list of Global training regions says is no answer to it."""
    assert region_asked("does data zone training exist in germany?") is None
