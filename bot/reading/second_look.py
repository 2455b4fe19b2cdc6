"""A second look at what the trained reader makes of a text: whether its words bear a value out, or deny it.

The reader can't be taught one exception at a time; what it gets wrong in one kind of sentence is mended here, by words that stand in
`evidence.toml`. A look only takes a value away, makes it less sure, or puts in its place what the words name plainly.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.evidence import affirmed, affirms, as_written, clauses, listed, names, names_undenied, plain
from bot.reading.examples.barred import with_ban
from bot.reading.examples.checked_counts import checked_by_words
from bot.reading.examples.checked_twice import checked_twice
from bot.reading.examples.disagreement import disagreement_in
from bot.reading.examples.examples_look import look_at_examples, look_at_quality, taken_as_checked
from bot.reading.examples.label_audits import take_label_audit
from bot.reading.examples.labelled_counts import take_labelled
from bot.reading.examples.outdated_part import outdated_part
from bot.reading.examples.past_changes import moved_before_only, settled_since
from bot.reading.examples.unlabelled import without_unlabelled
from bot.reading.facts_in import counting
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.numbers.worked_rates import take_worked_rate
from bot.reading.sayings import asks, is_no
from bot.reading.scores.baseline_look import look_at_baseline, sentence_of
from bot.reading.scores.chance_level import take_chance_level
from bot.reading.scores.form_rules import rests_on_a_form
from bot.reading.scores.held_out import take_held_out
from bot.reading.scores.peoples_scores import guessed_from_it, rests_on_an_agreement
from bot.reading.scores.score_facts import take_pair, take_score, to_be_better
from bot.reading.scores.score_words import (
    counted_failure,
    is_lukewarm,
    tells_only_a_wish,
)
from bot.reading.scores.scores import Went, is_worked_over, score_in, wanted_in
from bot.reading.scores.search_scores import FINDS_MOST, search_score, take_search_score
from bot.reading.scores.tuned_results import take_training_without_gain, take_tuned_score
from bot.reading.told.broken_input import take_broken_input
from bot.reading.told.collection_sizes import few_pages, look_at_home, many_pages
from bot.reading.told.connected_sources import take_connected_source
from bot.reading.told.cost_complaints import take_cost_complaint
from bot.reading.told.denied_topics import denied_goals, denied_topics, named_topics, names_mistakes
from bot.reading.told.how_often import is_rate_of_change, stability_in, volatility_in
from bot.reading.told.human_decides import guessed_from_rule
from bot.reading.told.list_untried import take_list_untried
from bot.reading.told.misread_passage import take_misread_passage
from bot.reading.told.needed_facts import all_in_the_input, nothing_looked_up, retrieval_beside_the_point
from bot.reading.told.no_issue import rests_on_a_seller_denied, rests_on_no_difference, rests_on_no_issue
from bot.reading.told.offers import offers_to_get, offers_to_look_after
from bot.reading.told.omissions import take_omission
from bot.reading.told.other_meanings import rests_on_another_meaning
from bot.reading.told.outdated_facts import wrong_for_change
from bot.reading.told.people_search import take_people_search
from bot.reading.told.plain_prompts import only_a_prompt_in, plain_prompt_in
from bot.reading.told.residency_look import look_at_residency
from bot.reading.told.sorting_tasks import kinds_listed, sorted_by_input, sorting_in
from bot.reading.told.spoken_channels import rests_on_a_channel
from bot.reading.told.staff_time import take_staff_time
from bot.reading.told.standing_still import stands_still
from bot.reading.told.style_complaints import take_style_complaint
from bot.reading.told.techniques import (
    NOTHING,
    another_is_undone,
    denies_training_only,
    examples_in_prompt,
    only_retrieval_denied,
    rests_on_denied_retrieval,
    rests_on_what_only_training_does,
    retrieval_denied,
    said_to_be_tried,
    scored_with,
    shown_each_time,
    shows_each_time,
    with_technique,
)
from bot.reading.told.topics_listed import rests_on_topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.reading.encoder import Encoded

#: "1.5k tok of that is prompt": what a call holds, and no word on what was tried.
_PART_OF_A_CALL = re.compile(r"\bof (?:that|it|this|those|them|these) (?:is|are)\b")
#: What ends a sentence, unless the next one goes on with what speaks against it.
_SENTENCE_ENDS = re.compile(r"[.!?\n](?=\s)(?!\s{1,3}(?:but|still|however|yet|though|although|only)\b)")
_NO_LONGER = re.compile(r"\bused to\b|\bno longer\b|\banymore\b")
_RERUN = re.compile(r"\bre-?runs?\b|\bredo\b|\bre-?do\b|\bre-?calc\w*")
#: What a reader may take the sorting of inputs for.
_NEAR_SORTING = frozenset({Goal.NEW_FACTS, Goal.FORMAT_STRUCTURE, Goal.TASK_ACCURACY, Goal.TOOL_USE, Goal.NEW_SKILL})
#: What goes wrong only where something is looked up.
_OF_RETRIEVAL = frozenset({"bad_retrieval", "ignores_context"})
#: Tokens from which on a prompt is named for its length.
MANY_TOKENS = 2_000
#: Characters of somebody's words that are quoted.
LONGEST_WORDS = 160


def looked_at_again(facts: Iterable[Fact], encoded: Encoded, asked: Criterion | None = None) -> tuple[Fact, ...]:
    """The facts that the words of a text bear out, and what they name in place of those they do not.

    Args:
        facts: What the trained reader found, at most one a criterion.
        encoded: The text they were found in.
        asked: The criterion that the text answers, whose question lends it words.
    """
    text = encoded.text
    kept = {}
    for fact in (one for one in facts if not any(rests(one, text) for rests in _RESTS_ON_ANOTHER)):
        if fact.criterion is not asked and rests_on_another_meaning(fact, text):
            continue
        look = _LOOKS.get(fact.criterion)
        seen = look(fact, encoded, is_asked=fact.criterion is asked) if look else fact
        if seen is not None:
            kept[seen.criterion] = seen
    if Criterion.TRIED not in kept and only_retrieval_denied(text) and not asks(text):
        kept[Criterion.TRIED] = Fact(
            Criterion.TRIED, (NOTHING,), Certainty.LIKELY, retrieval_denied(text)[:LONGEST_WORDS]
        )
    if Criterion.GOAL not in kept and (denied := denied_goals(text)) and (goal := _other_goal(text, denied)):
        kept[Criterion.GOAL] = goal
    for criterion, plainly in (
        (Criterion.TRIED, said_to_be_tried),
        (Criterion.TRIED, shown_each_time),
        (Criterion.TRIED, plain_prompt_in),
        (Criterion.TRIED, only_a_prompt_in),
        (Criterion.KNOWLEDGE_HOME, many_pages),
        (Criterion.TASK_STABILITY, _stable),
        (Criterion.DATA_QUALITY, taken_as_checked),
    ):
        if (criterion not in kept or plainly in _OUTRIGHT) and (said := plainly(text)):
            kept[criterion] = said
    known = kept.get(Criterion.TRIED)
    if (known is None or known.is_likely) and (tried := scored_with(text)):
        kept[Criterion.TRIED] = tried
    take_training_without_gain(kept, text)
    take_people_search(kept, text)
    take_staff_time(kept, text)
    take_connected_source(kept, text)
    take_misread_passage(kept, text)
    take_broken_input(kept, text)
    take_labelled(kept, text)
    take_list_untried(kept, text)
    take_omission(kept, text)
    take_style_complaint(kept, text)
    take_cost_complaint(kept, text)
    take_worked_rate(kept, text)
    take_pair(kept, text)
    take_score(kept, text)
    take_search_score(kept, text)
    take_tuned_score(kept, text)
    take_label_audit(kept, text)
    take_chance_level(kept, text)
    take_held_out(kept, text)
    kept |= {fact.criterion: fact for fact in _of_the_whole(kept, text)}
    _take_checked(kept, text)
    _take_change(kept, text)
    return with_ban(without_unlabelled(kept.values(), text), text)


def _take_checked(kept: dict[Criterion, Fact], text: str) -> None:
    """Put that people who know have checked the examples into facts, where the words of a text say so and nothing else is stated."""
    if Criterion.DATA_QUALITY not in kept and (checked := checked_by_words(kept.get(Criterion.EXAMPLES), text)):
        kept[Criterion.DATA_QUALITY] = checked
    quality = kept.get(Criterion.DATA_QUALITY)
    if (quality is None or quality.is_likely) and (twice := checked_twice(text)):
        kept[Criterion.DATA_QUALITY] = twice


def _take_change(kept: dict[Criterion, Fact], text: str) -> None:
    """Put how often a text says that something changes into facts: of the facts, or of what a right answer is, and not of both."""
    stability = stability_in(text)
    volatility = volatility_in(text) or kept.pop(Criterion.VOLATILITY, None)
    if stability is not None:
        kept[Criterion.TASK_STABILITY] = stability
    if volatility is not None and (stability is None or plain(volatility.words) not in plain(stability.words)):
        kept[Criterion.VOLATILITY] = volatility
    if still := stands_still(text):
        kept[Criterion.TASK_STABILITY] = still


def _of_the_whole(kept: Mapping[Criterion, Fact], text: str) -> Iterator[Fact]:
    """What the whole text says: that facts of today are missing, that those needed fit into a prompt, that the task is to be done right more often."""
    if outdated := wrong_for_change(text):
        yield Fact(Criterion.FAILURE, ("missing_knowledge",), words=as_written(outdated, text))
    if pages := few_pages(text, kept.get(Criterion.KNOWLEDGE_HOME)):
        yield pages
    elif held := all_in_the_input(text) or nothing_looked_up(text, kept.get(Criterion.KNOWLEDGE_HOME)):
        yield held
    elif Criterion.KNOWLEDGE_HOME not in kept and (of_input := sorted_by_input(text)):
        yield of_input
    if disagreement := disagreement_in(text):
        yield disagreement
    elif Criterion.EXAMPLES in kept and (outdated := outdated_part(text)):
        yield Fact(Criterion.DATA_QUALITY, ("poor",), words=outdated)
    if goal := to_be_better(kept, text) or _to_sort(kept, text):
        yield goal


def _to_sort(kept: Mapping[Criterion, Fact], text: str) -> Fact | None:
    """That something is to be sorted more often right, where no goal is known for sure; a list of names alone says so where it says nothing else."""
    goal = kept.get(Criterion.GOAL)
    is_named = goal is not None and any(topic.goal in goal.values for topic in named_topics(text))
    if goal is not None and (goal.is_stated or is_named or not _NEAR_SORTING.issuperset(goal.values)):
        return None
    return sorting_in(text) or (None if set(kept) - {Criterion.GOAL} else kinds_listed(text))


#: A "no" that belongs to the thing after it, and not to who says or does something.
_DENIED_THING = re.compile(
    r"no (?!(?:i|we|you|they|he|she|it|that|this|there|the|our|my|not|nobody|one|only|just|never|yet|but|and|so|because|as|sorry|thanks?|actually|sir|way)\b)[a-z]",
    re.IGNORECASE,
)


def says_no_to_another(text: str) -> bool:
    """Whether the "no" that begins a text is none to a question: it denies the thing after it, "no customer data in there", or a worry, "no, the labels are ok"."""
    first, second = [*islice(clauses(text), 2), "", ""][:2]
    return bool(_DENIED_THING.match(text.lstrip())) or (
        is_no(first)
        and bool(re.match(r"(?:the|our|my|all|those|these) ", second))
        and affirms(second, listed("denied", "in_order"))
    )


def only_tells(text: str) -> bool:
    """Whether a text tells of a use case and neither speaks to the bot nor names what an attack names: "I told you, the style guide is in the prompt"."""
    whole = listed("attack", "told").sub("", plain(text))
    tells = names(whole, "attack", "bare") or (names(whole, "attack", "case") and names(whole, "attack", "tells"))
    return tells and not names(whole, "attack", "spoken_to") and not names(whole, "attack", "words")


def _goal(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    denied = denied_goals(encoded.text)
    if not denied & set(fact.values):
        return fact
    values = tuple(value for value in fact.values if value not in denied)
    if values:
        return replace(fact, values=values)
    return _other_goal(encoded.text, denied)


def _other_goal(text: str, denied: frozenset[str]) -> Fact | None:
    """The goal that is named beside the one that is denied: stated where it is called by its name."""
    named = [topic.goal for topic in named_topics(text) if topic.goal not in denied]
    words = " ".join(text.split())[:LONGEST_WORDS]
    if len(named) == 1:
        return Fact(Criterion.GOAL, (named[0],), words=words)
    if not named and names_mistakes(text) and Goal.TASK_ACCURACY not in denied:
        return Fact(Criterion.GOAL, (str(Goal.TASK_ACCURACY),), Certainty.LIKELY, words)
    return None


def _tried(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    if _PART_OF_A_CALL.search(plain(encoded.text)) and any(
        one.kind is QuantityKind.SIZE for one in quantities(encoded.text)
    ):
        return None
    if fact.values == (NOTHING,) and not is_asked and another_is_undone(fact.words, encoded.text):
        return None
    if fact.values == (NOTHING,) and rests_on_denied_retrieval(fact.words, encoded.text):
        return replace(fact, certainty=Certainty.LIKELY)
    return with_technique(fact, encoded.text)


def _failure(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    text, value = encoded.text, fact.values[0] if fact.values else ""
    if value in {topic.failure for topic in denied_topics(text)}:
        return None
    if value == "prompt_too_long" and not is_asked and not (names(text, "failure", "length") or _is_long(text)):
        return None
    if (value in _OF_RETRIEVAL and retrieval_beside_the_point(text)) or (
        value == "bad_retrieval" and _finds_most(text)
    ):
        return None
    # "Tried it now, 0.1% broken" tells how often, and nothing that could not be said.
    is_of_a_score = value == "unspecified" and not is_asked and score_in(text) is not None
    if fact.is_likely and (is_of_a_score or tells_only_a_wish(fact.words, text)):
        return None
    if value == "works_ok":
        is_open = _is_reworked(fact, text) or (not is_asked and _is_only_scored(fact, text))
        return None if is_open else _as_praised(fact, text, is_asked=is_asked)
    is_a_payer = names(text, "failure", "payers") and not names(text, "failure", "complaints")
    return None if value == "slow_or_costly" and is_a_payer else counted_failure(fact, text)


def _as_praised(fact: Fact, text: str, *, is_asked: bool) -> Fact | None:
    """That something works: only likely where "it was okay" is all that is said of it, and no fact of one plain prompt that nobody measured."""
    if is_asked or not is_lukewarm(fact.words, text):
        return fact
    is_one_prompt = names(text, "tried", "prompts") and not examples_in_prompt(text)
    return None if is_one_prompt else replace(fact, certainty=Certainty.LIKELY)


#: From this share of right answers on it may be said to work, where nobody says what is needed; own choice.
WORKS: Final = 0.95


def _is_only_scored(fact: Fact, text: str) -> bool:
    """Whether that something works rests on a score that may be too low, and nobody calls it enough: "gets about 9 in 10 right"."""
    score = score_in(fact.words)
    is_below = score is not None and score.went is Went.RIGHT and score.share.value < WORKS
    return is_below and not names(text, "failure", "enough") and wanted_in(text) is None


def _is_reworked(fact: Fact, text: str) -> bool:
    """Whether a text goes on, after it has said that something works, with what people must do about it: "looks okay but editors rewrite 40%"."""
    whole = plain(text)
    said = whole[max(whole.find(plain(fact.words)), 0) :]
    end = _SENTENCE_ENDS.search(said)
    others = islice(clauses(said[: end.start()] if end else said), 1, None)
    reworked = listed("failure", "reworked")
    return any(affirms(clause, reworked) and not _NO_LONGER.search(clause) for clause in others)


def _finds_most(text: str) -> bool:
    """Whether a text says that the search finds the right passage nearly always: "recall@5 is 0.92"."""
    told = search_score(text)
    return told is not None and told[0] >= FINDS_MOST


def _signal(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """What there is to learn from; a score is no such thing: "1 of 3 he can take, the rest he rewrites"."""
    within = [one for one in quantities(fact.words) if one.kind in {QuantityKind.COUNT, QuantityKind.SHARE}]
    is_score = any(one.kind is QuantityKind.SHARE for one in quantities(sentence_of(fact, encoded.text)))
    return None if fact.is_likely and not is_asked and within and is_score else fact


def _is_long(text: str) -> bool:
    """Whether a text counts so many tokens that it speaks of a long prompt."""
    return any(one.kind is QuantityKind.SIZE and one.value >= MANY_TOKENS for one in quantities(text))


def _stability(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """Whether what counts as right stands still; that it is "not fixed yet" says nothing of that, nor what was changed before."""
    steady = listed("task_stability", "steady")
    said = [clause for clause in clauses(encoded.text) if steady.search(clause)]
    is_denied = bool(said) and not any(names_undenied(clause, steady) for clause in said)
    is_past = not said and not settled_since(encoded.text) and moved_before_only(fact.words, encoded.text)
    is_past = is_past or (fact.is_likely and not said and names(fact.words, "task_stability", "before"))
    is_of_answers = fact.values == ("changing",) and is_worked_over(encoded.text)
    return None if is_past or is_of_answers or (fact.values == ("stable",) and is_denied) else fact


def _stable(text: str) -> Fact | None:
    """That what counts as right stands still, where a list of bare facts says so: "azure, trainable ok, defn stable"."""
    is_all = listed("task_stability", "alone").fullmatch(plain(text).strip(" .,!"))
    words = text.strip() if is_all else affirmed(text, "task_stability", "stands")
    return Fact(Criterion.TASK_STABILITY, ("stable",), words=words[:LONGEST_WORDS]) if words else None


def _deadline(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """By when something has to be done; how long the money lasts says nothing of it, nor what somebody could bring by then."""
    if not is_asked and (offers_to_get(fact.words, encoded.text) or is_rate_of_change(fact.words, encoded.text)):
        return None
    return None if not is_asked and names(sentence_of(fact, encoded.text), "deadline", "of_money") else fact


def _upkeep(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """Whether somebody keeps a model trained; who could look after it is somebody."""
    if (
        fact.values == ("can_retrain",)
        and _RERUN.search(plain(fact.words))
        and not listed("tried", "training").search(plain(encoded.text))
    ):
        # "Rerun cost with 4M" asks for a sum.
        return None
    offered = offers_to_look_after(fact.words, encoded.text) if fact.values == ("cannot_retrain",) else ""
    return replace(fact, values=("can_retrain",), certainty=Certainty.LIKELY) if offered else fact


def _volatility(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """How often knowledge changes; how often something runs, or is used, says nothing of it."""
    text, words = encoded.text, plain(fact.words)
    said = [clause for clause in clauses(text) if words in clause]
    is_of_runs = any(names(clause, "volatility", "runs") for clause in said)
    at = plain(text).find(words)
    is_of_uses = at >= 0 and any(
        one.start <= at and at + len(words) <= one.end for one in counting(Criterion.VOLUME, quantities(text))
    )
    return None if (is_of_runs or is_of_uses) and not names(text, "volatility", "changes") else fact


def _stakes(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001 - one form for all looks
    """What a mistake costs; that money does not matter says nothing of it, and that mistakes do says that it is much."""
    denied = denied_topics(encoded.text)
    if fact.values != ("low",) or not any(topic.goal == Goal.COST_LATENCY for topic in denied):
        return fact
    matters = listed("stakes", "matters")
    said = [one for one in clauses(encoded.text) if affirms(one, matters) and names(one, "denied", "mistakes")]
    return replace(fact, values=("high",), certainty=Certainty.LIKELY, words=said[0]) if said else None


def _permissions(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """Who may see what; that data is confidential says what may be done with it, and nothing of who sees which part."""
    if fact.values != ("per_user",) or names(encoded.text, "permissions", "who_sees"):
        return fact
    if not names(encoded.text, "permissions", "secret"):
        return fact
    return replace(fact, certainty=Certainty.LIKELY) if is_asked else None


#: What says that a fact rests on words that tell something else.
_RESTS_ON_ANOTHER: Final = (
    denies_training_only,
    rests_on_what_only_training_does,
    guessed_from_it,
    rests_on_an_agreement,
    guessed_from_rule,
    rests_on_a_form,
    rests_on_a_channel,
    rests_on_topics,
    rests_on_no_issue,
    rests_on_no_difference,
    rests_on_a_seller_denied,
    shows_each_time,
)
#: What takes the place of a reading, whatever that is.
_OUTRIGHT: Final = frozenset({taken_as_checked, many_pages, shown_each_time})
_LOOKS: Mapping[Criterion, Callable[..., Fact | None]] = MappingProxyType(
    {
        Criterion.GOAL: _goal,
        Criterion.TRIED: _tried,
        Criterion.FAILURE: _failure,
        Criterion.SIGNAL: _signal,
        Criterion.KNOWLEDGE_HOME: look_at_home,
        Criterion.BASELINE: look_at_baseline,
        Criterion.RESIDENCY: look_at_residency,
        Criterion.DATA_QUALITY: look_at_quality,
        Criterion.EXAMPLES: look_at_examples,
        Criterion.VOLATILITY: _volatility,
        Criterion.STAKES: _stakes,
        Criterion.PERMISSIONS: _permissions,
        Criterion.DEADLINE: _deadline,
        Criterion.UPKEEP: _upkeep,
        Criterion.TASK_STABILITY: _stability,
    }
)
