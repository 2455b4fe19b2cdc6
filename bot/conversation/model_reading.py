"""A message as a language model reads it: what it is asked, and the parts of its reading that hold.

An entry counts only if its value is one of the rubric's and its words stand in the message. Numbers are banded by rule from the words that the
model quotes, never by the model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answers.prompts import load_prompt
from bot.chat_model import ChatMessage, Request
from bot.decision import VALUES, Certainty, Criterion, Fact, rubric
from bot.errors import ModelOutputError
from bot.reading.direct_answer import UNSURE, VAGUE
from bot.reading.facts_in import COUNTED, LONGEST_WORDS, nearest, with_number
from bot.reading.kinds import MessageKind
from bot.reading.quantities import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.case import Case
    from bot.turn import RememberedTurn
    from bot.turn_log import Work

#: Characters of the message and of each remembered text that the model is shown, and how many turns.
LONGEST_TEXT, LONGEST_REMEMBERED, TURNS_SHOWN = 6_000, 600, 3
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": [kind.value for kind in MessageKind]},
        "language": {"type": "string"},
        "questions": {"type": "array", "items": {"type": "string"}},
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "criterion": {"type": "string", "enum": [criterion.value for criterion in Criterion]},
                    "value": {"type": "string"},
                    "certainty": {"type": "string", "enum": [Certainty.STATED.value, Certainty.LIKELY.value]},
                    "words": {"type": "string"},
                },
                "required": ["criterion", "value", "certainty", "words"],
                "additionalProperties": False,
            },
        },
        "corrects": {
            "type": "array",
            "items": {"type": "string", "enum": [criterion.value for criterion in Criterion]},
        },
    },
    "required": ["kind", "language", "questions", "facts", "corrects"],
    "additionalProperties": False,
}


def request_for(text: str, case: Case, work: Work) -> Request:
    """The one call of a turn: the message with the definitions, what is known and the open question, and the shape of the reply."""
    question = case.question()
    known = ", ".join(
        f"{fact.criterion}={'+'.join(map(str, fact.values))}" for fact in case.assessment.facts if fact.values
    )
    prompt = load_prompt("understand").fill(
        criteria=definitions(),
        conversation=conversation(work.remembered),
        known=known or "nothing",
        question=f"{question.criterion}: {question.text}" if question else "(none)",
        message=text[:LONGEST_TEXT],
    )
    return Request((ChatMessage("user", prompt),), work.usage, SCHEMA)


def conversation(remembered: Sequence[RememberedTurn]) -> str:
    """The latest turns, as the model is shown them."""
    shown = [
        f"person: {turn.text[:LONGEST_REMEMBERED]}\nassistant: {turn.reply[:LONGEST_REMEMBERED]}"
        for turn in remembered[-TURNS_SHOWN:]
    ]
    return "\n".join(shown) or "(none)"


def definitions() -> str:
    """The criteria and their closed sets with the rubric's definition of each value, and what never counts."""
    lines = []
    for criterion in Criterion:
        entry = rubric().criteria[criterion]
        never = f"; never: {entry.never}" if entry.never else ""
        lines.append(f"{criterion.value} ({entry.question.split('?')[0]}?{never})")
        lines += [f"  {value}: {row.definition}" for value, row in entry.values.items()]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model says of a message, as far as it holds."""

    kind: MessageKind
    language: str
    questions: tuple[str, ...]
    facts: dict[Criterion, Fact]
    corrects: frozenset[Criterion]


def checked(found: dict[str, Any], text: str, case: Case) -> ModelReading:
    """The parts of a model's reading that hold: known values whose words stand in the message, with numbers of the right unit.

    Raises:
        ModelOutputError: The reading has another form.
    """
    try:
        kind = MessageKind(found["kind"])
        rows, questions, corrects = list(found["facts"]), list(found["questions"]), set(found["corrects"])
        language = str(found["language"]).lower()[:2]
    except (KeyError, TypeError, ValueError) as error:
        raise ModelOutputError("the model's reading of the message has another form") from error
    facts: dict[Criterion, Fact] = {}
    plain = _plain(text)
    for row in rows:
        fact = _fact(row, text, plain, case.pending) if isinstance(row, dict) else None
        if fact is None:
            continue
        known = facts.get(fact.criterion)
        if known is None:
            facts[fact.criterion] = fact
        elif fact.criterion is Criterion.GOAL and known.certainty is fact.certainty:
            facts[fact.criterion] = replace(known, values=tuple(dict.fromkeys((*known.values, *fact.values))))
    asked = tuple(
        " ".join(str(question).split())[:LONGEST_REMEMBERED] for question in questions if str(question).strip()
    )
    return ModelReading(
        kind, language, asked, facts, frozenset(Criterion(name) for name in corrects if name in set(Criterion))
    )


def _fact(row: dict[str, Any], text: str, plain: str, asked: Criterion | None) -> Fact | None:
    criterion, value, certainty, words = (str(row.get(key, "")) for key in ("criterion", "value", "certainty", "words"))
    if criterion not in set(Criterion) or not words.strip() or _plain(words) not in plain:
        return None
    known = Criterion(criterion)
    words = " ".join(words.split())[:LONGEST_WORDS]
    if value in {UNSURE, VAGUE}:
        return Fact(known, certainty=Certainty(value), words=words) if known is asked else None
    if value not in set(VALUES[known]):
        return None
    sure = Certainty.STATED if certainty == Certainty.STATED.value else Certainty.LIKELY
    if known is Criterion.VOLUME or value in COUNTED:
        return _banded(known, words, text, sure, asked)
    return Fact(known, (value,), sure, words)


def _banded(criterion: Criterion, words: str, text: str, certainty: Certainty, asked: Criterion | None) -> Fact | None:
    """A number's band by rule, from the words that the model quotes; a claim without its number is vague."""
    start = _plain_find(text, words)
    number = nearest(criterion, (start, start + len(words)), quantities(text)) if start >= 0 else None
    if number is not None:
        return replace(with_number(criterion, number, text, certainty), words=words)
    return (
        Fact(criterion, certainty=Certainty.VAGUE, words=words)
        if criterion is asked or criterion is Criterion.EXAMPLES
        else None
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _plain_find(text: str, words: str) -> int:
    """Where words stand in a text, whatever its white space and capitals; -1 where they don't."""
    at = text.lower().find(words.lower())
    if at >= 0:
        return at
    first = words.split(maxsplit=1)[0].lower() if words.split() else ""
    return text.lower().find(first) if first else -1
