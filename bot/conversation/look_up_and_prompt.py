"""What was tried where there is a look-up, and the prompt beside it is a plain one, told in one message or in several.

That no examples are in the prompt takes no retrieval back; where only form or tone is wrong, it is what comes next, and so what counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.told.plain_prompts import RAG, has_no_examples
from bot.reading.told.techniques import BASIC, looks_up, only_retrieval_denied

if TYPE_CHECKING:
    from bot.decision import Assessment, Fact

#: What a prompt may mend however well facts are looked up.
_OF_FORM: Final = frozenset({"style_drift", "format_drift"})
_PLAIN: Final = frozenset({BASIC, "nothing"})


def beside_look_up(new: Fact, old: Fact | None) -> Fact:
    """What a message says was tried, with the retrieval or the plain prompt that was told before it."""
    if old is None or new.criterion is not Criterion.TRIED or not old.is_stated or not new.values:
        return new
    if is_beside_look_up(new, old):
        return _of_both(old, new)
    if new.values == (RAG,) and _PLAIN.issuperset(old.values) and _is_plain(old):
        return _of_both(new, old)
    if is_both(old) and _PLAIN.issuperset(new.values) and not only_retrieval_denied(new.words):
        return old
    return new


def is_beside_look_up(new: Fact, old: Fact | None) -> bool:
    """Whether a message says of the prompt beside a look-up that it is a plain one."""
    is_tried = old is not None and old.criterion is new.criterion is Criterion.TRIED
    is_look_up = is_tried and old is not None and old.is_stated and old.values == (RAG,)
    return is_look_up and bool(new.values) and _PLAIN.issuperset(new.values) and _is_plain(new)


def with_what_counts(assessment: Assessment) -> Assessment:
    """The same with the plain prompt in place of the look-up beside it, where form or tone is all that is wrong, and the other way round."""
    tried, failure = assessment.fact(Criterion.TRIED), assessment.fact(Criterion.FAILURE)
    if tried is None or not tried.is_stated or not has_no_examples(tried.words) or not looks_up(tried.words):
        return assessment
    is_of_form = failure is not None and bool(failure.values) and _OF_FORM.issuperset(failure.values)
    if is_of_form and tried.values == (RAG,):
        return assessment.put(replace(tried, values=(BASIC,)))
    if failure is not None and not is_of_form and tried.values == (BASIC,) and is_both(tried):
        return assessment.put(replace(tried, values=(RAG,)))
    return assessment


def _is_plain(fact: Fact) -> bool:
    return has_no_examples(fact.words) and not only_retrieval_denied(fact.words)


def _of_both(look_up: Fact, prompt: Fact) -> Fact:
    return replace(look_up, words=f"{look_up.words}; {prompt.words}"[:LONGEST_WORDS])


def is_both(fact: Fact) -> bool:
    """Whether what was tried names a look-up and says of its prompt that it holds no examples."""
    return fact.values == (BASIC,) and has_no_examples(fact.words) and looks_up(fact.words)
