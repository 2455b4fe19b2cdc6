"""Where models can be trained, by country and region: the data of `training_regions.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FILE = Path(__file__).with_name("training_regions.toml")


@dataclass(frozen=True, slots=True)
class TrainingRegions:
    """The regions of Global training, and those where a tuned model has a Standard deployment.

    Attributes:
        source: The id of the source that lists them, and the `heading` under which it does.
        read: The month of that list.
        models: The models that it lists for every region but the exceptions.
        countries: The regions of each country, none for one without.
        names: The country that people mean by a name, in lower case.
        without: The models that a region does not train.
        only: The models that a region trains and no others.
        standard: The regions with a Standard deployment of each tuned model that has any, and the `standard_heading` under which they are listed.
        european: Those of them in Europe.
    """

    source: str
    heading: str
    read: str
    models: frozenset[str]
    countries: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    without: Mapping[str, frozenset[str]]
    only: Mapping[str, frozenset[str]]
    standard: Mapping[str, tuple[str, ...]]
    standard_heading: str
    european: tuple[str, ...]

    @property
    def every(self) -> frozenset[str]:
        """All regions by name."""
        return frozenset(region for regions in self.countries.values() for region in regions)

    @property
    def by_name(self) -> Mapping[str, str]:
        """The regions by their names in lower case, and by Azure's own: "east us 2", "eastus2"."""
        lower = {region.lower(): region for region in self.every}
        return {**lower, **{name.replace(" ", ""): region for name, region in lower.items()}}

    def trains(self, region: str, model: str) -> bool:
        """Whether a region trains one of the `models`."""
        return region not in self.only and model not in self.without.get(region, ())

    def serving(self, models: Collection[str]) -> tuple[str, ...]:
        """The regions with Standard deployments of all these tuned models, or of any where none is named, in the order of the alphabet."""
        wanted = [set(self.standard.get(model, ())) for model in models]
        regions = set.intersection(*wanted) if wanted else {one for found in self.standard.values() for one in found}
        return tuple(sorted(regions))


@cache
def training_regions() -> TrainingRegions:
    """The regions as they are packaged."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    countries = data["countries"]
    return TrainingRegions(
        data["source"],
        data["heading"],
        data["read"],
        frozenset(data["models"]),
        {name: tuple(country.get("regions", ())) for name, country in countries.items()},
        {one: name for name, country in countries.items() for one in country["names"]},
        {region: frozenset(models) for region, models in data["without"].items()},
        {region: frozenset(models) for region, models in data["only"].items()},
        {model: tuple(regions) for model, regions in data["standard"].items()},
        data["standard_heading"],
        tuple(data["european"]),
    )
