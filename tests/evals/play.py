"""Plays people against the real assistant: a message, an interview answered from what a person knows, a dialogue with its twists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.decision import Criterion, judge
from bot.replies import Question, VerdictCard
from bot.turn import Turn

from .answers import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.assistant import Assistant
    from bot.conversation.case import Case
    from bot.replies import Reply
    from bot.storage.cases import Cases
    from bot.turn import Place

    from .people import Person

USER = "evaluation"
#: More questions than there are criteria mean that an interview never ends.
MOST_QUESTIONS = 30
#: What is said in a dialogue that tells nothing of the case.
THIRD_STEP = "at:step3"


@dataclass(slots=True)
class Played:
    """One conversation played to its end: what was asked, and the case as it was left."""

    asked: list[str] = field(default_factory=list)
    case: Case | None = None

    @property
    def outcome(self) -> str:
        """The verdict on the case at the end; empty where no case was seen."""
        return judge(self.case.assessment).outcome.value if self.case else ""

    @property
    def is_final(self) -> bool:
        """Whether that verdict is not provisional."""
        return self.case is not None and not judge(self.case.assessment).provisional

    @property
    def stated(self) -> set[tuple[str, str]]:
        """What counts as stated at the end."""
        return stated(self.case) if self.case else set()


@dataclass(frozen=True, slots=True)
class Player:
    """The assistant under evaluation, its store, and the name of the run that keeps its conversations apart."""

    assistant: Assistant
    cases: Cases
    run: str

    async def verdict(self, person: Person) -> tuple[VerdictCard | None, Case | None]:
        """The card on one message, as `/verdict` gives it, and the case it is about."""
        place = place_of(f"{person.id} verdict", self.run)
        replies = [reply async for reply in self.assistant.quick_verdict(Turn(USER, place, person.text))]
        card = next((reply for reply in replies if isinstance(reply, VerdictCard)), None)
        return card, await self.cases.case_in(place)

    async def interview(self, person: Person) -> Played:
        """Tell the case in a chat and answer what is asked from what the person knows."""
        place = place_of(person.id, self.run)
        played = Played()
        question = _asked(await self.say(place, person.text))
        while question is not None and len(played.asked) < MOST_QUESTIONS:
            played.asked.append(question.criterion)
            question = _asked(await self.say(place, person.answer(question.criterion)))
        played.case = await self.cases.case_in(place)
        return played

    async def dialogue(self, row: dict[str, Any]) -> Played:
        """Play a labelled dialogue: answers as labelled, and twists when their turn comes."""
        place = place_of(row["id"], self.run)
        played, twists = Played(), {twist["when"]: twist["say"] for twist in row["twists"]}
        question = _asked(await self.say(place, row["opening"]))
        while question is not None and len(played.asked) < MOST_QUESTIONS:
            asked = question.criterion
            played.asked.append(asked)
            said = twists.pop(f"at:{asked}", None) or row["answers"].get(asked, row["answers"]["_other"])
            question = _asked(await self.say(place, said))
            after = twists.pop(f"after:{asked}", None) or (
                twists.pop(THIRD_STEP, None) if len(played.asked) == 3 else None
            )
            if after:
                question = _asked(await self.say(place, after)) or await self._open(place)
            if question is None:
                # A change of mind comes even where the interview was over before the question that it follows.
                late = [when for when in twists if not when.startswith("at:") or when == THIRD_STEP]
                for when in late:
                    question = _asked(await self.say(place, twists.pop(when))) or question
        played.case = await self.cases.case_in(place)
        return played

    async def talk(self, name: str, turns: Sequence[str]) -> Played:
        """Say some messages one after the other, whatever comes back."""
        place = place_of(name, self.run)
        played = Played()
        for said in turns:
            if question := _asked(await self.say(place, said)):
                played.asked.append(question.criterion)
        played.case = await self.cases.case_in(place)
        return played

    async def say(self, place: Place, text: str) -> list[Reply]:
        """Say something in a conversation; what comes back."""
        return [reply async for reply in self.assistant.reply(Turn(USER, place, text))]

    async def _open(self, place: Place) -> Question | None:
        """The question that stays open after a remark that was answered with a word."""
        case = await self.cases.case_in(place)
        question = case.question() if case else None
        return Question(question.criterion.value, question.text, (), "") if question else None


def stated(case: Case) -> set[tuple[str, str]]:
    """What people stated in a case; the platform is left out, since it became a criterion after the labels were written."""
    said = [fact for fact in case.assessment.facts if fact.is_stated and not fact.is_from_register]
    return {
        (one.criterion.value, value) for one in said if one.criterion is not Criterion.PLATFORM for value in one.values
    }


def _asked(replies: Sequence[Reply]) -> Question | None:
    return next((reply for reply in reversed(replies) if isinstance(reply, Question)), None)
