"""Whether what the assistant replies is right: key facts, declining, marks, quotes, length, model calls.

Each evaluator looks at one case and what came back. It gives a `Result`, or None where the case expects nothing of
that kind: a missing expectation is skipped and not counted as zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.replies import Abstention, Answer, Notice
from bot.turn import Place, Surface, Turn
from knowledge.document_sets import FOR_EVERYONE
from knowledge.passages import sentences

from .runs import Result

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from bot.assistant import Assistant
    from bot.chat_model import ChatModel, Request
    from bot.replies import Reply
    from knowledge.passages import Passage
    from knowledge.search import Searcher

    from .cases import Case

VERSION = 1
#: Characters of a reply that a reason quotes.
EXCERPT = 160
OPENINGS = {"yes": "Yes", "no": "No.", "depends": "It depends"}
_MARKS = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")


@dataclass(frozen=True, slots=True)
class Reaction:
    """The replies to one turn, the passages its answer cites as they are stored, the model calls it took, and what *More* shows."""

    replies: Sequence[Reply]
    stored: Mapping[str, Passage]
    calls: int
    more: Answer | None = None

    @property
    def answer(self) -> Answer | None:
        """The answer, if there is one."""
        return next((reply for reply in self.replies if isinstance(reply, Answer)), None)

    @property
    def refusal(self) -> Abstention | Notice | None:
        """What was said instead of an answer; None where there is an answer, or where a walk just began."""
        if self.answer:
            return None
        return next((reply for reply in self.replies if isinstance(reply, Abstention | Notice)), None)


class CountedModel:
    """A chat model that counts how often it is called."""

    def __init__(self, model: ChatModel) -> None:
        """Count the calls of this model."""
        self._model = model
        self.calls = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def stream(self, request: Request) -> AsyncGenerator[str]:
        """Count, and hand the request on."""
        self.calls += 1
        return self._model.stream(request)

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()


@dataclass(frozen=True, slots=True)
class Respondent:
    """The assistant under evaluation and what is needed to look at its replies."""

    assistant: Assistant
    searcher: Searcher
    model: CountedModel | None

    async def react(self, said: str, place: Place) -> Reaction:
        """Ask something as `ftn ask` does, in one conversation; what comes back, its citations looked up in the index anew.

        In a chat some of the labelled questions would begin an interview, since they tell a case.
        """
        before = self.model.calls if self.model else 0
        replies = [reply async for reply in self.assistant.reply(Turn("evaluation", place, said), once=True)]
        cited = [one.passage.id for reply in replies if isinstance(reply, Answer) for one in reply.citations]
        answer = next((reply for reply in replies if isinstance(reply, Answer)), None)
        more = await self.assistant.more(answer.more, answer.text, FOR_EVERYONE) if answer else None
        stored = {passage.id: passage for passage in await self.searcher.passages(cited)}
        return Reaction(replies, stored, (self.model.calls if self.model else 0) - before, more)


def place_of(case_id: str, run: str) -> Place:
    """A conversation of its own for one case of one run."""
    return Place(Surface.TERMINAL, "evaluation", run, case_id)


def judge(case: Case, reaction: Reaction) -> list[Result]:
    """What every evaluator that applies finds."""
    found = (evaluator(case, reaction) for evaluator in EVALUATORS)
    return [result for result in found if result is not None]


def answered(case: Case, reaction: Reaction) -> Result | None:
    """Whether a question that the sources answer got an answer at all."""
    if not case.answerable:
        return None
    reason = "" if reaction.answer else _instead(reaction)
    return Result(case.id, "answered", reaction.answer is not None, reason, VERSION)


def declined(case: Case, reaction: Reaction) -> Result | None:
    """Whether a question that the sources don't answer got no answer; a short reply makes no claim and counts."""
    if case.answerable:
        return None
    reason = "" if reaction.refusal else _instead(reaction)
    return Result(case.id, "declined", reaction.refusal is not None, reason, VERSION)


def key_facts(case: Case, reaction: Reaction) -> Result | None:
    """Whether all key facts stand in the answer or in what a press on *More* adds; of a question that was declined, none do."""
    if not case.facts:
        return None
    said = " ".join(plain(one) for one in (reaction.answer, reaction.more) if one)
    missing = case.missing(said) if reaction.answer else list(case.facts)
    reason = f"{'' if reaction.answer else 'declined; '}missing {', '.join(missing)}" if missing else ""
    return Result(case.id, "key facts", not missing, reason, VERSION)


def key_facts_where_answered(case: Case, reaction: Reaction) -> Result | None:
    """The same of the answers that were given."""
    whole = key_facts(case, reaction) if reaction.answer else None
    return whole and Result(whole.case, "key facts where answered", whole.value, whole.reason, whole.version)


