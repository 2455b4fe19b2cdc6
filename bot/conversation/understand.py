"""What a message states about a use case: by a model where there is one, checked, and by `bot.reading` otherwise.

A model's entry counts only if its value is one of the rubric's and its words stand in the message. Numbers are read and
banded by rule, never by the model.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.answers.prompts import load_prompt
from bot.chat_model import ChatMessage, Request, ask_for_object
from bot.decision import VALUES, Criterion, Standing, Stated, rubric
from bot.errors import ModelConfigurationError, ModelOutputError, ModelUnavailableError
from bot.reading.assume import quick_findings
from bot.reading.read_criteria import read_criteria
from bot.reading.reading import Finding

if TYPE_CHECKING:
    from bot.chat_model import ChatModel
    from bot.conversation.picked import Heard
    from bot.decision import NextQuestion
    from bot.turn_log import Work
    from knowledge.embedder import Embedder

#: At most two model calls a turn.
MOST_CALLS = 2
#: Seconds that a model may take to read a case that gets a quick verdict; the card is there within two (`experience.md`).
CASE_SECONDS = 1.8
_UNSURE, _VAGUE = "unsure", "vague"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "stated": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "criterion": {"type": "string", "enum": [criterion.value for criterion in Criterion]},
                    "value": {"type": "string"},
                    "words": {"type": "string"},
                },
                "required": ["criterion", "value", "words"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["stated"],
    "additionalProperties": False,
}


class Listening:
    """Reads criteria out of messages."""

    def __init__(self, embedder: Embedder | None, model: ChatModel | None) -> None:
        """Read with this embedder, and with a model if there is one."""
        self._embedder = embedder
        self._model = model

    async def hear(self, text: str, question: NextQuestion | None, work: Work, local: Heard | None = None) -> Heard:
        """What a message states; the local reading where the model fails or may not be called again this turn.

        `local` is that reading, where it has been made already.
        """
        asked = question.criterion if question else None
        local = self.hear_locally(text, asked) if local is None else local
        if self._model is None or work.failure or work.usage.calls >= MOST_CALLS:
            return local
        prompt = load_prompt("criteria").fill(
            criteria=_criteria(), question=question.text if question else "(none)", message=text
        )
        try:
            found = await ask_for_object(self._model, Request((ChatMessage("user", prompt),), work.usage, SCHEMA))
            told = _checked(found, text)
        except (ModelUnavailableError, ModelConfigurationError) as error:
            work.note_failure(error)
            return local
        # A number read by rule is exact; everything else the model reads better.
        numbered = {finding.criterion: finding for finding in local if finding.stated.number is not None}
        read = {
            criterion: Finding(criterion, stated, 1.0, asked=criterion is asked) for criterion, stated in told.items()
        }
        return tuple((read | numbered).values())

    async def hear_case(self, text: str, work: Work) -> Heard:
        """What one message that is all there is states, and, without a model, what it likely means: marked `assumed`."""
        if self._model is None:
            return quick_findings(text, self._embedder)
        try:
            async with asyncio.timeout(CASE_SECONDS):
                heard = await self.hear(text, None, work)
        except TimeoutError:
            work.note_failure(ModelUnavailableError("the model did not answer in time"))
        return quick_findings(text, self._embedder) if work.failure else heard

    def hear_locally(self, text: str, asked: Criterion | None) -> Heard:
        """What a message states, read without a model."""
        return read_criteria(text, self._embedder, asked)


def _criteria() -> str:
    """The closed sets, one criterion a line."""
    return "\n".join(
        f"- {criterion.value} ({rubric().criteria[criterion].label}): {', '.join(member.value for member in VALUES[criterion])}"
        for criterion in Criterion
    )


def _checked(found: dict[str, Any], text: str) -> dict[Criterion, Stated]:
    """The model's entries that hold: a known value, and words that stand in the message.

    Raises:
        ModelOutputError: The answer is not a list of entries.
    """
    rows = found.get("stated")
    if not isinstance(rows, list):
        raise ModelOutputError("the model's reading of the message has another form")
    heard: dict[Criterion, Stated] = {}
    plain = " ".join(text.lower().split())
    for row in rows:
        criterion, value, words = (str(row.get(key, "")) for key in ("criterion", "value", "words"))
        if criterion not in set(Criterion) or not words.strip() or " ".join(words.lower().split()) not in plain:
            continue
        known = Criterion(criterion)
        if value in {_UNSURE, _VAGUE}:
            heard.setdefault(known, Stated(words=words, standing=Standing(value)))
        elif value in set(VALUES[known]):
            before = heard[known].values if known is Criterion.GOAL and known in heard else ()
            heard[known] = Stated((*before, value) if value not in before else before, words=words)
    return heard
