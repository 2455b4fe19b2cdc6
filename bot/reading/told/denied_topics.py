"""What a text says that it is not about: "accuracy is bad, not the format", "valid JSON isn't the problem", "the tone is fine".

To name a thing is not to want it. A goal or a failure whose topic is denied is none, and where another topic is named beside it, that one is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.reading.evidence import any_of, clauses, evidence, listed, names_undenied

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What makes "the format is right" true only at times.
_AT_TIMES = re.compile(r"^[^,.;]{0,20}(?:\d|\b(?:half|most|mostly|only|sometimes|in|when|for|until|except)\b)")


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that a use case may be about: the goal and the failure that go with it, how it is named for certain, and how it may be."""

    goal: str
    failure: str
    names: re.Pattern[str]
    named: re.Pattern[str]
    denied: re.Pattern[str]
    dropped: re.Pattern[str]
    only: re.Pattern[str]
    in_order: re.Pattern[str]


@cache
def topics() -> tuple[Topic, ...]:
    """The topics, with what denies each."""
    denied = evidence()["denied"]
    between = f"(?:{'|'.join(sorted(denied['between'], key=len, reverse=True))})"
    trouble = any_of(denied["trouble"]).pattern
    in_order = any_of(denied["in_order"]).pattern
    matter, unimportant = any_of(denied["matter"]).pattern, any_of(denied["unimportant"]).pattern
    does_not = r"(?:do not|does not|did not|don't|dont|doesn't|doesnt|didn't|won't|wont)(?: (?:really|even|actually))?"
    is_not = r"(?:is not|was not|are not|isn't|isnt|wasn't|ain't|aint|aren't|not)"
    found = []
    for topic, entry in evidence()["topics"].items():
        name = any_of(entry["names"]).pattern
        either = any_of([*entry["names"], *entry["things"]]).pattern
        # "Facts ok" says that they are found, and they are to be known all the same.
        bare = "(?!)" if topic == "knowledge" else either
        dropped = (
            rf"{either} {does_not} {matter}|{either} (?:is|are)(?: (?:really|quite|rather))? {unimportant}"
            rf"|{either} {is_not}(?: (?:that|so|really|very|too|all that|even))? (?:important|relevant|critical|urgent|needed|necessary|decisive|a must|a priority|my priority|our priority)"
            rf"|{either}(?: (?:is|are) (?:something|what|a thing))?(?: that)? (?:we|i|people|they|everybody) can (?:live|cope|deal) with"
            rf"|\b(?:we|i|people|they|everybody) can (?:live|cope) with (?:the |our |its |this |that )?{either}"
            rf"|{either} (?:can|could|may|must|has to) wait\b"
            rf"|\b{does_not} (?:care|mind|worry)(?: (?:so|too|that))?(?: much)?(?: about)?(?: (?:the|our|any))? {either}"
            rf"|(?:^|\b(?:please|pls|actually|just|so|can|let's|lets|we|ok|okay|and) )(?:ignore|forget(?: about)?|disregard|drop|scratch|scrap|skip|leave out|leave aside|never mind|nevermind|set aside)(?: (?:the|our|all|any|that))? {either}"
        )
        found.append(
            Topic(
                entry["goal"],
                entry["failure"],
                re.compile(name),
                re.compile(either),
                re.compile(
                    rf"\b(?:not|nor|never)(?: {between})? {name}(?: \w+){{0,1}}\s*$"
                    rf"|{either}(?: \w+){{0,2}} {is_not}(?: (?:really|even|so much))?(?: (?:the|a|an|our|my|any))?(?: \w+)? {trouble}"
                    rf"|{dropped}"
                    rf"|\bno (?:problem|problems|issue|issues|trouble) with(?: \w+){{0,2}} {either}"
                    rf"|\bnothing wrong with(?: \w+){{0,2}} {either}"
                ),
                re.compile(dropped),
                re.compile(
                    rf"(?:^|\b)(?:only|just|purely|all about)(?: (?:the|our|for|about|want|need))? {either}(?: (?:is|that|which|really))*?(?: (?:{matter}|counts|important|relevant|interesting|interests|needed|now|please|pls|counting)|\s*$)"
                    rf"|{either} (?:is|was|are) (?:all|the only thing|the one thing|what)(?: (?:that|we|i|which|really|us))* (?:{matter}|counts|care|need|want|interests?)"
                    rf"|\b(?:only|just|solely)(?: (?:do|we|i))? (?:care|cares|worry|interested|focus|concerned)(?: (?:about|in|on|with|for))? (?:the |our )?{either}"
                    rf"|\bfocus (?:only |just |solely )?on (?:the |our )?{either}"
                ),
                re.compile(
                    rf"{either}(?: (?:itself|output|part))?(?: (?:is|are|was|looks|seems))(?: (?:already|all|always|just|perfectly|quite|totally|100%))? {in_order}"
                    rf"|^(?:(?:the|our|now|and|so|well|then|actually|meanwhile|ok) )*{bare} (?:(?:of |at |is |= ?)?[\d$][\d.,]{{0,8}} ?(?:ms|sec|secs|seconds|s|usd|eur|k)?(?:/\w{{1,6}})? )?(?:now |already |meanwhile |all )?(?:ok|okay|fine|good|alright|great|perfect|solved|works)(?: (?:now|already|enough|today|again|meanwhile|for us|so far))*$"
                ),
            )
        )
    return tuple(found)


