"""Messages that say something of a case in a form of their own: a supposition, a wish on top of what was said, that the trouble is over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import reached, target_clause, with_words
from bot.conversation.updates.corrections import NUMBERED, corrected_facts
from bot.conversation.updates.usable_examples import in_use
from bot.conversation.what_stands import beside_score
from bot.decision import Certainty, Criterion, Fact, Goal, RunsOn, volume_band
from bot.reading.asked.change_asked import change_asked
from bot.reading.asked.own_verdict_asked import OwnVerdict, own_verdict_asked
from bot.reading.asked.terse_forms import parts_of
from bot.reading.asked.verdict_asked import Supposition, comes_on_top, says_solved, supposition
from bot.reading.by_rule import ANSWERED_BY_RULE
from bot.reading.evidence import names
from bot.reading.facts_in import LONGEST_WORDS, with_number
from bot.reading.kinds import MessageKind
from bot.reading.numbers.multiples import volume_factor
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.read_message import read_message
from bot.reading.scores.scores import score_in
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

#: What names a score that is wanted.
_WANTED = frozenset(
    ["target", "goal", "threshold", "bar", "need", "needed", "needs", "require", "required", "wanted", "wants"]
)
#: A bare number up to it is a share in per cent where a score is wanted.
_PER_CENT = 100
#: What says that prompting is tried, and that it does not help.
_PROMPT = frozenset(["prompt", "prompts", "prompting"])
_TRYING = frozenset(
    [
        "try",
        "tries",
        "tried",
        "trying",
        "add",
        "adds",
        "improve",
        "improves",
        "rewrite",
        "rewrites",
        "rework",
        "reworks",
        "work",
        "works",
    ]
)
_STILL = frozenset(["still", "nothing", "nevertheless", "anyway"])
#: What people do with examples, where a bare number is all that is said of them.
_HAVING = frozenset(["have", "had", "got", "get", "collect", "collected", "label", "labelled", "labeled", "there"])


def read_by_form(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same in the light of its form, in a case whose interview has begun.

    What is only supposed states nothing, and what would follow from it is kept apart; what its writer wants is a fact, and a goal that comes
    on top of another takes nothing away from it. Takes a few milliseconds.
    """
    if not case.begun or understood.answers or understood.command is not None:
        return understood
    if says_solved(text):
        works = Fact(Criterion.FAILURE, ("works_ok",), words=" ".join(text.split())[:LONGEST_WORDS])
        stated = [one for one in understood.facts if one.is_stated and one.criterion is not Criterion.FAILURE]
        return replace(
            understood, kind=MessageKind.REMARK, facts=(works, *stated), replaces=frozenset({Criterion.FAILURE})
        )
    if multiplied := _multiplied(text, case):
        return _supposing(understood, multiplied)
    if (supposed := supposition(text) or _asked_of(text) or _beside_its_question(text)) is not None:
        if not supposed.wished and (wanted := _wanted(supposed.statement)):
            # Where no score is known, what is wanted of it counts nothing else either.
            target = _with_target(wanted, case)
            return _supposing(understood, target)
        read = in_use(read_message(supposed.statement).facts, supposed.statement, case)
        # A number is told back, so that a wrong reading of it shows.
        facts = tuple(
            replace(fact, certainty=Certainty.STATED)
            for fact in read
            if fact.is_stated or (fact.is_likely and fact.number is not None and not supposed.wished)
        )
        if not supposed.wished:
            # How a score was counted is told by the words of the one before.
            is_told = any(fact.criterion is not Criterion.BASELINE for fact in facts)
            facts = facts if is_told else _in_place_of_told(supposed.statement, case) or facts
            facts = _prompted_in_vain(supposed.statement) or facts or _trained_again(supposed.statement)
            facts = facts or _run_elsewhere(supposed.statement)
        if not facts or not supposed.wished:
            return _supposing(understood, facts)
        understood = replace(understood, kind=MessageKind.REMARK, facts=facts)
    return with_another_goal(understood, text, case)


def _supposing(understood: Understanding, supposed: tuple[Fact, ...]) -> Understanding:
    """The same where a message states nothing and supposes some facts; as it is where it supposes none."""
    return replace(understood, facts=(), replaces=frozenset(), supposed=supposed) if supposed else understood


def _multiplied(text: str, case: Case) -> tuple[Fact, ...]:
    """The volume as it would be where a multiple of it is supposed: "and if the volume doubles?"; empty where it is not known as a number."""
    known, times = case.told_so_far.fact(Criterion.VOLUME), volume_factor(text)
    if known is None or not known.number or times is None:
        return ()
    number = times * known.number
    words = f"{number:,.0f} a day"
    return (Fact(Criterion.VOLUME, (str(volume_band(number)),), words=words, number=number),)


