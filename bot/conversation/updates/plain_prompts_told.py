"""What a message says of the prompt beside a look-up: that it holds no examples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Criterion
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.sayings import may_ask
from bot.reading.told.plain_prompts import RAG, examples_denied, has_no_examples, with_plain_prompt

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding


def with_plain_prompts(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with what a message says of the prompt beside a look-up, which it tells or which is known: "no few-shot yet"."""
    facts, old = (
        tuple(with_plain_prompt(fact, text) for fact in understood.facts),
        case.told_so_far.fact(Criterion.TRIED),
    )
    is_told = any(fact.criterion is Criterion.TRIED for fact in facts)
    denied = "" if is_told or may_ask(text) or understood.command is not None else examples_denied(text)
    if not denied or old is None or not old.is_stated or old.values != (RAG,) or has_no_examples(old.words):
        return replace(understood, facts=facts)
    told = replace(old, words=f"{old.words}; {denied}"[:LONGEST_WORDS])
    kind = MessageKind.REMARK
    return replace(understood, kind=kind, facts=(*facts, told), replaces=understood.replaces | {Criterion.TRIED})
