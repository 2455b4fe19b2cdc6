"""A short answer without a language model: the sources' own sentences that answer, verbatim, and what says more.

The likeliest sentence speaks first, after yes, no or "it depends" where that is asked; what follows it in its passage, or stands in another
one and is about the question too, comes after it. The rest is one press away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.answers.opening import opening, opening_said
from bot.citations import Citations
from bot.reading.asked.question_form import names_other_models
from bot.replies import Answer, Author
from knowledge.lexical import overlap, words
from knowledge.passages import Lead, Status, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answers.relevance import Telling
    from knowledge.passages import Passage

#: How much is said at once: sentences, and words in all (`conversation.md`, principle 8 and the words wanted of an answer).
SENTENCES, WORDS = 3, 75
#: How many further passages a press for more brings.
FURTHER = 2
#: A further sentence speaks if it is this likely by itself: of 45 such ones that strangers' questions brought 6 were judged to be beside the
#: question (`tests.evals.strangers`); from 0.8 on it is 38 of 150. The rest is a press away.
LIKELY = 0.88
#: And this likely a sentence of a further passage must be for a press to bring it.
MORE = 0.5
#: What a sentence's likelihood is worth if it is about another model than the question names, or of a document that is not current.
OTHER_MODEL, OLD = 0.3, 0.8
#: A sentence of which this share of words has been said adds nothing.
SAID_ALREADY = 0.5


@dataclass(frozen=True, slots=True)
class Short:
    """What is said of one question, in order, the word before it and how it is said, and the passages that say more."""

    lead: Lead
    told: tuple[Telling, ...]
    more: tuple[Passage, ...]
    opens: str = ""


def short(
    question: str, tellings: Sequence[Telling], own: Passage | None = None, said: Sequence[str] = ()
) -> Short | None:
    """What answers a question in a few sentences; None where nothing is left to say.

    Args:
        question: What was asked.
        tellings: The sentences that may answer, with their likelihood.
        own: The passage of a person's own documents that answers, if one does; it speaks first.
        said: Sentences that this thread has shown already: only the first one may be among them, because it answers.
    """
    ranked = by_worth(question, tellings, own)
    if not ranked:
        return None
    first = ranked[0]
    told, shown = [first], set(said)
    for one in _beside(ranked[1:], question):
        longest = sum(len(other.text.split()) for other in told) + len(one.text.split())
        if (
            one.text not in shown
            and len(told) < SENTENCES
            and longest <= WORDS
            and _adds(one.text, [other.text for other in told])
        ):
            told.append(one)
    told = [first, *sorted(told[1:], key=lambda one: (one.passage != first.passage, one.passage.id, one.place))]
    near = first.likelihood * MORE
    passages = dict.fromkeys(one.passage for one in ranked if one.likelihood >= near)
    further = [passage for passage in passages if passage not in {one.passage for one in told}][:FURTHER]
    open_ones = [
        one.passage
        for one in told
        if len(sentences(one.passage.text)) > sum(other.passage == one.passage for other in told)
    ]
    lead = opening(question, first, ranked)
    further_ones = tuple(dict.fromkeys([*open_ones, *further]))
    return Short(lead, tuple(told), further_ones, opening_said(lead, question, first))


def by_worth(question: str, tellings: Sequence[Telling], own: Passage | None = None) -> list[Telling]:
    """The sentences in the order in which they may speak: those of `own` first, then by their likelihood, less where they are old or on other models."""
    return sorted(tellings, key=lambda one: (one.passage == own, _worth(question, one)), reverse=True)


def extract(shorts: Iterable[Short]) -> Answer:
    """The answer to one question, or to each of several in a paragraph of its own."""
    cited = Citations()
    paragraphs = []
    more: dict[str, None] = {}
    for one in shorts:
        said = [cited.cite(telling.text, [telling.passage]) for telling in one.told]
        paragraphs.append(" ".join([*([one.opens] if one.opens else []), *said]))
        more |= dict.fromkeys(passage.id for passage in one.more)
    text = "\n\n".join(paragraphs)
    citations = tuple(cited)
    return Answer(text, citations, Author.SOURCES, caveats(citations, text), more=tuple(more))


def _worth(question: str, one: Telling) -> float:
    worth = one.likelihood * (OTHER_MODEL if names_other_models(question, one.text) else 1.0)
    return worth if one.passage.status is Status.CURRENT else worth * OLD


def _beside(ranked: Sequence[Telling], question: str) -> list[Telling]:
    """What may speak after the first sentence, likeliest first."""
    return [one for one in ranked if _worth(question, one) >= LIKELY]


def _adds(text: str, said: Iterable[str]) -> bool:
    own = words(text)
    return all(overlap(own, words(one)) < SAID_ALREADY for one in said)
