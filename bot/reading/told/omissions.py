"""What a text says that a model leaves out, or does not follow: "it omits secondary diagnoses", "the prompt forgets to name the date".

A part that a form has, a section or a signature, is missing from the format; anything else is a case that goes wrong. What people forget, what
is to be left out, and what is asked or only feared is no such complaint.
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, clauses, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import asks

_PARTS: Final = re.compile(r"[.!?\n;](?=\s|$)")
#: What goes wrong with what was looked up, which may be left out as well.
_OF_RETRIEVAL: Final = frozenset({"ignores_context", "bad_retrieval"})
_ADVERBS: Final = r"(?:(?:often|sometimes|also|still|always|usually|mostly|regularly|frequently|occasionally|simply|just|then|too|keeps|even|now|all|half|the|time|in|of)\s){0,4}"
#: What is left undone, in words that deny it themselves.
_UNDONE: Final = (
    r"(?:does not|doesn't|doesnt|do not|don't|dont|never|fails? to|failed to|rarely|seldom|hardly ever|not always)\s(?:ever\s|always\s)?"
    r"(?:mentions?|includes?|lists?|names?|states?|gives?|adds?|contains?|returns?|fills?|follows?|keeps? to|sticks? to|obeys?|respects?|shows?|writes?)"
)
_OMITS: Final = re.compile(
    rf"\b(?:omit(?:s|ted)?|(?:leaves|leave|left|leaving)\s(?:[\w-]+\s){{0,3}}?out|skip(?:s|ped)?|(?:forgets?|forgot)(?!\s(?:how|what)\b)|drop(?:s|ped)(?!\s(?:below|to|from|by|under|off|\d))|overlook(?:s|ed)?|ignor(?:es|ed)|{_UNDONE})\b"
)
_MACHINE: Final = r"(?:it|they|the ai|ai|llm|(?:[\w.-]+\s){0,3}?(?:prompts?|models?|bots?|chatbot|assistant|copilot|gpt\S{0,8}|drafts?|summar(?:y|ies)|answers?|repl(?:y|ies)|letters?|notes?|outputs?|texts?|reports?))"
#: Who leaves it out: what stands right before, or at the head of a sentence that goes on with it.
_SUBJECT: Final = re.compile(
    rf"(?:^|\b(?:and|but|that|because|so|although|yet|then|where|when|while|,)\s){_MACHINE}\s{_ADVERBS}$"
)
_GOES_ON: Final = re.compile(rf"(?:^|\b(?:and|but|yet|or|then|,)\s){_ADVERBS}$")
_HEAD: Final = re.compile(
    rf"^(?:(?:well|ok|so|now|currently|today|also|and|but)\s)?(?:the\s|our\s|my\s|a\s|this\s)?{_MACHINE}\s(?!(?:should|must|may|can|could|would|will|shall)\b)"
)
#: What is wrong with a form where it is left out or not followed.
_FORM: Final = re.compile(
    r"\b(?:formats?|templates?|layout|structure|schema|length|limits?|columns?|sections?|headings?)\b"
)
#: What says that it is to be left out, or that people leave it out.
_WISHED: Final = re.compile(
    r"\b(?:want|wants|wish|should|must|may|can|could|would|will|to|please|let|tell|told|if|when|whether|never|not|n't|nobody|we|i|you|agents?|people|staff|clerks?|colleagues?|customers?|users?|who)\s(?:it\s)?$"
)


def omission_in(text: str) -> Fact | None:
    """What a text says that a model leaves out or does not follow; None where it says no such thing of one."""
    for sentence, is_asked in _sentences(plain(text)):
        head = _HEAD.match(sentence.strip()) is not None and not is_asked
        for clause in clauses(sentence):
            found = _OMITS.search(clause)
            if found is None or is_asked or asks(clause) or _WISHED.search(clause[: found.start()]):
                continue
            before = clause[: found.start()]
            if not (_SUBJECT.search(before) or (head and (_GOES_ON.search(before) or not before))):
                continue
            left_out = clause[found.start() :]
            is_part = (
                names(left_out, "guarantee", "parts") or names(left_out, "form", "units") or _FORM.search(left_out)
            )
            value = "format_drift" if is_part else "edge_cases"
            return Fact(Criterion.FAILURE, (value,), words=as_written(clause, text)[:LONGEST_WORDS])
    return None


def take_omission(kept: dict[Criterion, Fact], text: str) -> None:
    """Put what a model leaves out into facts, where no failure is stated, nor one guessed of what was looked up."""
    known = kept.get(Criterion.FAILURE)
    is_open = known is None or (known.is_likely and not _OF_RETRIEVAL & set(known.values))
    if is_open and (found := omission_in(text)):
        kept[Criterion.FAILURE] = found


def _sentences(whole: str) -> list[tuple[str, bool]]:
    """The sentences of a text, and whether each is a question."""
    ends = [*(one.start() for one in _PARTS.finditer(whole)), len(whole)]
    begins = [0, *(end + 1 for end in ends[:-1])]
    return [(whole[begin:end].strip(), whole[end : end + 1] == "?") for begin, end in zip(begins, ends, strict=True)]
