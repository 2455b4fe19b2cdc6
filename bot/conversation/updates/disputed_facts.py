"""Strikes what a message disputes of what is known of a case, or was read in the message itself: "I never said it works", "it's not too slow either".

What is denied is compared with each fact: by the trained reader, which reads the denied clause and the same without its denial, and by the
words of the option, of the clause it is told back in, and of the person. What is struck is not guessed again, and the next likely reading
gets its chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from bot.conversation.updates.option_words import told_in_option_words
from bot.conversation.what_stands import NOTHING_TRIED, RETRIEVED, SHOWN
from bot.decision import Certainty, Criterion, Fact, clause, rubric
from bot.reading.encoder import reading_encoder
from bot.reading.evidence import names, plain
from bot.reading.facts_in import LONGEST_WORDS, quoted
from bot.reading.kinds import MessageKind
from bot.reading.read_message import read_message
from bot.reading.told.denied_topics import topics
from bot.reading.told.disputes import disputes, nothing_there, without_clauses
from bot.reading.told.plain_prompts import has_no_examples
from knowledge.lexical import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.reading.encoder import Encoded
    from bot.reading.told.disputes import DisputedClause

#: How much likelier a value is by a clause without its denial than with it, and how likely, for the clause to deny it.
GAINS: Final = 0.4
SAYS: Final = 0.5
#: How likely a value is by what is put forward as said, for that to be what is meant.
NAMES: Final = 0.6
#: From this probability on a value that was not thought of first is the next to be guessed.
NEXT: Final = 0.35
#: Share of somebody's own words that a denial repeats at least.
REPEATS: Final = 0.5
#: Criteria of which only a number could be guessed anew.
_NUMBERED: Final = frozenset({Criterion.EXAMPLES, Criterion.VOLUME, Criterion.BASELINE})
WORKS: Final = "works_ok"
UNSPECIFIED: Final = "unspecified"


@dataclass(frozen=True, slots=True)
class _Denied:
    """A dispute with the words of its content and what the reader makes of both sides of it."""

    dispute: DisputedClause
    said: frozenset[str]
    before: frozenset[str]
    affirmed: Encoded | None
    denied: Encoded | None


def with_disputes(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same without what a message says is not so, which is struck of the case too; what it says besides is read by itself."""
    if not case.begun or understood.command is not None or understood.supposed:
        return understood
    held = [
        fact for fact in case.told_so_far.facts if fact.values and not (fact.is_from_register or fact.is_from_score)
    ]
    denied = [_read(one) for one in disputes(text)] if held or understood.facts else []
    struck: dict[tuple[Criterion, str], None] = {}
    clauses: list[str] = []
    denies_all: set[str] = set()
    for one in denied:
        # What was read in the message itself has no words of its own to be compared with.
        read = (replace(fact, words="") for fact in understood.facts if not _is_told_so(fact))
        hits = _hits(one, (*held, *read))
        told = _told_by(one.dispute, understood.facts) if understood.answers else set()
        hits = [pair for pair in hits if one.dispute.is_named or not told or pair[0] in told]
        denies_all |= {one.dispute.clause} if not hits and _says(one, Criterion.FAILURE, WORKS) else set()
        struck |= dict.fromkeys(hits)
        clauses += [one.dispute.clause] if hits else []
    if (nothing := nothing_there(text)) and _is_known((Criterion.FAILURE, WORKS), chain(held, understood.facts)):
        struck[Criterion.FAILURE, WORKS] = None
        clauses.append(nothing)
    struck |= dict.fromkeys(_with_it(held, struck))
    clauses += denies_all
    if not struck:
        return understood
    found = _left_to_tell(understood, frozenset(struck), tuple(clauses), text, case)
    if nothing:
        found[Criterion.TRIED] = Fact(Criterion.TRIED, (NOTHING_TRIED,), words=nothing[:LONGEST_WORDS])
    return _without(understood, frozenset(struck), found, case)


def _is_told_so(fact: Fact) -> bool:
    """Whether a fact is told by a denial, as a prompt without examples is, or with its figure, beside which another may be denied."""
    is_scored = fact.criterion is Criterion.BASELINE and any(character.isdigit() for character in fact.words)
    return is_scored or has_no_examples(fact.words)


def _told_by(dispute: DisputedClause, facts: Iterable[Fact]) -> set[Criterion]:
    """The criteria that a clause which denies something surely tells of: "that has not changed in years" says so, and nothing of the manner."""
    part = plain(dispute.clause)
    return {
        fact.criterion
        for fact in facts
        if not fact.is_likely and fact.words and (plain(fact.words) in part or part in plain(fact.words))
    }


def _with_it(held: Iterable[Fact], struck: Iterable[tuple[Criterion, str]]) -> list[tuple[Criterion, str]]:
    """The goal that was read in the words of a failure that is struck, and that it shows: it falls with it."""
    known, gone = {fact.criterion: fact for fact in held}, set(struck)
    goal, failure = known.get(Criterion.GOAL), known.get(Criterion.FAILURE)
    if goal is None or failure is None or not goal.words:
        return []
    shown = {SHOWN.get(value) for value in failure.values if (Criterion.FAILURE, str(value)) in gone}
    is_of_it = plain(goal.words) in plain(failure.words)
    return [(Criterion.GOAL, str(value)) for value in goal.values if is_of_it and value in shown]


