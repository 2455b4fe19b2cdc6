"""Has a language model write questions that a passage answers, and keeps of them what is one.

They are indexed and never shown, so they need not be true: one that is beside the point leads to a passage that then does not answer. What is no
question, too long, or holds markup or an address is left out, since a document may say what is to be written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bot.answers.prompts import load_prompt
from bot.chat_model import ChatMessage, Request, Usage, ask_for_object, without_controls
from bot.errors import ModelOutputError
from knowledge.passages import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.chat_model import ChatModel
    from knowledge.passages import Passage

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"questions": {"type": "array", "items": {"type": "string"}}},
    "required": ["questions"],
    "additionalProperties": False,
}
#: Questions that are kept of a passage; each is one more entry of the index.
MOST_QUESTIONS: Final = 4
#: Characters of a question, and the fewest words of one.
LONGEST_QUESTION, FEWEST_WORDS = 160, 3
#: Characters of a passage that a model is shown; one of its own making has 800.
LONGEST_PASSAGE: Final = 4_000
#: Characters below which a passage says too little to be asked for.
SHORTEST_PASSAGE: Final = 40
_MARKUP: Final = re.compile(r"[<>@`|{}\[\]\\*_#]|https?:|www\.|\b\w+://", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"\b(?:who|whose|whom|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may|might|must|should|will|would|has|have|had|am)\b",
    re.IGNORECASE,
)


def is_worth_asking(passage: Passage) -> bool:
    """Whether a passage says enough for anybody to ask for it."""
    return len(passage.text) >= SHORTEST_PASSAGE


def made_by(model: ChatModel) -> str:
    """Changes with whatever else would be written: the prompt or the model."""
    return digest(load_prompt("questions").text, model.name)


async def questions_for(model: ChatModel, passage: Passage, usage: Usage) -> tuple[str, ...]:
    """The questions that a model says a passage answers; none where it says that there are none.

    Raises:
        ModelOutputError: Nothing of what it wrote is a question.
        ModelUnavailableError, ModelConfigurationError: As `ChatModel.stream`.
    """
    prompt = load_prompt("questions").fill(passage=passage.indexed_text[:LONGEST_PASSAGE])
    found = await ask_for_object(model, Request((ChatMessage("user", prompt),), usage, SCHEMA))
    given = found.get("questions")
    if not isinstance(given, list):
        raise ModelOutputError("the model's answer has no list of questions")
    questions = only_questions(one for one in given if isinstance(one, str))
    if given and not questions:
        raise ModelOutputError(f"none of the {len(given):,} texts that the model wrote is a question")
    return questions


def only_questions(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of some texts that are one question in plain words, each once and on one line, at most as many as are kept."""
    lines = (" ".join(without_controls(text).split()) for text in texts)
    distinct = {line.casefold(): line for line in lines if _is_question(line)}
    return tuple(distinct.values())[:MOST_QUESTIONS]


def _is_question(line: str) -> bool:
    return (
        len(line) <= LONGEST_QUESTION
        and line.endswith("?")
        and line.count("?") == 1
        and len(line.split()) >= FEWEST_WORDS
        and bool(_ASKS.search(line))
        and not _MARKUP.search(line)
    )
