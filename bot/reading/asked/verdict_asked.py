"""What a message says around a verdict, by its form: a closing question, a supposition, that one was misunderstood, that the trouble is over.

A closing question is told by what it leaves out: it asks for yes or no, and holds no word that is about anything but the verdict. The words are
data in `verdict_asked.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.reading.asked.question_form import asks_yes_or_no
from bot.reading.kinds import MessageKind
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from bot.reading.sayings import Command, asks, command_in, kind_named, may_ask, plain, sayings, technique_in
from knowledge.model_names import named_models, plain_words

FILE = Path(__file__).with_name("verdict_asked.toml")
#: Longer messages say something of their own.
_MOST_WORDS, _LONGEST = 18, 160
#: How many words before training may deny it.
_DENIED_WITHIN = 4
_TRAINING = "fine_tune"
_OURS = frozenset({"we", "us", "our", "my", "i"})
#: Retrieval and training named together: "SFT and RAG both, yes or no".
_BOTH, _COMBINED = frozenset({"rag", "fine_tune"}), "rag_plus_fine_tune"
_COURTESY = frozenset({MessageKind.THANKS, MessageKind.CHAT, MessageKind.GREETING, MessageKind.ACCEPT})
#: A supposition of fewer words than this supposes nothing.
_FEWEST_SUPPOSED = 3
#: "Is IT wrong?" means a department.
_DEPARTMENT = re.compile(r"\bIT\b(?=.*[a-z])|(?<=[a-z] )\bIT\b")
#: Longer messages that ask for the verdict tell something besides.
_MOST_WORDS_FOR_IT = 10
#: "So who is right then?"
_WHO, _WHO_WITHIN = frozenset({"who", "who's", "whos"}), 3
#: How a question begins that asks whether to do something.
_MAY_ASK_WHETHER, _FIRST_WORDS = frozenset({"should", "shall", "must", "can", "could", "do", "may"}), 3
_CLAUSE_ENDS = re.compile(r"[,;:.!?\n]+|\s[-–—]+\s")


class Closing(StrEnum):
    """What a closing question asks of the verdict."""

    WHETHER = "whether"  # "so no fine-tuning?", "worth 30k or not?"
    NO = "no"  # "so just no?"
    WITHOUT = "without"  # "so no training at all?", "we don't tune it then?"
    AVOID = "avoid"  # "can we avoid it?"
    DENIED = "denied"  # "is it correct that we must not tune it?"
    DROP = "drop"  # "should I kill it?", "so I tell the vendor no?"
    RIGHT = "right"  # "is the vendor right?"
    WRONG = "wrong"  # "so is he wrong, yes or no?"
    WHO = "who"  # "who is right, me or the boss?"


#: What asks who is right.
OF_PEOPLE = frozenset({Closing.RIGHT, Closing.WRONG, Closing.WHO})


@dataclass(frozen=True, slots=True)
class ClosingQuestion:
    """A closing question.

    Attributes:
        asks: What it asks.
        outcome: The outcome whose technique it names; empty where it names none.
        demands: Whether it demands yes or no by name.
        against: Whether somebody whom it asks about speaks against training: "my boss says don't train it, is he right?".
    """

    asks: Closing
    outcome: str = ""
    demands: bool = False
    against: bool = False


@dataclass(frozen=True, slots=True)
class Supposition:
    """What a message supposes, as a statement, and whether its writer wants it so."""

    statement: str
    wished: bool


@dataclass(frozen=True, slots=True)
class _Words:
    closing: frozenset[str]
    demanding: tuple[str, ...]
    yes_or_no: tuple[str, ...]
    judging: frozenset[str]
    so: frozenset[str]
    verdict: frozenset[str]
    other_than_verdict: frozenset[str]
    about_us: tuple[str, ...]
    drop: frozenset[str]
    decline: frozenset[str]
    just_no: tuple[str, ...]
    avoiding: frozenset[str]
    denying: frozenset[str]
    telling: frozenset[str]
    urging: frozenset[str]
    doubting: frozenset[str]
    own_models: tuple[str, ...]
    right: frozenset[str]
    wrong: frozenset[str]
    people: frozenset[str]
    supposing: tuple[str, ...]
    with_a_number: tuple[str, ...]
    before: frozenset[str]
    ends: tuple[str, ...]
    wishes: tuple[str, ...]
    more: tuple[str, ...]
    misunderstood: tuple[str, ...]
    recap: tuple[str, ...]
    solved: frozenset[str]
    restricts: frozenset[str]
    enough: frozenset[str]
    asks_enough: tuple[str, ...]
    too_few: tuple[str, ...]
    no_examples: frozenset[str]
    objecting: frozenset[str]
    models: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    closing, supposing = data["closing"], data["supposing"]
    longest_first = {name: tuple(sorted(supposing[name], key=len, reverse=True)) for name in ("begins", "ends")}
    return _Words(
        closing=frozenset(closing["words"]),
        demanding=tuple(f" {words} " for words in closing["demanding"]),
        yes_or_no=tuple(closing["yes_or_no"]),
        judging=frozenset(closing["judging"]),
        so=frozenset(closing["so"]),
        verdict=frozenset(data["verdict"]["words"]),
        other_than_verdict=frozenset(data["verdict"]["other"]),
        about_us=tuple(closing["about_us"]),
        drop=frozenset(closing["drop"]),
        decline=frozenset(closing["decline"]),
        right=frozenset(closing["right"]),
        just_no=tuple(f" {words}" for words in closing["just_no"]),
        wrong=frozenset(closing["wrong"]),
        avoiding=frozenset(closing["avoiding"]),
        denying=frozenset(closing["denying"]),
        telling=frozenset(data["told"]["words"]),
        urging=frozenset(data["told"]["urging"]),
        doubting=frozenset(data["told"]["doubting"]),
        own_models=tuple(data["told"]["own_models"]),
        people=frozenset(closing["people"]),
        supposing=longest_first["begins"],
        with_a_number=tuple(sorted(supposing["with_a_number"], key=len, reverse=True)),
        before=frozenset(supposing["before"]),
        ends=longest_first["ends"],
        wishes=tuple(supposing["wishes"]),
        more=tuple(supposing["more"]),
        misunderstood=tuple(data["misunderstood"]["says"]),
        recap=tuple(data["misunderstood"]["recap"]),
        solved=frozenset(data["solved"]["says"]),
        restricts=frozenset(data["solved"]["restricts"]),
        enough=frozenset(data["enough"]["says"]),
        asks_enough=tuple(data["enough"]["asks"]),
        too_few=tuple(data["enough"]["too_few"]),
        no_examples=frozenset(data["enough"]["no_examples"]),
        objecting=frozenset(data["objecting"]["words"]),
        models=frozenset(data["objecting"]["models"]),
    )


def closing_question(text: str) -> ClosingQuestion | None:
    """The closing question that a message is; None where it is none, or asks for anything besides."""
    known = _words()
    # "SFT+RAG" names two.
    whole = [word for word in plain(text[: 2 * _LONGEST].replace("+", " ")).split() if not word.startswith("?")]
    if not 1 < len(whole) <= _MOST_WORDS:
        return None
    amounts = {word for one in quantities(text) for word in _as_an_amount(text, one)}
    said, demands = _without_demand(whole)
    named = [technique_in([word]) for word in said if word not in known.closing and word not in amounts]
    is_about_us = " ".join(whole).startswith(known.about_us) and not set(whole) & known.judging
    if None in named or is_about_us:
        return None
    if len(set(named)) > 1:
        return _of_several(text, frozenset(named), said, demands=demands)
    asks_of = _asked_of_the_verdict(said, of_people=bool(_DEPARTMENT.search(text)))
    is_asked = _wants_yes_or_no(text, " ".join(whole)) or (demands and ("?" in text or "yes" in whole))
    # "Is that correct?" may ask of anything that was said.
    is_of_anything = asks_of is Closing.WHETHER and not named and bool(known.so & set(said))
    if (not is_asked and asks_of is not Closing.WHO) or is_of_anything:
        return None
    against = asks_of in OF_PEOPLE and _training_denied(said) is not None
    return ClosingQuestion(asks_of, named[0] or "" if named else "", demands, against)


def asked_of_an_advice(text: str) -> ClosingQuestion | None:
    """The question that ends a message that tells somebody's advice: "the web agency says we must tune it, are they right?"; None where none does."""
    if len(text) > 2 * _LONGEST:
        return None
    *told, last = [clause for clause in _CLAUSE_ENDS.split(text) if clause.strip(" \"'”")] or [""]
    question = closing_question(f"{last.strip()}?") if told else None
    return question if question is not None and question.asks in OF_PEOPLE else None


