"""That a prompt holds no examples, beside a look-up that there is: "few shot no, only 'be short and friendly'" takes no retrieval back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import as_written, clauses, listed, names, plain
from bot.reading.told.techniques import BASIC, examples_in_prompt

RAG: Final = "rag"
#: Characters of somebody's words that are kept.
LONGEST_WORDS: Final = 160
_EXAMPLES: Final = (
    r"(?:few[ -]?shots?|examples?|samples?|shots|demos?|sample (?:replies|answers)|example (?:replies|answers))"
)
_NONE: Final = re.compile(
    rf"\b(?:no|without|zero|never|not|0|haven't|havent|didn't|didnt|don't|dont)(?: (?:any|a|with|single|use|used|put|tried|try|have|had|give|gave|it|the|even|one|yet)){{0,3}} {_EXAMPLES}\b"
    rf"|\b{_EXAMPLES}(?: (?:in it|in the prompt|in there|prompt|prompting))?(?: (?:is|are|was|were|we|have|had|there are|there is|tried))*:? (?:no|none|nope|not yet|not(?= (?:tried|used|there|in|yet)\b|\s*$|[.,;!])|never|zero|0(?![.,]?\d)|not tried|untried)\b"
    r"|\bzero[ -]?shot\b"
)
#: What says of examples that they are none to train on.
_TO_TRAIN: Final = re.compile(
    r"\b(?:train\w*|pairs?|labell?ed|dataset|data|annotat\w*|collect\w*|for (?:tuning|fine)|good)\b"
)


#: "Prompt only, about 2 pages": a clause of its own, which says that there is a prompt and nothing else.
_ONLY_A_PROMPT: Final = re.compile(
    r"^(?:so far |for now |currently |today |right now |we have |it's |it is |we use |using )?(?:only |just |simply |purely )?(?:a |one |our |the )?(?:single |long |short |big |plain |simple |good |basic |system |huge )?prompt(?:ing|s)?(?: engineering)? (?:only|alone|and nothing else|nothing else|that's it|thats it)(?: so far| yet| for now| today)?$"
)


def only_a_prompt_in(text: str) -> Fact | None:
    """The prompt that a clause says is all there is; None where none does, or the text asks."""
    if "?" in text:
        return None
    said = next(
        (clause for clause in clauses(text) for part in clause.split(",") if _ONLY_A_PROMPT.match(part.strip())), ""
    )
    if not said or examples_in_prompt(text) or names(text, "tried", "examples_in_it"):
        return None
    return Fact(Criterion.TRIED, (BASIC,), Certainty.STATED, as_written(said, text)[:LONGEST_WORDS])


def examples_denied(text: str) -> str:
    """The clause in which a text says that no examples are in the prompt; empty where none does."""
    is_of_a_prompt = names(text, "tried", "prompts")
    for clause in clauses(text):
        denied = _NONE.search(clause)
        if denied and clause[: denied.start()].rstrip().endswith(("with or", "with and")):
            continue
        if denied and (is_of_a_prompt or "shot" in denied[0]) and not _TO_TRAIN.search(clause):
            return as_written(clause, text)
    return ""


def has_no_examples(words: str) -> bool:
    """Whether the words of what was tried say that its prompt holds no examples."""
    return _NONE.search(plain(words)) is not None and not _TO_TRAIN.search(plain(words))


def with_plain_prompt(fact: Fact, text: str) -> Fact:
    """Any fact of a text; retrieval that was tried with the words that say that its prompt holds no examples, where a text says so."""
    denied = examples_denied(text) if fact.values == (RAG,) else ""
    if not denied or has_no_examples(fact.words):
        return fact
    return replace(fact, words=f"{fact.words}; {denied}"[:LONGEST_WORDS])


def plain_prompt_in(text: str) -> Fact | None:
    """The plain prompt that a text says there is, as it says of it that it holds no examples; None where it says no such thing, or asks."""
    denied = "" if "?" in text else examples_denied(text)
    if examples_in_prompt(text) or names(text, "tried", "examples_in_it"):
        # "Zero-shot 51%, few-shot 70%"; of "no few-shot" the reader makes a prompt by itself.
        return None
    if "prompt" not in plain(denied) or listed("plans").search(plain(denied)):
        return None
    return Fact(Criterion.TRIED, (BASIC,), Certainty.STATED, denied[:LONGEST_WORDS])
