"""Puts replies into the language a person writes in, with a language model; what it writes is checked text by text.

The replies are made and checked in English, from English sources. A translation is shown only if it keeps every mark and every number of its
text and brings in no address, mention or markup; where it does not, that text stays as it is.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

from bot import replies
from bot.answers.prompts import load_prompt
from bot.chat_model import ChatMessage, Request, ask_for_object
from bot.errors import ModelConfigurationError, ModelUnavailableError
from bot.reading.language import languages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.chat_model import ChatModel
    from bot.replies import Reply
    from bot.turn_log import Work

T = TypeVar("T")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"texts": {"type": "array", "items": {"type": "string"}}},
    "required": ["texts"],
    "additionalProperties": False,
}
#: Characters that are translated in one turn; what is longer stays English.
MOST_CHARACTERS = 8_000
#: How much longer than its text a translation may be, in characters.
TIMES, MORE = 3, 60
#: The fields of each reply that hold text for people, or parts that do.
_FIELDS: dict[type, tuple[str, ...]] = {
    replies.Answer: ("text", "caveats", "degraded"),
    replies.Abstention: ("text",),
    replies.Notice: ("text",),
    replies.Changed: ("text", "noted"),
    replies.Question: ("text", "options", "unsure_label", "lean", "noted", "why"),
    replies.Option: ("label",),
    replies.Lean: ("text", "because"),
    replies.VerdictCard: (
        "headline", "confidence_word", "sentence", "why", "flips", "open_gates", "next_steps", "method", "noted", "question", "caveats",
        "answer", "summary", "checks", "today", "open_line", "costs", "taken",
    ),
}  # fmt: skip
_NUMBER = re.compile(r"\d+")
_FOREIGN = re.compile(r"[<>@]|https?:|www\.|`", re.IGNORECASE)


class Translator:
    """Translates replies with a language model."""

    def __init__(self, model: ChatModel) -> None:
        """Ask this model."""
        self._model = model

    async def translate(self, made: Sequence[Reply], code: str, work: Work) -> list[Reply]:
        """The replies in the language of this code; as they are where the model fails."""
        texts = list(dict.fromkeys(text for reply in made for text in texts_in(reply)))
        if work.failure or not texts or sum(map(len, texts)) > MOST_CHARACTERS:
            return list(made)
        known = languages().get(code)
        prompt = load_prompt("translate").fill(
            language=known.name if known else f"the language with the code {code!r}",
            texts=json.dumps(texts, ensure_ascii=False, indent=1),
        )
        try:
            found = await ask_for_object(self._model, Request((ChatMessage("user", prompt),), work.usage, SCHEMA))
        except (ModelUnavailableError, ModelConfigurationError) as error:
            work.note_failure(error)
            return list(made)
        given = found.get("texts")
        if not isinstance(given, list) or len(given) != len(texts):
            return list(made)
        table = {text: new for text, new in zip(texts, given, strict=True) if isinstance(new, str) and holds(text, new)}
        work.facts |= {"translated": len(table), "left": len(texts) - len(table)}
        return [_with(reply, table) for reply in made]


def holds(text: str, translation: str) -> bool:
    """Whether a translation keeps the marks and numbers of its text, and brings in no address, mention or markup."""
    if not translation.strip() or len(translation) > TIMES * len(text) + MORE:
        return False
    if Counter(_NUMBER.findall(text)) != Counter(_NUMBER.findall(translation)):
        return False
    return not Counter(_FOREIGN.findall(translation)) - Counter(_FOREIGN.findall(text))


def texts_in(part: Any) -> Iterator[str]:
    """The texts for people in a reply or a part of one."""
    if isinstance(part, str):
        if part:
            yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts_in(one)
    elif type(part) in _FIELDS:
        for name in _FIELDS[type(part)]:
            yield from texts_in(getattr(part, name))


def _with(part: T, table: dict[str, str]) -> T:
    """A reply, or a part of one, with its texts replaced."""
    changed: Any = part
    if isinstance(part, str):
        changed = table.get(part, part)
    elif isinstance(part, tuple):
        changed = tuple(_with(one, table) for one in part)
    elif type(part) in _FIELDS:
        whole: Any = part
        changed = dataclasses.replace(
            whole, **{name: _with(getattr(part, name), table) for name in _FIELDS[type(part)]}
        )
    return changed  # type: ignore[no-any-return]  # of the same type as what was given
