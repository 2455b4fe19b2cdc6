"""The first of at most two model calls: what a message wants, and the stand-alone question in it.

It is made only where it can help: in a conversation, or where the local reading is unsure (other languages, long
messages). Where the model fails, the local reading stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.prompts import load_prompt
from bot.chat_model import ChatMessage, Request, ask_for_object
from bot.errors import ModelOutputError
from bot.reading.intent import Intent, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat_model import ChatModel, Usage
    from bot.turn import RememberedTurn

#: The local reading of a first message is trusted from this probability on.
SURE = 0.9
#: Characters of the message and of each remembered text that the model is shown.
LONGEST_TEXT = 2_000
LONGEST_REMEMBERED = 600
TURNS_SHOWN = 3
#: What the model may answer.
_INTENTS = (Intent.QUESTION, Intent.USE_CASE, Intent.OFF_TOPIC, Intent.SMALL_TALK, Intent.THANKS, Intent.HELP)
SCHEMA = {
    "type": "object",
    "properties": {
        "intent": {"type": "string", "enum": [intent.value for intent in _INTENTS]},
        "question": {"type": "string"},
    },
    "required": ["intent", "question"],
    "additionalProperties": False,
}


def needs_the_model(reading: Reading, turns: Sequence[RememberedTurn]) -> bool:
    """Whether asking the model can tell more than the local reading."""
    return bool(turns) or reading.probability(Intent.QUESTION, Intent.USE_CASE, Intent.INJECTION) < SURE


async def understand(
    model: ChatModel, message: str, turns: Sequence[RememberedTurn], usage: Usage
) -> tuple[Reading, str]:
    """The intent and the stand-alone question, in English.

    Raises:
        ModelUnavailableError: The model did not say it in a form that can be used.
    """
    conversation = "\n".join(
        f"person: {turn.text[:LONGEST_REMEMBERED]}\nassistant: {turn.reply[:LONGEST_REMEMBERED]}"
        for turn in turns[-TURNS_SHOWN:]
    )
    prompt = load_prompt("understand").fill(conversation=conversation or "(none)", message=message[:LONGEST_TEXT])
    found = await ask_for_object(model, Request((ChatMessage("user", prompt),), usage, SCHEMA))
    try:
        intent = Intent(found["intent"])
        question = str(found["question"]).strip()
    except (KeyError, ValueError) as error:
        raise ModelOutputError("the model's reading of the message has another form") from error
    return Reading(intent, {intent.value: 1.0}), question or message
