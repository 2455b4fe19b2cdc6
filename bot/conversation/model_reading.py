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
from bot.reading.facts_in import COUNTED, LONGEST_WORDS, nearest, stand_in, with_number
from bot.reading.kinds import MessageKind
from bot.reading.numbers.quantities import quantities
from bot.reading.windows import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.case import Case
    from bot.turn import RememberedTurn
    from bot.turn_log import Work

#: Characters of each remembered text that the model is shown, and how many turns.
LONGEST_REMEMBERED, TURNS_SHOWN = 400, 3
#: Characters between the quoted words and a number that still belongs to them.
BESIDE = 1
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
        rows, questions, corrects = (_listed(found[name], of) for name, of in _LISTS.items())
        language = str(found["language"]).lower()[:2]
    except (KeyError, TypeError, ValueError) as error:
        raise ModelOutputError("the model's reading of the message has another form") from error
    facts: dict[Criterion, Fact] = {}
    for row in rows:
        fact = _fact(row, text, case.pending) if isinstance(row, dict) else None
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


#: The lists of a reading, and what they are of.
_LISTS: dict[str, type] = {"facts": object, "questions": str, "corrects": str}


def _listed(given: Any, of: type) -> list[Any]:
    """A list as it was given.

    Raises:
        TypeError: It is none, or one of something else.
    """
    if not isinstance(given, list) or not all(isinstance(one, of) for one in given):
        raise TypeError(f"expected a list of {of.__name__}, found {type(given).__name__}")
    return given


def _fact(row: dict[str, Any], text: str, asked: Criterion | None) -> Fact | None:
    criterion, value, certainty, words = (str(row.get(key, "")) for key in ("criterion", "value", "certainty", "words"))
    if criterion not in set(Criterion) or not stand_in(words, text):
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
    start = text.lower().find(words.lower())
    place = (start, start + len(words))
    number = nearest(criterion, place, quantities(text), near=BESIDE) if start >= 0 else None
    if number is not None:
        return replace(with_number(criterion, number, text, certainty), words=words)
    return (
        Fact(criterion, certainty=Certainty.VAGUE, words=words)
        if criterion is asked or criterion is Criterion.EXAMPLES
        else None
    )
