"""Answers on where models can be trained, and served with their data in one region, from the lists of regions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.citations import Citations
from bot.decision import Reference
from bot.reading.asked.residency_asked import EUROPE, ResidencyAsked
from bot.replies import Answer, Author
from knowledge.training_regions import training_regions

if TYPE_CHECKING:
    from bot.conversation.grounding import Grounding
    from bot.reading.asked.region_asked import RegionAsked
    from knowledge.training_regions import TrainingRegions

#: Where it stands which data zones are supported, and the country of the only one.
_DATA_ZONE = "Deployment options"
_UNITED_STATES = "the US"
_STANDARD_TRAINING = "Training types"
#: How it is said that a place will do for training, whatever else it is wanted for.
_FOR_TRAINING = "For training, yes: "
#: So many regions are named; of more their number is.
_MOST_NAMED = 3


async def on_region(asked: RegionAsked, grounding: Grounding) -> Answer | None:
    """Whether the models can be trained in the place, cited; None where the list says nothing of one of the models."""
    known, text = training_regions(), models_line(asked) if asked.for_models else region_line(asked)
    if not text:
        return None
    cited = Citations()
    text = cited.cite(text, await grounding.passages(text, [Reference(known.source, known.heading)]))
    if stays := _staying_line(asked):
        told = cited.cite(stays, await grounding.passages(stays, [Reference(known.source, known.standard_heading)]))
        text = f"{text} {told}"
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text))


async def on_residency(asked: ResidencyAsked, grounding: Grounding) -> Answer | None:
    """Where a tuned model is trained or served with its data in one region, cited; None where the list has none of the models."""
    known, cited, text = training_regions(), Citations(), residency_line(asked)
    if not text:
        return None
    if asked.zoned:
        text = zone_line(asked)
        text = cited.cite(text, await grounding.passages(text, [Reference(known.source, _DATA_ZONE)]))
        return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text))
    headings = [known.standard_heading, *([_STANDARD_TRAINING] if asked.trains else [])]
    passages = await grounding.passages(text, [Reference(known.source, heading) for heading in headings])
    text = cited.cite(text, passages)
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text))


def residency_line(asked: ResidencyAsked) -> str:
    """Where a tuned model has Standard deployments, yes or no first where that is asked; empty where the list has none of the models."""
    known = training_regions()
    if not set(known.standard).issuperset(asked.models):
        return ""
    every, there = known.serving(asked.models), _served_in(asked, known)
    tuned = f"tuned {' and '.join(asked.models)}" if asked.models else "tuned models"
    lies = f", none of them in {asked.place}" if asked.place and not there else ""
    exist = f"Standard deployments of {tuned}, which keep data in their region, exist only in {_listed(every)}{lies} ({known.read})."
    if asked.trains:
        return _trained_in_place(asked, exist)
    if not asked.place:
        return exist
    if not there and asked.or_europe and (near := _served_in(replace(asked, place=EUROPE), known)):
        return f"In the EU {'yes, ' if asked.whether else ''}in {_listed(near)}; in {asked.place} not: {exist}"
    if not there:
        return f"{'No, not with data residency' if asked.whether else 'Nowhere with data residency'}: {exist}"
    return f"{'Yes, in' if asked.whether else 'In'} {_listed(there)}: {exist}"


def _trained_in_place(asked: ResidencyAsked, exist: str) -> str:
    """What is known of training whose data stay: that they can in the EU, and that no list has the regions; with where a tuned model can be deployed so."""
    none = "no regions for Standard training, which happens in the region of your Foundry resource"
    if not asked.whether:
        return f"The sources list {none}. {exist}"
    if asked.place == EUROPE:
        return f"Yes, data can stay in an EU region with Standard training. The sources list {none}. {exist}"
    return f"The sources don't say: they list {none}. {exist}"


def zone_line(asked: ResidencyAsked) -> str:
    """Whether a tuned model can be served from a data zone that a place lies in: no outside the US; for its regions that nothing says so."""
    known = training_regions()
    only = f"as of {known.read} Data Zone Standard supports only the US data zone"
    if asked.place == _UNITED_STATES:
        return f"Only in the US: {only}."
    if asked.place in known.countries[_UNITED_STATES]:
        return f"The sources don't say for {asked.place}: {only}, and they do not list its regions."
    return f"No: {only}." if asked.whether else f"Nowhere in {asked.place}: {only}."


def _served_in(asked: ResidencyAsked, known: TrainingRegions) -> tuple[str, ...]:
    """The regions of a place with Standard deployments of all the models."""
    regions = known.european if asked.place == EUROPE else known.countries.get(asked.place, (asked.place,))
    return tuple(region for region in known.serving(asked.models) if region in regions)


def _listed(regions: tuple[str, ...]) -> str:
    return " and ".join([", ".join(regions[:-1]), regions[-1]]) if len(regions) > 1 else regions[0]


def _staying_line(asked: RegionAsked) -> str:
    """Whether a place that will do for training will do for data that must stay there as well; empty where that is not asked."""
    line = residency_line(ResidencyAsked(asked.place, asked.models)) if asked.suffices and _lies_in_it(asked) else ""
    opening, colon, rest = line.partition(": ")
    if not colon:
        return ""
    return f"{'Also' if opening.startswith('Yes') else 'Not'} for data that must stay there: {rest}"


def _lies_in_it(asked: RegionAsked) -> bool:
    return region_line(asked).startswith(_FOR_TRAINING)


def models_line(asked: RegionAsked) -> str:
    """The models that can be trained in a country or a region; where it has no region of training, that."""
    known = training_regions()
    regions = known.countries.get(asked.place, (asked.place,) if asked.place in known.every else ())
    every = len(known.every)
    if not regions:
        return f"None: none of the {every} regions of Global training lies in {asked.place} ({known.read})."
    if all(region in known.only for region in regions):
        models = sorted({model for region in regions for model in known.only[region]})
        whose = ""
    else:
        whose = "Of OpenAI's models, "
        models = sorted(model for model in known.models if any(known.trains(region, model) for region in regions))
    where = _listed(regions) if len(regions) <= _MOST_NAMED else f"{asked.place} ({len(regions)} regions)"
    return f"{whose}{where} can train {_listed(tuple(models))}, as Global training, which gives no data residency ({known.read})."


def region_line(asked: RegionAsked) -> str:
    """Yes or no for a country or a region, and the regions of it; empty where the list says nothing of one of the models."""
    known = training_regions()
    if not known.models.issuperset(asked.models):
        return ""
    regions = known.countries.get(asked.place, (asked.place,) if asked.place in known.every else ())
    every = len(known.every)
    if not regions:
        return f"No: none of the {every} regions of Global training lies in {asked.place} ({known.read})."
    open_ones = [region for region in regions if all(known.trains(region, model) for model in asked.models)]
    named = " and ".join(asked.models)
    if not open_ones or (not asked.models and all(region in known.only for region in regions)):
        (region,) = regions[:1]
        others = known.only.get(region)
        instead = f"{region} trains only {', '.join(sorted(others))}" if others else f"{region} does not train {named}"
        return f"No: {instead} ({known.read})."
    its = f" and {'train' if len(open_ones) > 1 else 'trains'} {named}" if named else ""
    if len(open_ones) > _MOST_NAMED and not asked.whether:
        told = f"{_listed(tuple(open_ones))}: {len(open_ones)} of the {every} regions of Global training lie in {asked.place}{its}"
    elif len(open_ones) > _MOST_NAMED:
        told = f"{len(open_ones)} of the {every} regions of Global training lie in {asked.place}{its}"
    else:
        is_or_are = "is" if len(open_ones) == 1 else "are"
        told = f"{' and '.join(open_ones)} {is_or_are} among the {every} regions of Global training{its}"
    lead = _FOR_TRAINING if asked.suffices else "Yes: " if asked.whether else ""
    return f"{lead}{told}; Global training gives no data residency ({known.read})."
