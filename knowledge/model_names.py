"""The model names in a text, and their siblings: `models.toml` read as a vocabulary.

Names that differ by one word (`gpt-4o`, `gpt-4o-mini`) look alike to vectors and to BM25 and mean different things.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


def named_models(text: str) -> list[str]:
    """The models a text names, in order of first mention; `4o-mini` means `gpt-4o-mini`."""
    return list(models_named(text))


#: The same sentences come up again and again, in answers to different questions.
@lru_cache(maxsize=8_192)
def models_named(text: str) -> tuple[str, ...]:
    """The same as `named_models`, to be shared."""
    return tuple(dict.fromkeys(_by_key()[_key(match)] for match in _pattern().findall(text)))


def replace_model(text: str, old: str, new: str) -> str:
    """The text with every mention of one model, however spelled, turned into another's name."""
    return _pattern().sub(lambda match: new if _by_key()[_key(match.group())] == old else match.group(), text)


def sibling(model: str, step: int) -> str | None:
    """The next larger (+1) or smaller (-1) model of the same family, or None."""
    for family in _register()["families"]:
        if model in family and 0 <= family.index(model) + step < len(family):
            return str(family[family.index(model) + step])
    return None


@lru_cache(maxsize=1)
def _register() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "models.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Every spelling and the name it stands for."""
    own = {name: name for family in _register()["families"] for name in family}
    return own | dict(_register()["spellings"])


@lru_cache(maxsize=1)
def _by_key() -> dict[str, str]:
    return {_key(spelling): name for spelling, name in _spellings().items()}


def _key(spelling: str) -> str:
    """What is left of a spelling without case, hyphens and spaces."""
    return re.sub(r"[- ]", "", spelling.lower())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Any spelling, hyphens as people put them, the longest first, not inside a longer name or number."""
    longest_first = sorted(_spellings(), key=len, reverse=True)
    loose = ("[- ]?".join(map(re.escape, re.split("[- ]", spelling))) for spelling in longest_first)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(loose)})(?![\w]|-[a-z0-9]|\.\d)", re.IGNORECASE)
