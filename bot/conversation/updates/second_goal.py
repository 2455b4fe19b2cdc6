"""A goal or complaint that is told beside the first one, and one that is taken back: "latency also bad", "forget latency", "only accuracy matters".

Who finds a thing too slow that does not do its task yet has a second goal: that says nothing good of how it does the task, and there is nothing
yet that a smaller model could take over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation.targets import TOO_COSTLY, WORKS, falls_short, misses_by_chance
from bot.conversation.what_stands import SHOWN
from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.asked.verdict_asked import comes_on_top
from bot.reading.evidence import clauses, listed, names_undenied
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.sayings import may_ask
from bot.reading.told.denied_topics import dropped_topics, goals_in_order, only_topic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

#: What goes wrong where a thing does not do its task.
OF_THE_TASK: Final = frozenset(
    {
        "missing_knowledge", "bad_retrieval", "ignores_context", "format_drift", "style_drift", "edge_cases", "hallucination", "unspecified",
    }
)  # fmt: skip
#: What goes on to say that not all is in order.
_RESTRICTING: Final = frozenset(
    {"but", "except", "though", "although", "however", "only", "still", "not", "yet", "sometimes", "mostly"}
)


def with_second_goal(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with a complaint of cost or speed as one more goal, where the task goes wrong as well, and with the goals that a message takes back gone."""
    if understood.command is not None or understood.supposed:
        return understood
    understood = _with_goal_reached(understood, text, case)
    return _without_dropped(_beside_what_goes_wrong(understood, text, case), text, case)


