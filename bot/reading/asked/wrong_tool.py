"""Whether a closing question puts forward that training is the wrong thing to do: "so is retuning the wrong tool?"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.reading.sayings import technique_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: What training may be called the right or the wrong one of.
_MEANS: Final = frozenset(
    ["tool", "tools", "approach", "choice", "move", "method", "technique", "instrument", "lever", "medicine", "fit", "solution", "idea", "step"]
)  # fmt: skip
_JUDGED: Final = frozenset({"right", "wrong"})
#: So many words after its name may call it wrong.
_WITHIN: Final = 4


def without_tool(said: list[str], technique: str) -> list[str]:
    """The words of a question without what it is the right or the wrong one of, where it names a technique."""
    if technique_in(said) != technique:
        return said
    return [word for before, word in pairwise(["", *said]) if not (before in _JUDGED and word in _MEANS)]


def called_wrong(said: Sequence[str], denying: Collection[str]) -> bool:
    """Whether the words from the name of a technique on call it wrong, and do not deny that."""
    named = next((place for place, word in enumerate(said) if technique_in([word]) is None), len(said))
    behind = said[named : named + _WITHIN]
    return "wrong" in behind and not set(behind) & set(denying)
