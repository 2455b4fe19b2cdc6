"""What a text disputes, clause by clause, each with what it denies as a statement: "it is NOT good" denies "it is good".

Three forms: somebody was said to have said it ("I never said it works"), it is struck ("strike the remark on the tone"), or a clause denies it.
Whether anything that is known of a case is meant is found by `bot.conversation.updates.disputed_facts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.reading.sayings import asks

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A longer text tells a case.
LONGEST: Final = 700
_SENTENCE = re.compile(r"(?<![.;!?\n])[.;!?\n]{1,8}[\"”']?(?=\s|$)")
_PART = re.compile(
    r",(?=\s)|:(?=\s)|\s[-–—]\s|\s(?=(?:and|but|nor|or) (?:it|its|it's|that|this|we|i|they|the|our|not|no|nobody|nothing|never|neither|only)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:(?:and|but|so|well|ok|okay|no|nope|sorry|wait|hey|please|pls|again|actually|kindly|however|because|hm+|look|listen|what is different)\b[\s,:]*)+",
    re.IGNORECASE,
)
#: "I never said it works", "who says that it is slow?", "we did not talk about examples".
_NOT_SAID = re.compile(
    r"\b(?:(?:i|we|you|nobody|no one|noone) (?:have |had |has )?(?:never|not|did not|didn't|have not|haven't|hadn't)? ?(?:ever |even )?"
    r"(?:said|say|says|told you|tell you|claimed|claim|mentioned|mention|wrote|write|stated|talked about|talk about|spoke of|asked for)"
    r"|who (?:ever )?(?:said|says|told you|claims|claimed))\b(?: anything (?:about|of|on)| a word (?:about|of|on)| about| of)?(?: that)? ?(?P<what>.*)",
    re.IGNORECASE,
)
_DENIES_SAYING = re.compile(r"\b(?:never|not|n't|nobody|no one|noone|who)\b|n't\b", re.IGNORECASE)
_STRUCK = re.compile(
    r"^(?:strike|forget(?: about)?|drop|scratch|scrap|remove|delete|cancel|take back|ignore|cross out|disregard|leave out|never mind)(?: that| out)? (?P<what>\S.*)",
    re.IGNORECASE,
)
_DISPUTED = re.compile(
    r"\bi (?:do )?(?:dispute|deny|contest|reject|object to|disagree with|don't agree with|do not agree with|don't accept|do not accept)(?: that| the)? (?P<what>\S.*)",
    re.IGNORECASE,
)
#: "That the labels are at odds is an error": bare "the format is wrong" complains of the format.
_CALLED_WRONG = re.compile(
    r"^(?:that (?!is\b|was\b|s\b)|[\"“'](?=\w))(?P<what>.+?)[\"”']?,? (?:is|was) (?:simply |just |plain |plainly |an? |your |clearly )*(?:wrong|error|mistake|incorrect|untrue|false|not true|not right|not correct|not so|nonsense|misunderstanding|made up|invented)\b",
    re.IGNORECASE,
)
#: "You still say it is slow."
_YOU_SAY = re.compile(
    r"^(?:why (?:do|did) )?you (?:still |now |always |keep |also |again )*(?:say|said|saying|claim|claimed|think|take it|assume|assumed|wrote|write|go by|went by|believe|conclude|put)(?: that)? (?P<what>\S.*)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^(?:that|this|it|so|such a thing|anything like that|any of that|anything of the sort)?\W*$", re.IGNORECASE
)
_IT_IS_WRONG = re.compile(
    r"^(?:it|that|this)(?:'s| is| was) (?:simply |just |plain )?(?:wrong|not true|untrue|not so|incorrect|false|an error|a mistake|not right)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:if|unless|whether|would|could|should|might|until|only|just|why)\b", re.IGNORECASE)
#: How a denial is taken away, the first that fits.
_DENIALS: Final = (
    (re.compile(r"\bnothing(?= (?:works|worked)\b)", re.IGNORECASE), "it"),
    (re.compile(r"\bnothing (?=(?:is|was|has been|gets) )", re.IGNORECASE), "it "),
    (re.compile(r"\b(?:nobody|no one|noone|none of us)\b", re.IGNORECASE), "somebody"),
    (re.compile(r"\bnothing\b", re.IGNORECASE), "something"),
    (re.compile(r"\b(?P<verb>is|are|was|were|do|does|did|have|has|had|need|ca|can|wo)(?:n'?t| not|not)\b(?: (?:really|at all|even|actually|exactly))?", re.IGNORECASE), r"\g<verb>"),
    (re.compile(r"(?P<verb>'s|'re|'m) not\b(?: (?:really|at all|even|actually|exactly))?", re.IGNORECASE), r"\g<verb>"),
    (re.compile(r"\bain'?t\b", re.IGNORECASE), "is"),
    (re.compile(r"\b(?:never|neither|nor)\b", re.IGNORECASE), ""),
    (re.compile(r"\bnot (?:a |an |any |the )?", re.IGNORECASE), ""),
    (re.compile(r"\bno (?=\w)", re.IGNORECASE), ""),
    (re.compile(r"\bwithout\b(?: any)?", re.IGNORECASE), "with"),
)  # fmt: skip
_TO_AFFIRM: Final = (
    (re.compile(r"\banything\b", re.IGNORECASE), "something"),
    (re.compile(r"\banybody\b|\banyone\b", re.IGNORECASE), "somebody"),
    (re.compile(r"\b(?:any|either|ever|at all|yet|still)\b", re.IGNORECASE), ""),
)
_ONLY_SEEMS: Final = re.compile(
    r"\b(?:that|which|who) (?:do|does|did|is|are|was|were)(?:n't| not)\b|\bnot to\b|\bto not\b|(?:\bnot|n't|\bcannot) (?:know|say|tell|sure|certain)\b|\bnot (?:only|just|sure|yet sure|bad)\b|\b(?:no|not|never|nothing) (?:idea|clue|doubt|matter|way|problem|wonder|better|worse|more|less|longer|gain|improvement|different)\b",
    re.IGNORECASE,
)
#: "We have nothing", "there isn't anything yet": said of all that a case could be about.
_NOTHING_THERE = re.compile(
    r"(?:(?:right |but |and |so |well |today |now )*(?:we|i|there|they)(?:'s| is| are|'ve| have| has)?(?: (?:just|really|still|currently|absolutely))* (?:have |got |had )?(?:nothing|nothing at all)(?: (?:yet|so far|built|running|in place|live|at all|today|right now|there|to show|in use))*"
    r"|(?:we|i) (?:don't|do not|dont) (?:actually |even |really )?have anything(?: (?:yet|so far|built|running|in place|live|at all|today|right now|there|in use))*"
    r"|nothing (?:is |was )?(?:exists|built|running|in place|there|live|made|in use)(?: (?:yet|so far|today|right now))*"
    r"|there (?:isn't|is not|isnt) anything(?: (?:yet|so far|built|running|in place|live|at all|today|there))*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DisputedClause:
    """Something that a text disputes.

    Attributes:
        clause: The words that do, as they stand in the text.
        content: What they deny, as a statement.
        is_named: Whether the content was put forward as what was said or noted, so that it need not deny it to be a dispute.
        before: What stands before it in its sentence: "the inconsistency is that of the output" before "not of our examples".
    """

    clause: str
    content: str
    is_named: bool = False
    before: str = ""


@lru_cache(maxsize=4)
def disputes(text: str) -> tuple[DisputedClause, ...]:
    """What a text disputes, in its order; nothing of a long one, nor of a question but "who says so?"."""
    return tuple(_disputes(text.replace("’", "'"))) if len(text) <= LONGEST else ()


def nothing_there(text: str) -> str:
    """The words that say that nothing exists yet of what a case is about; empty where none do."""
    for sentence, is_question in _sentences(text.replace("’", "'")):
        for part in () if is_question else _parts(sentence):
            if _NOTHING_THERE.fullmatch(part.strip(" .,;:!")):
                return part.strip(" .,;:!")
    return ""


def without_clauses(text: str, clauses: Iterator[str] | tuple[str, ...]) -> str:
    """A text without some of its clauses."""
    left = text.replace("’", "'")
    for clause in clauses:
        left = left.replace(clause, " ", 1)
    parts = (" ".join(part.split()).strip(" ,:;–—-") for part in _kept_sentences(left))
    return " ".join(part for part in parts if any(sign.isalnum() for sign in part))


def statements_in(text: str) -> str:
    """The sentences of a text that ask nothing, as one text; empty where there are none, or where nothing else is there."""
    told = [(sentence, asked or asks(sentence)) for sentence, asked in _sentences(text)]
    if not any(asked for _, asked in told):
        return ""
    return " ".join(f"{sentence.strip()}." for sentence, asked in told if not asked)


def _kept_sentences(text: str) -> Iterator[str]:
    start = 0
    for mark in _SENTENCE.finditer(text):
        yield text[start : mark.end()]
        start = mark.end()
    yield text[start:]


def _disputes(text: str) -> Iterator[DisputedClause]:
    said_before = told_before = ""
    for sentence, is_question in _sentences(text):
        bare = _OPENING.sub("", sentence.strip()).strip()
        found = list(_named(sentence, bare, said_before))
        if any(one.content == said_before for one in found) and _YOU_SAY.match(_OPENING.sub("", told_before)):
            # "You still say it is slow. I never said that."
            yield DisputedClause(told_before, said_before, is_named=True)
        if not found and not is_question:
            found = list(_denied(sentence))
        yield from found
        claimed, told_before = _YOU_SAY.match(bare), sentence.strip()
        said_before = claimed["what"] if claimed else (found[0].content if found and found[0].is_named else bare)


def _named(sentence: str, bare: str, before: str) -> Iterator[DisputedClause]:
    """What a sentence disputes by naming what was said: of it, of the sentence before, or of what is put in quotes."""
    if _IT_IS_WRONG.match(bare) and before:
        yield DisputedClause(sentence.strip(), before, is_named=True)
        return
    for part in _parts(sentence):
        open_part = _OPENING.sub("", part.strip()).strip()
        at = sentence.find(part.strip())
        rest = sentence[at:].strip() if at >= 0 else part
        if (struck := _STRUCK.match(open_part)) or (struck := _DISPUTED.search(open_part)):
            yield DisputedClause(part.strip(), _unquoted(struck["what"]), is_named=True)
        elif (wrong := _CALLED_WRONG.match(open_part)) is not None:
            yield DisputedClause(part.strip(), _unquoted(wrong["what"]), is_named=True)
        elif (said := _NOT_SAID.search(part)) is not None and _DENIES_SAYING.search(part[: said.start("what")]):
            what = _unquoted(said["what"])
            if not _POINTS_BACK.match(what):
                yield DisputedClause(part.strip(), what, is_named=True)
            elif before and rest:
                yield DisputedClause(part.strip(), before, is_named=True)


def _denied(sentence: str) -> Iterator[DisputedClause]:
    """What the clauses of a sentence deny."""
    before = ""
    for part in _parts(sentence):
        bare = part.strip()
        if bare and not _SUPPOSED.search(bare) and not _ONLY_SEEMS.search(bare) and (content := affirmed_of(bare)):
            yield DisputedClause(bare, content, before=before)
        before = f"{before} {bare}".strip()


def affirmed_of(clause: str) -> str:
    """A clause without its denial: "it is too slow" of "it's not too slow either"; empty where it denies nothing."""
    for denial, affirms in _DENIALS:
        made, times = denial.subn(affirms, clause, count=1)
        if times:
            for word, instead in _TO_AFFIRM:
                made = word.sub(instead, made)
            return _OPENING.sub("", " ".join(made.split())).strip(" ,.;:!")
    return ""


def _sentences(text: str) -> Iterator[tuple[str, bool]]:
    """The sentences of a text, each with whether it ends as a question."""
    start = 0
    for mark in _SENTENCE.finditer(text):
        if text[start : mark.start()].strip():
            yield text[start : mark.start()], "?" in mark[0]
        start = mark.end()
    if text[start:].strip():
        yield text[start:], False


def _parts(sentence: str) -> Iterator[str]:
    start = 0
    for mark in _PART.finditer(sentence):
        if part := sentence[start : mark.start()].strip():
            yield part
        start = mark.end()
    if part := sentence[start:].strip():
        yield part


def _unquoted(words: str) -> str:
    return words.strip().strip("\"“”'.,;: ")
