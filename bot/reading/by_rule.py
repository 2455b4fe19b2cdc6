"""The criteria that the trained reader never learned, and what reads each in its place: from words to a fact, by rule."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.decision import Criterion
from bot.reading.told.platforms import platform_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.decision import Fact

#: What a message says of each.
READ_BY_RULE: Mapping[Criterion, Callable[[str], Fact | None]] = MappingProxyType({Criterion.PLATFORM: platform_in})
#: What a reply says to the question for each.
ANSWERED_BY_RULE: Mapping[Criterion, Callable[[str], Fact | None]] = MappingProxyType(
    {Criterion.PLATFORM: partial(platform_in, asked=True)}
)