def whether_to_train(text: str) -> bool:
    """Whether a text, be it the telling of a case, asks for yes or no to training: "… Should we fine-tune?", "he wants it trained on our wiki, yes or no?"."""
    clauses = [clause.strip() for clause in _CLAUSE_ENDS.split(text) if clause.strip()]
    asked = [closing_question(f"{clause}?") for clause in clauses]
    if any(one and one.asks is Closing.WHETHER and one.outcome == _TRAINING for one in asked):
        return True
    demands = bool(clauses) and _without_demand(plain(clauses[-1]).split())[1]
    return demands and any(
        technique_in([word]) == _TRAINING for clause in clauses[:-1] for word in plain(clause).split()
    )


def _of_several(text: str, named: frozenset[str | None], said: list[str], *, demands: bool) -> ClosingQuestion | None:
    """What names several techniques: "so prompting or tuning?" is answered by the verdict's name, "SFT and RAG both?" by yes or no."""
    if "or" in said:
        return ClosingQuestion(Closing.WHETHER) if "?" in text else None
    is_asked = demands or _wants_yes_or_no(text, " ".join(said))
    return ClosingQuestion(Closing.WHETHER, _COMBINED, demands) if named == _BOTH and is_asked else None


def _without_demand(said: list[str]) -> tuple[list[str], bool]:
    """The words of a closing question without those that only demand yes or no, and whether there were any."""
    left = f" {' '.join(said)} "
    for words in _words().demanding:
        left = left.replace(words, " ", 1)
    return left.split(), left.split() != said