def _read(dispute: DisputedClause) -> _Denied:
    encoder = reading_encoder()
    contrasts = dispute.clause.lower().startswith(("not ", "nor ", "and not "))
    said, before = frozenset(words(dispute.content)), frozenset(words(dispute.before) if contrasts else ())
    denied = None if dispute.is_named else encoder.encode(dispute.clause)
    return _Denied(dispute, said, before, encoder.encode(dispute.content), denied)


def _hits(one: _Denied, facts: Iterable[Fact]) -> list[tuple[Criterion, str]]:
    """The values of facts that are disputed: those whose words or topic are named, else those that the reader finds in it."""
    open_to_it = [fact for fact in facts if _may_be_meant(one, fact)]
    named = [
        (fact.criterion, str(value))
        for fact in open_to_it
        for value in fact.values
        if _by_topic(one, fact, value) or _by_words(one, fact, value)
    ]
    if one.dispute.is_named and (named or _named_values(one)):
        return named
    if not one.said:
        # "It doesn't."
        return named
    return named + [
        (fact.criterion, str(value)) for fact in open_to_it for value in fact.values if _by_reader(one, fact, value)
    ]


def _named_values(one: _Denied) -> list[tuple[Criterion, str]]:
    """The values, held or not, in whose very words something is disputed."""
    return [
        (criterion, str(value))
        for criterion, known in rubric().criteria.items()
        for value, entry in known.values.items()
        if one.said and one.said in {frozenset(words(clause(criterion, value))), frozenset(words(entry.label))}
    ]


def struck_of_nothing(text: str) -> list[tuple[Criterion, str]]:
    """The values that a message strikes in their very words, or by what they are about, whether anything goes by them or not."""
    found = []
    for one in map(_read, (each for each in disputes(text) if each.is_named)):
        bare = " ".join(_bare(one.dispute.content))
        found += _named_values(one)
        found += [(Criterion.FAILURE, str(topic.failure)) for topic in topics() if topic.named.fullmatch(bare)]
    return found


def _may_be_meant(one: _Denied, fact: Fact) -> bool:
    """Whether a fact can be disputed in this form."""
    is_of_retrieval = fact.criterion is Criterion.TRIED and bool(RETRIEVED & set(fact.values))
    says_none = not one.dispute.is_named and bool({"nothing", "none"} & set(fact.values))
    # What is said of a number, or takes retrieval away and leaves the prompt, is read by itself.
    return not (
        (fact.is_stated and fact.number is not None) or (is_of_retrieval and not one.dispute.is_named) or says_none
    )


def _by_topic(one: _Denied, fact: Fact, value: str) -> bool:
    """Whether a thing that is struck by its name is what a goal or a failure is about: "forget the format"."""
    return one.dispute.is_named and any(
        value == {Criterion.GOAL: topic.goal, Criterion.FAILURE: topic.failure}.get(fact.criterion)
        and topic.named.fullmatch(" ".join(_bare(one.dispute.content)))
        for topic in topics()
    )


def _bare(content: str) -> list[str]:
    return [
        word for word in content.lower().split() if word not in {"the", "our", "any", "all", "that", "about", "thing"}
    ]


def _by_reader(one: _Denied, fact: Fact, value: str) -> bool:
    """Whether a value is in what is denied by the trained reader, and not in the denial."""
    return one.affirmed is not None and (
        _says(one, fact.criterion, value) or (fact.criterion is Criterion.GOAL and _shows(one, fact, value))
    )


def _says(one: _Denied, criterion: Criterion, value: str) -> bool:
    if one.affirmed is None:
        return False
    says = one.affirmed.at_least_likely(criterion, value)
    if one.dispute.is_named:
        return says >= NAMES
    denies = one.denied.at_least_likely(criterion, value) if one.denied is not None else 0.0
    return says >= SAYS and says - denies >= GAINS


def _shows(one: _Denied, goal: Fact, value: str) -> bool:
    """Whether a failure is denied that would show a goal, of which the goal's own words name nothing else: speed is not what a bill is about."""
    of_goal = [topic for topic in topics() if topic.goal == value]
    told = {topic.failure for topic in of_goal if topic.named.search(plain(goal.words))}
    said = [topic for topic in of_goal if topic.named.search(plain(one.dispute.content))]
    is_of_another = bool(told) and bool(said) and not any(topic.named.search(plain(goal.words)) for topic in said)
    return not is_of_another and any(
        shown == value and _says(one, Criterion.FAILURE, failure) for failure, shown in SHOWN.items()
    )