@lru_cache(maxsize=4)
def denied_topics(text: str) -> tuple[Topic, ...]:
    """The topics that a text says it is not about; not one whose goal another topic names, as speed does beside "cost isn't the problem"."""
    denied = [topic for topic in topics() if any(_is_denied(topic, clause) for clause in clauses(text))]
    named = {topic.goal for topic in _named(text) if topic not in denied}
    return tuple(topic for topic in denied if topic.goal not in named)


def denied_goals(text: str) -> frozenset[str]:
    """The goals that a text says it does not have."""
    return frozenset(topic.goal for topic in denied_topics(text))


def dropped_topics(text: str) -> tuple[Topic, ...]:
    """The topics that a text says are no matter any more: "forget latency", "the price is secondary"; that one is in order says another thing."""
    return tuple(topic for topic in denied_topics(text) if any(topic.dropped.search(one) for one in clauses(text)))


def goals_in_order(text: str) -> frozenset[str]:
    """The goals of which a text says that they are reached: "tone is fine now", "format ok"."""
    return frozenset(
        topic.goal
        for topic in denied_topics(text)
        for clause in clauses(text)
        if topic.named.search(clause) and not topic.denied.search(clause) and _is_denied(topic, clause)
    )


def only_topic(text: str) -> Topic | None:
    """The one topic that a text says is all that counts: "only accuracy matters"; None where it says so of none, or of several."""
    found = [topic for topic in topics() if any(_is_only(topic, clause) for clause in clauses(text))]
    goals = {topic.goal for topic in found}
    return found[0] if len(goals) == 1 else None


def _is_only(topic: Topic, clause: str) -> bool:
    found = topic.only.search(clause) if topic.named.search(clause) else None
    return found is not None and not listed("negations").search(clause[: found.start()])


def named_topics(text: str) -> Iterator[Topic]:
    """The topics that a text names and does not deny."""
    denied = denied_topics(text)
    return (topic for topic in _named(text) if topic not in denied)


def _named(text: str) -> Iterator[Topic]:
    for topic in topics():
        if any(names_undenied(clause, topic.names) for clause in clauses(text)):
            yield topic


def names_mistakes(text: str) -> bool:
    """Whether a text says that a task is not done right."""
    return any(listed("denied", "mistakes").search(clause) for clause in clauses(text))


def _is_denied(topic: Topic, clause: str) -> bool:
    if not topic.named.search(clause):
        return False
    if topic.denied.search(clause):
        return True
    found = topic.in_order.search(clause)
    if found is None or listed("denied", "wished").search(clause[: found.start()]):
        return False
    return not _AT_TIMES.match(clause[found.end() :])
