"""Answers on whether models can be trained in a country or a region, from the list of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.citations import Citations
from bot.decision import Reference
from bot.replies import Answer, Author
from knowledge.training_regions import training_regions

if TYPE_CHECKING:
    from bot.conversation.grounding import Grounding
    from bot.reading.region_asked import RegionAsked

#: So many regions are named; of more their number is.
_MOST_NAMED = 3


async def on_region(asked: RegionAsked, grounding: Grounding) -> Answer | None:
    """Whether the models can be trained in the place, cited; None where the list says nothing of one of the models."""
    known, text = training_regions(), region_line(asked)
    if not text:
        return None
    cited = Citations()
    text = cited.cite(text, await grounding.passages(text, [Reference(known.source, known.heading)]))
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text))


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
    if len(open_ones) > _MOST_NAMED:
        told = f"{len(open_ones)} of the {every} regions of Global training lie in {asked.place}{its}"
    else:
        is_or_are = "is" if len(open_ones) == 1 else "are"
        told = f"{' and '.join(open_ones)} {is_or_are} among the {every} regions of Global training{its}"
    lead = "Yes: " if asked.whether else ""
    return f"{lead}{told}; Global training gives no data residency ({known.read})."