def _by_words(one: _Denied, fact: Fact, value: str) -> bool:
    """Whether what is denied is told in the words of a value, of its definition, or in those that it was read from, with the same yes or no."""
    if not one.said:
        return False
    entry = rubric().criteria[fact.criterion].values[value]
    told = [clause(fact.criterion, value), entry.label]
    is_enough = one.dispute.is_named or len(one.said) > 1 or (fact.is_likely and not one.before)
    own = frozenset(words(fact.words))
    if own and own <= one.before and one.said & frozenset(words(rubric().criteria[fact.criterion].label)):
        # "The 22,000 pages are our edits, not knowledge to look up."
        return True
    denies = names(one.dispute.content, "negations")
    for name in told:
        known = frozenset(words(name))
        if names(name, "negations") is not denies or not one.said <= known:
            continue
        if is_enough or (one.before & (known - one.said)):
            return True
    if len(one.said) == 1 or denies:
        return False
    repeats = bool(own) and one.said <= own and len(one.said) >= REPEATS * len(own)
    defined = frozenset(words(" ".join([*told, entry.definition, rubric().criteria[fact.criterion].label])))
    return (repeats and not names(fact.words, "negations")) or (not names(told[0], "negations") and one.said <= defined)


def _is_known(pair: tuple[Criterion, str], facts: Iterable[Fact]) -> bool:
    return any(fact.criterion is pair[0] and pair[1] in fact.values for fact in facts)


def _left_to_tell(
    understood: Understanding, struck: frozenset[tuple[Criterion, str]], clauses: tuple[str, ...], text: str, case: Case
) -> dict[Criterion, Fact]:
    """What a message tells besides what it strikes, read without the clauses that do."""
    # What was put forward as said states nothing, whatever is read in it.
    said = set(words(" ".join(one.clause for one in disputes(text) if one.is_named and one.clause in clauses)))
    own = [fact for fact in understood.facts if not fact.words or not set(words(fact.words)) <= said]
    found = {fact.criterion: fact for fact in _left(own, struck, clauses)}
    rest = without_clauses(text, clauses)
    for fact in _left(read_message(rest).facts if rest else (), struck, ()):
        known = found.get(fact.criterion)
        if known is None or (fact.is_stated and not known.is_stated) or known.values == (UNSPECIFIED,):
            found[fact.criterion] = fact
    if rest and (named := told_in_option_words(rest, replace(case, pending=None), found.values())) is not None:
        found[named.criterion] = named
    return found


def _without(
    understood: Understanding, struck: frozenset[tuple[Criterion, str]], found: dict[Criterion, Fact], case: Case
) -> Understanding:
    """A message without what it strikes, and with what is `found` in it besides, or left to guess of the case."""
    gone = {criterion for criterion, _ in struck}
    held = {fact.criterion for fact in case.told_so_far.facts if _is_held(fact, struck)}
    for criterion in held:
        old, new = case.told_so_far.fact(criterion), found.get(criterion)
        left = tuple(value for value in old.values if (criterion, str(value)) not in struck) if old else ()
        if new is not None and (new.is_stated or not left):
            continue
        if old is not None and left:
            found[criterion] = replace(old, values=left)
        elif (guess := _next(criterion, case, struck)) is not None:
            found[criterion] = guess
    facts = tuple(found[criterion] for criterion in Criterion if criterion in found)
    return replace(
        understood,
        kind=understood.kind if understood.kind is MessageKind.CASE else MessageKind.REMARK,
        facts=facts,
        replaces=understood.replaces
        | frozenset((held | gone) & set(found))
        | ({case.pending} & gone if case.pending else frozenset()),
        withdrawn=understood.withdrawn | frozenset(held),
        struck=struck,
        answers=understood.answers and case.pending in found and case.pending not in gone,
    )


def _left(facts: Iterable[Fact], struck: frozenset[tuple[Criterion, str]], clauses: tuple[str, ...]) -> Iterator[Fact]:
    """Facts without the values that are struck, and without guesses from the clauses that strike them."""
    for fact in facts:
        values = tuple(value for value in fact.values if (fact.criterion, str(value)) not in struck)
        is_of_them = fact.is_likely and any(fact.words and fact.words in one for one in clauses)
        if (values or not fact.values) and not is_of_them:
            yield replace(fact, values=values)


def _is_held(fact: Fact, struck: frozenset[tuple[Criterion, str]]) -> bool:
    return any((fact.criterion, str(value)) in struck for value in fact.values)


def _next(criterion: Criterion, case: Case, struck: frozenset[tuple[Criterion, str]]) -> Fact | None:
    """What the first words of a case make likely of a criterion next to what was struck; None where nothing is likely enough."""
    encoded = reading_encoder().encode(case.opening) if case.opening and criterion not in _NUMBERED else None
    if encoded is None:
        return None
    gone = struck | case.struck
    left = [value for value in rubric().criteria[criterion].values if (criterion, str(value)) not in gone]
    best = max(left, key=lambda value: encoded.at_least_likely(criterion, str(value)), default=None)
    if best is None or encoded.at_least_likely(criterion, str(best)) < NEXT:
        return None
    return quoted(criterion, str(best), encoded, certainty=Certainty.LIKELY)
