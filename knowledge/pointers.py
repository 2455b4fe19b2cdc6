"""What whoever runs the bot has said of declined questions: "this is answered by that passage", for these words and what is near to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.passages import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.question_vectors import QuestionEncoder

#: A question is near to a wording from this similarity on (`question_vectors`): of the 100 questions for development 64 are so near to another one of
#: their group, and none to one of another group.
NEAR_POINTER = 0.5
#: From here on it is the same question, which is answered so whatever else is found.
SAME_QUESTION_ASKED = 0.75
#: Questions whose vectors are kept, since one turn looks several times.
MOST_KEPT_VECTORS = 256


@dataclass(frozen=True, slots=True)
class Pointer:
    """One pointer: what is asked, each in some wording, and the passage that answers, or the whole document where `passage_id` is empty.

    `header` finds the section again where its text has changed, and with it its id.
    """

    id: str
    wordings: tuple[str, ...]
    source_id: str
    passage_id: str = ""
    header: str = ""


class PointerVectors:
    """Finds the pointer that a question is near to."""

    def __init__(self, pointers: Sequence[Pointer], encoder: QuestionEncoder) -> None:
        """Embed all wordings, 5 ms each. It blocks."""
        self.pointers = tuple(pointers)
        self._encoder = encoder
        self._of = [pointer for pointer in pointers for _ in pointer.wordings]
        self._vectors = encoder.encode([wording for pointer in pointers for wording in pointer.wordings])
        self._asked: dict[str, NDArray[np.float32]] = {}

    def nearest(self, question: str) -> tuple[Pointer, float] | None:
        """The nearest pointer and its similarity, from `NEAR_POINTER` to 1; None where none is near. It blocks."""
        if not self._of:
            return None
        near = self._vectors @ self._vector(question)
        best = int(near.argmax())
        similarity = min(float(near[best]), 1.0)
        return (self._of[best], similarity) if similarity >= NEAR_POINTER else None

    def _vector(self, question: str) -> NDArray[np.float32]:
        # By digest: people's words are kept nowhere but in their conversation.
        key = digest(question)
        known = self._asked.get(key)
        if known is None:
            known = self._encoder.encode([question])[0]
            self._asked = {**dict(list(self._asked.items())[1 - MOST_KEPT_VECTORS :]), key: known}
        return known
