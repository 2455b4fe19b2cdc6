"""An answer without a language model: the sentences of the sources that answer, selected and ordered, verbatim.

The built-in notes are written for this: each passage answers one question, its first sentence first. So the nearest
passage speaks whole, and others add the sentences that are close to the question and say something new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.citations import Citations
from bot.reading.answerable import own_hit
from bot.replies import Answer, Author
from knowledge.lexical import overlap, words
from knowledge.model_names import named_models
from knowledge.passages import Status, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.passages import Passage
    from knowledge.search import Found, Hit

#: How much is said: of the nearest passage, of each further one, in sentences and in all, in characters.
FIRST_SENTENCES = 5
FURTHER_SENTENCES = 2
LONGEST = 1_100
#: How many passages take part.
PASSAGES = 3
#: A further passage speaks only if its fused score is at least this share of the nearest one's.
NEAR_ENOUGH = 0.4
#: How much the share of the question's words counts beside the cosine similarity when the first passage is chosen.
WORDS_WEIGH = 0.3
#: What a passage's score is worth if it opens with another model than the question names.
OTHER_MODEL = 0.7
#: A sentence of which this share of words has been said adds nothing.
SAID_ALREADY = 0.75

_POINTS_BACK = re.compile(r"^(?:it|this|that|these|those|they|such|both|then|so|there)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A sentence and the passage it stands in."""

    text: str
    passage: Passage


def extract(found: Found, shown: Sequence[str] = ()) -> Answer | None:
    """The answer the sources' own sentences give, or None where nothing is left to say.

    Args:
        found: What a search brought, best first.
        shown: Ids of passages that the reader has seen already; they come last.
    """
    asked = words(found.question)
    chosen: list[_Chosen] = []
    speaking = _speaking(found, shown)
    for rank, hit in enumerate(speaking):
        most = FURTHER_SENTENCES if rank else FIRST_SENTENCES
        for text in _telling(hit.passage, asked, most):
            if _adds(text, chosen) and sum(len(one.text) for one in chosen) + len(text) <= LONGEST:
                chosen.append(_Chosen(text, hit.passage))
    order = [hit.passage.id for hit in sorted(speaking, key=partial(_opens_better, question=found.question))]
    if own := own_hit(found):
        order = [own.passage.id, *order]
    return _compose(sorted(chosen, key=lambda one: order.index(one.passage.id)))


def _speaking(found: Found, shown: Sequence[str]) -> list[Hit]:
    """The few passages that speak, best first; what was shown before comes last.

    A passage that opens with another model than the question names counts less: `gpt-4o` is not `gpt-4o-mini`.
    """
    seen, models = set(shown), set(named_models(found.question))
    worth = {
        hit.passage.id: hit.score * (OTHER_MODEL if _is_about_another(hit.passage, models) else 1) for hit in found.hits
    }
    ranked = sorted(found.hits, key=lambda hit: (hit.passage.id in seen, -worth[hit.passage.id]))[:PASSAGES]
    best = worth[ranked[0].passage.id] if ranked else 0.0
    near = [hit for hit in ranked if worth[hit.passage.id] >= best * NEAR_ENOUGH]
    own = own_hit(found)
    return near if own is None else [own, *(hit for hit in near if hit.passage.id != own.passage.id)][:PASSAGES]


def _is_about_another(passage: Passage, asked: set[str]) -> bool:
    """Whether a question names models and the passage opens with others."""
    opening = named_models(sentences(passage.text)[0]) if asked else []
    return bool(opening) and not asked & set(opening[: len(asked)])


def _opens_better(hit: Hit, question: str) -> tuple[bool, float, bool]:
    """Sorts first what is about the model asked for, then what is nearest in meaning and words, then current texts."""
    about_another = _is_about_another(hit.passage, set(named_models(question)))
    nearness = hit.similarity + WORDS_WEIGH * overlap(words(question), words(hit.passage.text))
    return about_another, -nearness, hit.passage.status is not Status.CURRENT


def _telling(passage: Passage, asked: Sequence[str], most: int) -> list[str]:
    """The passage's sentences that tell most about what was asked, in their own order.

    The first one carries the answer and always speaks; one that points back needs the one before it.
    """
    own = sentences(passage.text)
    if len(own) <= most:
        return own
    ranked = sorted(range(1, len(own)), key=lambda row: -overlap(asked, words(own[row])))
    kept = {0, *ranked[: most - 1]}
    kept |= {row - 1 for row in kept if row and _POINTS_BACK.match(own[row])}
    return [own[row] for row in sorted(kept)]


def _adds(text: str, chosen: Sequence[_Chosen]) -> bool:
    said = words(text)
    return all(overlap(said, words(one.text)) < SAID_ALREADY for one in chosen)


def _compose(chosen: Sequence[_Chosen]) -> Answer | None:
    if not chosen:
        return None
    cited = Citations()
    paragraphs: list[list[str]] = []
    before: Passage | None = None
    for one in chosen:
        if before is None or one.passage.id != before.id:
            paragraphs.append([])
        paragraphs[-1].append(cited.cite(one.text, [one.passage]))
        before = one.passage
    text = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
    citations = tuple(cited)
    return Answer(text, citations, Author.SOURCES, caveats(citations, text))
