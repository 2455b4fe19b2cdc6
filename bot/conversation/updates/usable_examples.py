"""Whether the examples of a case may be used for training: a ban stays until they are masked or released, whatever is said of their number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import names, plain
from bot.reading.examples.barred import allowed, ban_in, clears, forbids_data, is_barred, lifts, with_ban
from bot.reading.examples.outdated_part import outdated_part
from bot.reading.examples.partly_bad import partly_bad
from bot.reading.examples.unlabelled import RAW, says_unlabelled, without_unlabelled
from bot.reading.examples.unusable_part import permitted_part, speaks_of_use, usable_rest
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.sayings import may_ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding


#: What examples are of which some are no good: nobody has sorted these out yet.
UNSORTED = "raw_logs"
#: A question of so few words asks what follows from what was told before it: "now?", "and now?".
FEW_ASKED = 3


def read_for_use(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with what a message says of whether the examples may be used, in the light of what is known of them.

    A ban takes the place of their number, which stays known; who masks them or releases them gives it back.
    """
    if understood.command is not None or understood.kind is MessageKind.DELETE:
        return understood
    understood = _with_bad_ones(_but_for_leave(understood, text), text, case)
    facts = _with_sorted_ones(in_use(understood.facts, text, case), text, case)
    if _lifts_a_ban(text, case):
        understood = replace(understood, withdrawn=understood.withdrawn | {Criterion.TUNABLE_MODEL})
    if facts == understood.facts:
        return understood
    kind = understood.kind if _asks_more(text) or understood.kind is MessageKind.CASE else MessageKind.REMARK
    sorted_out = {
        fact.criterion for fact in facts if fact.criterion is Criterion.DATA_QUALITY and fact not in understood.facts
    }
    replaces = understood.replaces | {Criterion.EXAMPLES} | sorted_out
    ban = ban_in(text)
    if ban is None or not understood.answers or case.pending is Criterion.EXAMPLES:
        return replace(understood, facts=facts, kind=kind, replaces=replaces)
    # What was asked is another matter.
    facts = tuple(fact for fact in facts if fact.criterion is Criterion.EXAMPLES or not _rests_on(ban, fact))
    answers = any(fact.criterion is case.pending for fact in facts)
    replaces = replaces if answers else replaces - {case.pending}
    return replace(understood, facts=facts, kind=kind, replaces=replaces, answers=answers)


def _but_for_leave(understood: Understanding, text: str) -> Understanding:
    """The same without a guess at their quality where a message says only that they may be used: "legal cleared them"."""
    if not (clears(text) or lifts(text)) or names(text, "data_quality", "checked"):
        return understood
    facts = tuple(one for one in understood.facts if one.is_stated or one.criterion is not Criterion.DATA_QUALITY)
    if facts == understood.facts:
        return understood
    return replace(understood, facts=facts, answers=understood.answers and bool(facts))


def _with_sorted_ones(facts: tuple[Fact, ...], text: str, case: Case) -> tuple[Fact, ...]:
    """Some facts of a text, where it says how many of the examples are as they should be: somebody has sorted them, and the outdated ones are out."""
    known, quality = (case.told_so_far.fact(one) for one in (Criterion.EXAMPLES, Criterion.DATA_QUALITY))
    is_outdated = quality is not None and quality.values == ("poor",) and bool(outdated_part(quality.words))
    if known is None or known.number is None or not is_outdated or usable_rest(known.number, text) is None:
        return facts
    sorted_out = Fact(Criterion.DATA_QUALITY, ("curated",), Certainty.LIKELY, " ".join(text.split())[:LONGEST_WORDS])
    return (*(fact for fact in facts if fact.criterion is not Criterion.DATA_QUALITY), sorted_out)