def _asked_of(text: str) -> Supposition | None:
    """What a message asks to be supposed at its end: "would the verdict be different if legal agreed?"."""
    asked = change_asked(text)
    return Supposition(asked.supposed, wished=False) if asked and asked.supposed else None


def _trained_again(statement: str) -> tuple[Fact, ...]:
    """That somebody keeps a model trained, where that is supposed, whoever says so: "the vendor says he trains every month"; else empty."""
    if not names(statement, "tried", "training") or not names(statement, "upkeep", "again"):
        return ()
    return (Fact(Criterion.UPKEEP, ("can_retrain",), words=statement[:LONGEST_WORDS]),)


def _run_elsewhere(statement: str) -> tuple[Fact, ...]:
    """The platform that is supposed: "we move to Azure"; else empty."""
    platform = ANSWERED_BY_RULE[Criterion.PLATFORM](statement)
    is_told = platform is not None and platform.values not in {(), (str(RunsOn.UNDECIDED),)}
    return (replace(platform, certainty=Certainty.STATED),) if platform is not None and is_told else ()


def _prompted_in_vain(statement: str) -> tuple[Fact, ...]:
    """That a prompt with examples was tried, where it is supposed that somebody tries the prompt and it still falls short; else empty."""
    words = set(plain_words(statement))
    if not (words & _PROMPT and words & _TRYING and words & _STILL):
        return ()
    return (Fact(Criterion.TRIED, ("few_shot_prompt",), words=statement[:LONGEST_WORDS]),)


def _wanted(statement: str) -> str:
    """The one score that is supposed to be wanted, as it is written: "the target were 90", "we only need 85%"; empty where none is."""
    given = quantities(statement)
    if len(given) != 1 or not _WANTED & set(plain_words(statement)):
        return ""
    (one,) = given
    number = statement[one.start : one.end]
    if one.kind is QuantityKind.SHARE:
        return number
    is_bare = one.kind is QuantityKind.COUNT and number.isdecimal() and 1 < one.value <= _PER_CENT and not one.counted
    return f"{number}%" if is_bare else ""


def _with_target(wanted: str, case: Case) -> tuple[Fact, ...]:
    """The score that is known with what is supposed to be wanted of it, and that it works where it reaches that; empty where no score is told."""
    known, told = case.told_so_far.fact(Criterion.BASELINE), case.told_so_far
    if known is None or not score_in(known.words):
        return ()
    clause = target_clause(f"we need {wanted}", known.words)
    if not clause:
        return ()
    score, failure = replace(with_words(clause, known), certainty=Certainty.STATED), told.fact(Criterion.FAILURE)
    if failure is not None and failure.words in known.words:
        # That it falls short is all that was said of what goes wrong.
        told = told.without(Criterion.FAILURE)
    works = reached(told.put(score), case.opening)
    return (score, works) if works else (score,)


def _in_place_of_told(statement: str, case: Case) -> tuple[Fact, ...]:
    """The facts told before as they would be by what is supposed: "9 of 200", "4% instead", "we had 500"; empty where it fits none of them."""
    if corrected := corrected_facts(statement, case, supposed=True).facts:
        # What is measured on is as it was.
        return tuple(beside_score(fact, case.told_so_far.fact(fact.criterion)) for fact in corrected)
    given = quantities(statement)
    if len(given) != 1 or given[0].kind is not QuantityKind.COUNT or given[0].counted or given[0].value <= 1:
        return ()
    # A bare number is that of what is asked for, else of what people have.
    criterion = case.pending if case.pending in NUMBERED else Criterion.EXAMPLES
    is_had = bool(_HAVING & set(plain_words(statement)))
    return (with_number(criterion, given[0], statement),) if criterion is case.pending or is_had else ()


def _beside_its_question(text: str) -> Supposition | None:
    """What a sentence supposes beside the question what would change the verdict: "what would change it? Suppose it gets 90% only."."""
    if own_verdict_asked(text) is not OwnVerdict.FLIPS:
        return None
    return next((one for part in parts_of(text) if (one := supposition(part)) is not None), None)


def with_another_goal(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the goal that a message adds beside those that somebody named before, where it adds one."""
    old = case.told_so_far.fact(Criterion.GOAL)
    new = next((fact for fact in understood.facts if fact.criterion is Criterion.GOAL and fact.is_stated), None)
    if new is None or old is None or old.values == (Goal.UNCLEAR,) or not comes_on_top(text):
        return understood
    both = replace(new, values=(*old.values, *(value for value in new.values if value not in old.values)))
    facts = tuple(both if fact is new else fact for fact in understood.facts)
    return replace(understood, facts=facts, replaces=understood.replaces | {Criterion.GOAL})