def key_facts_at_once(case: Case, reaction: Reaction) -> Result | None:
    """Whether all key facts stand in the short answer itself."""
    if not case.facts or not reaction.answer:
        return None
    missing = case.missing(plain(reaction.answer))
    return Result(
        case.id, "key facts at once", not missing, f"missing {', '.join(missing)}" if missing else "", VERSION
    )


def answers_first(case: Case, reaction: Reaction) -> Result | None:
    """Whether the first sentence says what it must: yes, no, that it depends, a number or a name."""
    if not case.first or not reaction.answer:
        return None
    text = plain(reaction.answer)
    begins = next((word for word, opening in OPENINGS.items() if text.startswith(opening)), "")
    if case.first in OPENINGS:
        right = begins == case.first
    else:
        own = sentences(text)
        first = " ".join(own[: 2 if begins else 1]).casefold()
        right = any(word.strip().casefold() in first for word in case.first.split("|"))
    return Result(
        case.id, "first sentence answers", right, "" if right else f"wanted {case.first}: {text[:EXCERPT]}", VERSION
    )


def yes_no_first(case: Case, reaction: Reaction) -> Result | None:
    """Whether an answer to a yes/no question begins with yes, no, or that it depends."""
    if case.first not in OPENINGS or not reaction.answer:
        return None
    text = plain(reaction.answer)
    begins = text.startswith(tuple(OPENINGS.values()))
    return Result(case.id, "yes, no or it depends first", begins, "" if begins else text[:EXCERPT], VERSION)


def wrong_way(case: Case, reaction: Reaction) -> Result | None:
    """Whether an answer says yes where no is right, or the other way round: the worst that can happen."""
    if case.first not in OPENINGS or not reaction.answer:
        return None
    text = plain(reaction.answer)
    wrong = (case.first == "no" and text.startswith("Yes")) or (case.first == "yes" and text.startswith("No."))
    return Result(case.id, "yes for no", wrong, text[:EXCERPT] if wrong else "", VERSION)


def words(case: Case, reaction: Reaction) -> Result | None:
    """Words of an answer's text, marks left out."""
    return Result(case.id, "words", len(plain(reaction.answer).split()), "", VERSION) if reaction.answer else None


def marks_resolve(case: Case, reaction: Reaction) -> Result | None:
    """Whether an answer has marks and each of them names a citation of a passage that is stored as cited."""
    answer = reaction.answer
    if answer is None:
        return None
    stored = {c.number for c in answer.citations if reaction.stored.get(c.passage.id) == c.passage}
    marks = {int(number) for group in _MARKS.findall(answer.text) for number in re.findall(r"\d+", group)}
    lost = sorted(marks - stored)
    reason = "no mark in it" if not marks else f"marks to nothing: {lost}" if lost else ""
    return Result(case.id, "marks resolve", not reason, reason, VERSION)


def quotes_verbatim(case: Case, reaction: Reaction) -> Result | None:
    """Whether every citation's quote stands letter by letter in the stored passage."""
    answer = reaction.answer
    if answer is None:
        return None
    wrong = [c.quote for c in answer.citations if not c.quote or c.quote not in _stored_text(c.passage.id, reaction)]
    return Result(case.id, "quotes verbatim", not wrong, f"not in the passage: {wrong}" if wrong else "", VERSION)


def length(case: Case, reaction: Reaction) -> Result | None:
    """Characters of an answer's text, marks left out."""
    return Result(case.id, "length", len(plain(reaction.answer)), "", VERSION) if reaction.answer else None


def model_calls(case: Case, reaction: Reaction) -> Result:
    """How often the language model was called for this turn."""
    return Result(case.id, "model calls", reaction.calls, "", VERSION)


def without_the_model(case: Case, reaction: Reaction) -> Result | None:
    """Whether an answer had to do without a model that is configured."""
    if reaction.answer is None or not reaction.calls:
        return None
    return Result(case.id, "degraded", bool(reaction.answer.degraded), reaction.answer.degraded, VERSION)


EVALUATORS = (
    answered,
    declined,
    key_facts,
    key_facts_where_answered,
    key_facts_at_once,
    answers_first,
    yes_no_first,
    wrong_way,
    words,
    marks_resolve,
    quotes_verbatim,
    length,
    model_calls,
    without_the_model,
)


def plain(answer: Answer) -> str:
    """An answer's text without its marks, whose digits must not pass for key facts."""
    return _MARKS.sub("", answer.text)


def _instead(reaction: Reaction) -> str:
    """What came in place of what was expected."""
    if reaction.answer:
        return f"answered: {plain(reaction.answer)[:EXCERPT]}"
    if reaction.refusal:
        return f"{type(reaction.refusal).__name__.lower()}: {reaction.refusal.text[:EXCERPT]}"
    return f"neither answered nor declined: {', '.join(type(reply).__name__ for reply in reaction.replies)}"


def _stored_text(passage_id: str, reaction: Reaction) -> str:
    passage = reaction.stored.get(passage_id)
    return passage.text if passage else ""
