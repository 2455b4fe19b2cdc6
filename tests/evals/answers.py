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
_MARKS = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")


@dataclass(frozen=True, slots=True)
class Reaction:
    """The replies to one turn, the passages its answer cites as they are stored, and the model calls it took."""

    replies: Sequence[Reply]
    stored: Mapping[str, Passage]
    calls: int

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
        stored = {passage.id: passage for passage in await self.searcher.passages(cited)}
        return Reaction(replies, stored, (self.model.calls if self.model else 0) - before)


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
    """Whether all key facts stand in the text; of a question that was declined, none do."""
    if not case.facts:
        return None
    missing = case.missing(plain(reaction.answer)) if reaction.answer else list(case.facts)
    reason = f"{'' if reaction.answer else 'declined; '}missing {', '.join(missing)}" if missing else ""
    return Result(case.id, "key facts", not missing, reason, VERSION)


def key_facts_where_answered(case: Case, reaction: Reaction) -> Result | None:
    """The same of the answers that were given."""
    whole = key_facts(case, reaction) if reaction.answer else None
    return whole and Result(whole.case, "key facts where answered", whole.value, whole.reason, whole.version)


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