def _as_an_amount(text: str, one: Quantity) -> list[str]:
    """The words of a sum of money, such as "30k"; none of a number that counts something."""
    told = text[one.start : one.end]
    is_sum = one.kind is QuantityKind.MONEY or (one.kind is QuantityKind.COUNT and told[-1:].lower() == "k")
    return plain(told).split() if is_sum and set(one.counted) <= _words().closing else []


def _wants_yes_or_no(text: str, said: str) -> bool:
    """Whether a message asks for yes or no, with a question mark or without."""
    if f" {said} ".endswith(tuple(f" {words} " for words in _words().yes_or_no)):
        return True
    first = next((word for word in said.split() if word not in sayings().before_asking), "")
    return (asks(text) or first in {"was", "were"}) and asks_yes_or_no(text if "?" in text else f"{text}?")


def _asked_of_the_verdict(said: list[str], *, of_people: bool) -> Closing:
    # "Or not" puts no "no" forward.
    said = said[:-2] if " ".join(said[-2:]) in {"or not", "or no"} else said
    known, words = _words(), set(said)
    if _WHO & set(said[:_WHO_WITHIN]) and words & known.right:
        return Closing.WHO
    ends_on_people = bool(set(said[-3:]) & (known.people - {"you"})) and said[-1] in known.right | known.wrong
    if (denied := _training_denied(said)) and not ends_on_people:
        return denied
    if (of_people or words & known.people) and words & (known.right | known.wrong):
        return Closing.WRONG if words & known.wrong else Closing.RIGHT
    if words & known.drop or (words & known.decline and words & {"no", "not", "don't"}):
        return Closing.DROP
    return Closing.NO if f" {' '.join(said)}".endswith(known.just_no) else Closing.WHETHER


