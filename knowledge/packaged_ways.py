"""The ways of asking for passages whose vectors come with the program: found by their vectors alone, and so in no Chroma collection.

The built-in notes have some thirty of them a passage. In Chroma's graph they would take twenty seconds of the first start and ninety megabytes of every
data folder; their vectors lie beside the notes anyway, and finding the nearest takes two milliseconds, and misses none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge.entries import way_id
from knowledge.nearest_rows import NearestRows
from knowledge.packaged_vectors import packaged_rows, unit_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FILE: Final = "ways.json"


@dataclass(frozen=True)
class PackagedWays:
    """The ways of asking of one index's passages, those alone that are packaged for its embedder; safe to share between threads."""

    model_id: str
    asked: Mapping[str, Sequence[str]] = field(repr=False)
    """By passage."""

    @classmethod
    def of(cls, model_id: str, asked: Mapping[str, Sequence[str]]) -> PackagedWays:
        """Of all ways of asking, by passage, those whose vectors are packaged."""
        known = packaged_among(model_id, [way for ways in asked.values() for way in ways])
        return cls(
            model_id, {own: kept for own, ways in asked.items() if (kept := [way for way in ways if way in known])}
        )

    @classmethod
    def load(cls, directory: Path, fingerprint: str, model_id: str) -> PackagedWays | None:
        """Those kept in a directory, or None where there are none or they belong to other passages."""
        try:
            kept = json.loads((directory / FILE).read_text(encoding="utf-8"))
            return cls(model_id, kept["asked"]) if kept["fingerprint"] == fingerprint else None
        except (OSError, ValueError, KeyError, TypeError):
            # Another form, or cut off while it was written: they are read from the collection again.
            return None

    def save(self, directory: Path, fingerprint: str) -> None:
        """Keep them in a directory, whole or not at all."""
        directory.mkdir(parents=True, exist_ok=True)
        unfinished = directory / "ways.tmp"
        kept = {"fingerprint": fingerprint, "asked": self.asked}
        unfinished.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(directory / FILE)

    def nearest(
        self, vector: Sequence[float], limit: int, may_read: Callable[[str], bool] | None = None
    ) -> list[tuple[str, float]]:
        """The entries' names of the ways nearest to a question's vector with their cosine similarities, best first.

        Args:
            vector: A question's, of any length.
            limit: How many.
            may_read: Whether the ways of a passage may be found, by its id; without it all may.
        """
        if not self.asked:
            return []
        passages, ways, of, rows = self._searched
        question = np.asarray(vector, np.float32)
        allowed = None if may_read is None else np.array([may_read(own) for own in passages], bool)[of]
        near = rows.nearest(question / (float(np.linalg.norm(question)) or 1.0), limit, allowed) if rows else []
        return [(way_id(passages[of[row]], ways[row]), similarity) for row, similarity in near]

    @cached_property
    def _searched(self) -> tuple[list[str], list[str], NDArray[np.intp], NearestRows | None]:
        """The passages, the packaged ways, the passage of each way by its place, and what finds the nearest of the ways if there are any."""
        passages = list(self.asked)
        ways = [(place, way) for place, own in enumerate(passages) for way in self.asked[own]]
        places, stand = packaged_rows(self.model_id, [way for _, way in ways])
        found = [ways[place] for place in places.tolist()]
        rows = NearestRows(len(stand), lambda some: unit_rows(self.model_id, stand[some])) if len(stand) else None
        return passages, [way for _, way in found], np.array([place for place, _ in found], np.intp), rows


def packaged_among(model_id: str, ways: Sequence[str]) -> frozenset[str]:
    """Those ways of asking whose vectors are packaged for an embedder."""
    return frozenset(ways[place] for place in packaged_rows(model_id, ways)[0].tolist())