def _with_bad_ones(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same where a message says that some of the examples of a case are no good, which is nothing that the model does wrong."""
    known = case.told_so_far.fact(Criterion.EXAMPLES)
    if known is None or not known.values or known.values == ("none",) or is_barred(known):
        return understood
    words = partly_bad(text, known.number)
    if not words:
        return understood
    told = Fact(Criterion.DATA_QUALITY, (UNSORTED,), words=words)
    about_them = {Criterion.FAILURE, Criterion.EXAMPLES, Criterion.DATA_QUALITY, Criterion.BASELINE}
    facts = (*(fact for fact in understood.facts if fact.criterion not in about_them), told)
    replaces = (understood.replaces - about_them) | {Criterion.DATA_QUALITY}
    answers = understood.answers and any(fact.criterion is case.pending for fact in facts)
    return replace(understood, facts=facts, kind=MessageKind.REMARK, replaces=replaces, answers=answers)


def _asks_more(text: str) -> bool:
    """Whether a text asks something besides what is to be done now: "compliance vetoed training on them. now?"."""
    told, mark, asked = text.rstrip(" ?").rpartition(". ")
    return may_ask(told if mark and len(asked.split()) <= FEW_ASKED and text.rstrip().endswith("?") else text)


def _rests_on(ban: Fact, fact: Fact) -> bool:
    return not fact.is_stated and plain(fact.words) in plain(ban.words)


def _lifts_a_ban(text: str, case: Case) -> bool:
    """Whether a part of the data may be used after all, where a contract or a client was said to forbid training, and not that of a model."""
    model = case.told_so_far.fact(Criterion.TUNABLE_MODEL)
    is_of_data = model is not None and model.values == ("no",) and forbids_data(model.words)
    return is_of_data and permitted_part(None, text) is not None


def in_use(facts: Iterable[Fact], text: str, case: Case) -> tuple[Fact, ...]:
    """Some facts of a text, with the ban that it puts on the examples of a case, takes from them, or leaves."""
    found = {fact.criterion: fact for fact in with_ban(_with_answers(facts, text, case), text)}
    told, known = found.get(Criterion.EXAMPLES), case.told_so_far.fact(Criterion.EXAMPLES)
    if known is None:
        return tuple(found.values())
    rest = permitted_part(known.number, text) if known.is_stated else None
    if rest is None and known.number and known.is_stated and not is_barred(known):
        rest = usable_rest(known.number, text)
    if rest is not None:
        found[Criterion.EXAMPLES] = rest
        score = found.get(Criterion.BASELINE)
        if score is not None and score.number == known.number:
            # "40 of the 60" are no score.
            del found[Criterion.BASELINE]
        return tuple(found[criterion] for criterion in Criterion if criterion in found)
    if told is not None and not is_barred(known) and speaks_of_use(text) and _is_less(told, known):
        # "Maybe 300 may be used", "300 go to the test team".
        del found[Criterion.EXAMPLES]
    elif told is not None and is_barred(told):
        found[Criterion.EXAMPLES] = told if told.number is not None else replace(told, number=known.number)
    elif is_barred(known) and (certainty := lifts(text) or (Certainty.STATED if clears(text) else None)):
        number = told.number if told is not None and told.number is not None else known.number
        # How many a condition leaves is not said.
        number = number if certainty is Certainty.STATED else None
        found[Criterion.EXAMPLES] = allowed(replace(known, number=number, words=" ".join(text.split())[:LONGEST_WORDS]))
    elif is_barred(known) and told is not None and told.number is not None:
        found[Criterion.EXAMPLES] = replace(known, number=told.number)
    elif is_barred(known):
        found.pop(Criterion.EXAMPLES, None)
    return tuple(found[criterion] for criterion in Criterion if criterion in found)


def _with_answers(facts: Iterable[Fact], text: str, case: Case) -> tuple[Fact, ...]:
    """Some facts of a text without examples that have no right answer beside them, of which some may be the test of the case."""
    score, known = (case.told_so_far.fact(one) for one in (Criterion.BASELINE, Criterion.EXAMPLES))
    if known is None or is_barred(known) or not says_unlabelled(text):
        return without_unlabelled(facts, text, score.number if score is not None else None)
    others = (fact for fact in facts if fact.criterion not in {Criterion.EXAMPLES, Criterion.DATA_QUALITY})
    return (*others, Fact(Criterion.EXAMPLES, (RAW,), words=" ".join(text.split())[:LONGEST_WORDS]))


def _is_less(told: Fact, known: Fact) -> bool:
    return told.number is not None and known.number is not None and told.number < known.number