def _training_denied(said: list[str]) -> Closing | None:
    """How a closing question puts forward that nothing is trained: "so no training", "tuning must not be done, is that correct"."""
    known = _words()
    trains = next((place for place, word in enumerate(said) if technique_in([word]) == _TRAINING), None)
    if "or" in said:
        return None
    if trains is None:
        return Closing.AVOID if known.avoiding & set(said) else None
    before, behind = said[max(0, trains - _DENIED_WITHIN) : trains], said[trains + 1 : trains + _DENIED_WITHIN]
    is_asked = bool(set(said) & known.so)
    if set(before) & known.avoiding:
        return Closing.AVOID
    if denied := set(before) & known.denying:
        # "Should I drop tuning?" asks whether to; "so we skip it?" puts it forward.
        drops = denied <= known.drop and bool(_MAY_ASK_WHETHER & set(said[:_FIRST_WORDS]))
        return Closing.DENIED if is_asked else Closing.DROP if drops else Closing.WITHOUT
    # "Would tuning not help?" hopes that it does.
    return Closing.DENIED if set(behind) & known.denying and (is_asked or "right" in said) else None


def verdict_wanted(text: str) -> Command | None:
    """The command that asks for the verdict in any words, or after nothing but thanks: "Thank you. And the verdict?"; None for all else."""
    said, known = plain(text[:_LONGEST]).split(), _words()
    asked = [word for word in said if word not in {"ok", "okay", "so", "and", "well", "now", "then", "hey", "hi"}]
    is_for_it = "verdict" in said and known.verdict.issuperset(said) and asked[0] not in known.other_than_verdict
    if is_for_it and len(said) <= _MOST_WORDS_FOR_IT and len(text) <= _LONGEST:
        return Command.VERDICT
    *before, last = [clause for clause in _CLAUSE_ENDS.split(text[:_LONGEST]) if clause.strip()] or [""]
    if not before or command_in(last) is not Command.VERDICT or len(text) > _LONGEST:
        return None
    return Command.VERDICT if all(kind_named(clause) in _COURTESY for clause in before) else None


def told_to_train(text: str) -> bool:
    """Whether a message tells that somebody speaks for training, and asks no more than whether that is so: "IT says we must fine-tune. Do we?"."""
    if len(text) > 2 * _LONGEST or any(sign.isdigit() for sign in text):
        # A figure of what training needs or costs is asked about, and not whether to train.
        return False
    clauses = [clause for clause in _CLAUSE_ENDS.split(text.lower().replace("’", "'")) if clause.strip()]
    if not asks(text):
        # What a guide says of training is no wish of anybody's.
        is_of_people = bool(set(plain_words(text)) & (_OURS | _words().people))
        return is_of_people and _speaks_for_training(" ".join(clauses)) and not may_ask(text)
    if len(clauses) < 2:  # noqa: PLR2004 - what was told, and the question
        return False
    *told, asked = clauses
    question = closing_question(f"{asked.strip()}?")
    is_bare = question is not None and question.outcome in {"", _TRAINING}
    return _speaks_for_training(" ".join(told)) and (is_bare or plain(asked) in _words().doubting)


def _speaks_for_training(told: str) -> bool:
    """Whether somebody says or wants, in words in lower case, that a model is trained."""
    said = [word.strip("\"'“”(),") for word in told.split()]
    is_of_training = technique_in(said) == _TRAINING or any(model in told for model in _words().own_models)
    return is_of_training and bool(set(said) & _words().telling) and bool(set(said) & _words().urging)