def _with_goal_reached(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same where a message says that all that was wanted is in order now: it works, or only cost is left to be wanted."""
    goal, reached = case.told_so_far.fact(Criterion.GOAL), goals_in_order(text)
    if goal is None or not goal.values or not reached.issuperset(goal.values) or may_ask(text):
        return understood
    failure = next((one for one in understood.facts if one.criterion is Criterion.FAILURE), None)
    words = " ".join(text.split())[:LONGEST_WORDS]
    if failure is not None and failure.values == (TOO_COSTLY,):
        made = Fact(Criterion.GOAL, (str(Goal.COST_LATENCY),), words=words)
    elif failure is None and not _restricts(text):
        made = Fact(Criterion.FAILURE, (WORKS,), words=words)
    else:
        # "Format ok, but 8% of totals wrong": what went wrong before does no more.
        known = case.told_so_far.fact(Criterion.FAILURE)
        is_over = known is not None and any(SHOWN.get(value) in reached for value in known.values)
        return replace(understood, withdrawn=understood.withdrawn | {Criterion.FAILURE}) if is_over else understood
    dropped = {made.criterion, Criterion.GOAL}
    facts = (*(one for one in understood.facts if one.criterion not in dropped), made)
    answers = understood.answers and any(one.criterion is case.pending for one in facts)
    kind = understood.kind if understood.kind is MessageKind.CASE else MessageKind.REMARK
    return replace(understood, kind=kind, facts=facts, replaces=understood.replaces | {made.criterion}, answers=answers)


def _beside_what_goes_wrong(understood: Understanding, text: str, case: Case) -> Understanding:
    new = next((one for one in understood.facts if one.criterion is Criterion.FAILURE), None)
    if new is None or new.values != (TOO_COSTLY,) or _praises(text) or not _goes_wrong(understood, text, case):
        return understood
    told = next((one for one in understood.facts if one.criterion is Criterion.GOAL), None)
    goal = case.told_so_far.fact(Criterion.GOAL) or (told if told is None or told.is_stated else None)
    others = (one for one in understood.facts if one is not new and one is not told)
    facts = (*others, _added(goal, _shown(understood, text, case), new.words))
    replaces = (understood.replaces - {Criterion.FAILURE}) | {Criterion.GOAL}
    answers = understood.answers and any(one.criterion is case.pending for one in facts)
    kind = understood.kind if understood.kind is MessageKind.CASE or may_ask(text) else MessageKind.REMARK
    return replace(understood, kind=kind, facts=facts, replaces=replaces, answers=answers)


def _restricts(text: str) -> bool:
    """Whether a text goes on to say what is not in order, after it has said what is."""
    goes_on = bool(_RESTRICTING & {word.strip(".,;:!?") for word in text.lower().split()})
    return goes_on or any(listed("baseline", "wrong").search(clause) for clause in clauses(text))


def _shown(understood: Understanding, text: str, case: Case) -> list[str]:
    """The goal that what goes wrong shows by itself, where nobody has named another than cost."""
    if _is_short(understood, text, case):
        return [str(Goal.TASK_ACCURACY)]
    failure = case.told_so_far.stated.fact(Criterion.FAILURE)
    return [str(SHOWN[value]) for value in failure.values if value in SHOWN] if failure else []


def _added(goal: Fact | None, shown: Iterable[str], words: str) -> Fact:
    """A goal, or the one that what goes wrong shows, with lower cost or latency beside it."""
    if goal is None or goal.values in {(), (Goal.UNCLEAR,), (Goal.COST_LATENCY,)}:
        return Fact(Criterion.GOAL, (*shown, str(Goal.COST_LATENCY)), words=words)
    values = dict.fromkeys((*goal.values, str(Goal.COST_LATENCY)))
    return replace(goal, values=tuple(values), words=f"{goal.words}; {words}"[:LONGEST_WORDS])


def _is_short(understood: Understanding, text: str, case: Case) -> bool:
    """Whether the score is below what is wanted, by more than chance does."""
    known, opening = case.told_so_far, case.opening or text
    for fact in understood.facts:
        known = known.put(fact) if fact.criterion is Criterion.BASELINE else known
    return falls_short(known, opening) and not misses_by_chance(known, opening)


def _goes_wrong(understood: Understanding, text: str, case: Case) -> bool:
    """Whether the task is known to go wrong: its score is below what is wanted, or what goes wrong was said, or is likely and this comes on top."""
    if _is_short(understood, text, case):
        return True
    old = case.told_so_far.fact(Criterion.FAILURE)
    if old is None or not OF_THE_TASK.issuperset(old.values) or not old.values:
        return False
    return comes_on_top(text) or (old.is_stated and case.pending is not Criterion.FAILURE)


def _praises(text: str) -> bool:
    """Whether a text says besides that a thing does its task: "quality is fine now, only too slow"."""
    said = [clause for clause in clauses(text) if not any(sign.isdigit() for sign in clause)]
    return any(
        names_undenied(clause, named)
        for clause in said
        for named in (listed("denied", "in_order"), listed("failure", "enough"))
    )


def _without_dropped(understood: Understanding, text: str, case: Case) -> Understanding:
    known, goal = case.told_so_far.fact(Criterion.FAILURE), case.told_so_far.fact(Criterion.GOAL)
    if may_ask(text) or goal is None or not goal.values or goal.values == (Goal.UNCLEAR,):
        return understood
    only = only_topic(text)
    gone = {topic.goal for topic in dropped_topics(text)}
    if only is not None:
        gone |= set(goal.values) - {only.goal}
    left = tuple(value for value in goal.values if value not in gone) or ((only.goal,) if only else ())
    is_known_failure = known is not None and _is_of(known, gone) and (only is None or only.failure not in known.values)
    if left == goal.values and not is_known_failure:
        is_said_again = only is not None and left == (only.goal,) and not understood.facts
        # What is known already is told so.
        return replace(understood, kind=MessageKind.REMARK, facts=(goal,)) if is_said_again else understood
    withdrawn = {Criterion.FAILURE} if is_known_failure else set()
    others = tuple(one for one in understood.facts if one.criterion not in {Criterion.GOAL, *withdrawn})
    told = next(
        (one for one in understood.facts if one.criterion is Criterion.GOAL and not gone & set(one.values)), None
    )
    if told is None and left == goal.values:
        # What goes wrong is no matter any more, and what is wanted stays.
        others = (*others, goal)
    elif told is None and left:
        words = goal.words if goal.words and len(left) < len(goal.values) else " ".join(text.split())[:LONGEST_WORDS]
        told = replace(goal, values=left, certainty=Certainty.STATED, words=words)
    if told is None and not left:
        withdrawn.add(Criterion.GOAL)
    facts = others if told is None else (*others, told)
    replaces = (understood.replaces - withdrawn) | ({Criterion.GOAL} if told else set())
    return replace(
        understood,
        kind=MessageKind.REMARK,
        facts=facts,
        replaces=frozenset(replaces),
        withdrawn=understood.withdrawn | withdrawn,
        answers=understood.answers and any(one.criterion is case.pending for one in facts),
    )


def _is_of(failure: Fact, gone: set[str]) -> bool:
    """Whether what goes wrong is no matter any more, because what it shows is wanted no longer."""
    return failure.values == (TOO_COSTLY,) and Goal.COST_LATENCY in gone