def supposition(text: str) -> Supposition | None:
    """What a message supposes, as in "what if we had 200 pairs?"; None where it supposes nothing."""
    known = _words()
    if len(text) > _LONGEST:
        return None
    words = " ".join(text.split()).rstrip(" ?!.").split()
    while words and words[0].lower().strip(",.;:-") in known.before:
        words = words[1:]
    rest = " ".join(words)
    begins = (*known.supposing, *(known.with_a_number if text.rstrip().endswith("?") and quantities(rest) else ()))
    begun = next((begin for begin in begins if rest.lower().startswith(f"{begin} ")), "")
    supposed = rest[len(begun) :].strip(" ,:") if begun else ""
    ended = next((end for end in known.ends if supposed.lower().endswith((f", {end}", f" {end}"))), "")
    supposed = supposed[: len(supposed) - len(ended)].strip(" ,.;-") if ended else supposed
    is_short = len(supposed.split()) < _FEWEST_SUPPOSED and not quantities(supposed)
    if not supposed or is_short or asks(supposed.partition(",")[2]):
        # "If we tune it, do we own it?" asks something of its own.
        return None
    return Supposition(supposed, wished=supposed.lower().replace("’", "'").startswith(known.wishes))


def comes_on_top(text: str) -> bool:
    """Whether a short message says that what it tells comes on top of what was said before: "we also want it in our voice"."""
    said = f" {plain(text[: 2 * _LONGEST])} "
    return len(text) <= _LONGEST and any(f" {words} " in said for words in _words().more)


def wants_a_recap(text: str) -> bool:
    """Whether somebody wants to hear what was understood so far."""
    said = f" {plain(text[: 2 * _LONGEST])} "
    return len(said.split()) <= _MOST_WORDS and any(f" {words} " in said for words in _words().recap)


def says_misunderstood(text: str) -> bool:
    """Whether a short message says that its writer was not understood: "I think you don't understand me"."""
    said = f" {plain(text[: 2 * _LONGEST])} "
    return len(said.split()) <= _MOST_WORDS and any(f" {words} " in said for words in _words().misunderstood)


def says_solved(text: str) -> bool:
    """Whether a message says, in a clause of its own, that the trouble is over: "did it, now it's good"."""
    if len(text) > _LONGEST or "?" in text or _words().restricts & set(plain(text).split()):
        return False
    return any(plain(clause) in _words().solved for clause in _CLAUSE_ENDS.split(text.lower()))


def objects(text: str) -> bool:
    """Whether a remark holds something up against what was said, rather than telling what was done."""
    return bool(_words().objecting & set(plain(text[: 2 * _LONGEST]).split()))


def said_to_be_enough(text: str) -> float | None:
    """The number of examples of which a short message says that they are enough: "I disagree, 60 is enough"; None where it says or asks another thing."""
    if len(text) > _LONGEST or asks(text):
        return None
    for clause in _CLAUSE_ENDS.split(text):
        counts = [one for one in quantities(clause) if one.kind is QuantityKind.COUNT and count_of(one) is None]
        said = f" {plain(clause)} "
        denies_it = bool(set(said.split()) & _words().denying)
        if len(counts) == 1 and not denies_it and any(f" {word} " in said for word in _words().enough):
            return counts[0].value
    return None


@dataclass(frozen=True, slots=True)
class EnoughAsked:
    """The number of examples of which somebody asks whether they are enough, or, where that is asked, `too_few`."""

    examples: float
    too_few: bool


def asked_if_enough(text: str) -> EnoughAsked | None:
    """The number of examples that a short message asks about: "is 380 above your threshold?"; None where it asks another thing."""
    if len(text) > _LONGEST or not asks(text) or supposition(text) is not None:
        return None
    # "Too few" is no number.
    given = [one for one in quantities(text) if any(map(str.isdigit, text[one.start : one.end]))]
    counts = [one for one in given if one.kind is QuantityKind.COUNT and count_of(one) in {None, CountOf.LABELS}]
    said = f" {plain(text)} "
    short, enough = (any(f" {word} " in said for word in words) for words in (_words().too_few, _words().asks_enough))
    is_asked = (short or enough) and not _words().no_examples & set(said.split())
    return EnoughAsked(counts[0].value, short) if len(counts) == 1 and is_asked else None


def names_a_model(text: str) -> bool:
    """Whether a message names a model or a family of them."""
    words = {word.rstrip("0123456789.") for word in plain_words(text[: 2 * _LONGEST])}
    return bool(words & _words().models) or bool(named_models(text[: 2 * _LONGEST]))
