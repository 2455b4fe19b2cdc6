"""Words that mean something else in their clause: what is not read in them, and what still is."""

from __future__ import annotations

import pytest

from bot.decision import Certainty, Criterion, Fact
from bot.reading.examples.examples_look import taken_as_checked
from bot.reading.examples.labelled_counts import labelled_in
from bot.reading.examples.more_examples import named_as_more
from bot.reading.numbers.worked_rates import worked_rate
from bot.reading.read_message import read_message
from bot.reading.scores.tuned_results import tuned_without_gain
from bot.reading.told.cost_complaints import cost_complaint
from bot.reading.told.other_meanings import rests_on_another_meaning
from bot.reading.told.style_complaints import style_complaint
from bot.reading.told.techniques import with_technique


def _fact(criterion: Criterion, value: str, words: str) -> Fact:
    return Fact(criterion, (value,), Certainty.LIKELY, words)


@pytest.mark.parametrize(
    ("criterion", "value", "words", "text"),
    [
        (Criterion.STAKES, "high", "killing", "We sort parcels by class. cost is killing us"),
        (Criterion.STAKES, "high", "crippling", "the token bill is crippling our margin"),
        (Criterion.STAKES, "high", "is killing", "latency is killing the checkout"),
        (Criterion.LATENCY, "relaxed", "is modest", "Volume is modest, some 400 a day"),
        (Criterion.LATENCY, "relaxed", "is low", "traffic is low, 90 claims a day"),
        (Criterion.SIGNAL, "preference_pairs", "after human copy-editing", "4,000 pages before and after human copy-editing"),
        (Criterion.SIGNAL, "preference_pairs", "draft and final", "the draft and final of each of 900 letters"),
        (Criterion.TRIED, "few_shot_prompt", "over few-shot prompting", "would it be an improvement over few-shot prompting?"),
        (Criterion.TRIED, "basic_prompt", "than a good prompt", "is a tuned model better than a good prompt for recipes?"),
        (Criterion.TRIED, "rag", "instead of RAG", "should we train instead of RAG"),
        (Criterion.TRIED, "few_shot_prompt", "texts as sample", "they gave us 60 texts as sample"),
        (Criterion.FAILURE, "works_ok", "gave us 60 texts", "the museum gave us 60 texts to start with"),
        (Criterion.FAILURE, "works_ok", "The best prompted figure", "The best prompted figure was 0.66"),
        (Criterion.FAILURE, "works_ok", "achieved only 81%", "the local model achieved only 81%"),
        (Criterion.DATA_QUALITY, "poor", "inconsistency in the treatment of", "it rewrites too much, and inconsistency in the treatment of citations"),
        (Criterion.DATA_QUALITY, "poor", "sound all the same", "I said they sound all the same"),
        (Criterion.KNOWLEDGE_HOME, "large_corpus", "22,000 pages", "the 22,000 pages before and after editing"),
        (Criterion.TASK_STABILITY, "changing", "terms change weekly", "The preferred terms change weekly"),
        (Criterion.TASK_STABILITY, "changing", "updated weekly", "a price list updated weekly"),
    ],
)  # fmt: skip
def test_a_word_that_means_something_else(criterion: Criterion, value: str, words: str, text: str) -> None:
    """A word that means something else."""
    assert rests_on_another_meaning(_fact(criterion, value, words), text)


@pytest.mark.parametrize(
    ("criterion", "value", "words", "text"),
    [
        (Criterion.STAKES, "high", "would kill", "a wrong dose would kill a patient, cost or no cost"),
        (Criterion.STAKES, "high", "killing", "the wrong labels are killing people"),
        (Criterion.STAKES, "high", "costs money", "a wrong answer costs money"),
        (Criterion.LATENCY, "relaxed", "overnight", "volume is modest and it may run overnight"),
        (Criterion.LATENCY, "relaxed", "few seconds are fine", "a few seconds are fine"),
        (Criterion.SIGNAL, "preference_pairs", "rated", "the better and the worse version, before and after editing, rated"),
        (Criterion.SIGNAL, "preference_pairs", "thumbs up", "3,000 replies with thumbs up or down"),
        (Criterion.TRIED, "few_shot_prompt", "few-shot prompt", "an improvement over our few-shot prompt, which gets 61%"),
        (Criterion.TRIED, "few_shot_prompt", "few-shot prompting", "we tried few-shot prompting; would tuning be better than that prompting?"),
        (Criterion.TRIED, "few_shot_prompt", "sent us 60 texts", "they sent us 60 texts that we put in the prompt"),
        (Criterion.FAILURE, "works_ok", "works fine", "it works fine"),
        (Criterion.DATA_QUALITY, "poor", "inconsistent", "our annotators are inconsistent in the use of labels"),
        (Criterion.DATA_QUALITY, "poor", "contradict one another", "the 210 corrected answers contradict one another"),
        (Criterion.KNOWLEDGE_HOME, "large_corpus", "22,000 pages", "the wiki has 22,000 pages"),
        (Criterion.TASK_STABILITY, "changing", "criteria change", "the criteria for a right term change weekly"),
        (Criterion.TASK_STABILITY, "changing", "redefined weekly", "our labels get redefined weekly"),
    ],
)  # fmt: skip
def test_a_word_that_means_what_it_mostly_does(criterion: Criterion, value: str, words: str, text: str) -> None:
    """A word that means what it mostly does."""
    assert not rests_on_another_meaning(_fact(criterion, value, words), text)


@pytest.mark.parametrize(
    "text",
    [
        "honestly the texts come out all sounding the same and the bill was 4,100 euros",
        "Every reply reads the same, customers complain",
        "All our product ads sound like a leaflet",
        "The texts are BORING, thats the problem",
        "the style is wrong",
        "the newsletters have the wrong tone",
    ],
)
def test_style_is_complained_of_whatever_else_is_told(text: str) -> None:
    """Style is complained of whatever else is told."""
    assert style_complaint(text)


@pytest.mark.parametrize(
    "text",
    [
        "we want all letters to sound the same",
        "the answers are the same as before",
        "the tone is fine",
        "tone is not wrong, facts are",
        "A dunning letter that sounds like a threat is an offence",
        "the meetings are boring",
    ],
)
def test_style_is_not_complained_of(text: str) -> None:
    """Style is not complained of."""
    assert not style_complaint(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("we have 48,000 products our people have corrected by hand. we run 90k products a day", 48_000),
        ("we hold approximately 22,000 manuscript pages before and after human copy-editing", 22_000),
        ("3,500 contracts before and after our lawyers' redlining", 3_500),
        ("9,000 invoices that our clerks coded", 9_000),
        ("2,500 descriptions rewritten by the shops", 2_500),
    ],
)
def test_things_that_people_worked_on_are_examples(text: str, number: int) -> None:
    """Things that people worked on are examples."""
    found = labelled_in(text)
    assert found is not None
    assert found.number == number


@pytest.mark.parametrize(
    "text",
    [
        "we need 500 letters our editors corrected",
        "400 tickets a day our agents sorted",
        "we tested on 200 letters our editors corrected",
        "the archive has 22,000 pages",
    ],
)
def test_things_that_are_none(text: str) -> None:
    """Things that are none."""
    assert labelled_in(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A prompt with some 12 examples and a static extract of the termbase, perhaps 400 entries", "few_shot_prompt"),
        ("two examples per label, 46, selected by nearest-neighbour retrieval", "few_shot_prompt"),
        ("few-shot, with 8 examples picked by embedding similarity", "few_shot_prompt"),
        ("prompt with a fixed excerpt of the glossary, plus a vector search over the manuals", "prompt_and_rag"),
        ("a prompt with examples, plus RAG over our manuals", "prompt_and_rag"),
    ],
)
def test_what_looks_nothing_up(text: str, value: str) -> None:
    """What looks nothing up."""
    found = with_technique(Fact(Criterion.TRIED, ("prompt_and_rag",), words=text), text)
    assert found is not None
    assert found.values == (value,)


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("we write texts for 700 new listings a week", 100),
        ("writing product descriptions, for 3,500 new products a week", 500),
        ("we tag about 2,100 articles a week", 300),
    ],
)
def test_what_is_worked_on_is_how_often_it_runs(text: str, a_day: float) -> None:
    """What is worked on is how often it runs."""
    found = worked_rate(text)
    assert found is not None
    assert found.value == pytest.approx(a_day)


@pytest.mark.parametrize(
    "text", ["we hire 3 new people a week", "our surveyors check twenty a week", "700 new articles a week on the site"]
)
def test_what_else_comes_in(text: str) -> None:
    """What else comes in."""
    assert worked_rate(text) is None


def test_costs_that_hurt() -> None:
    """Costs that hurt."""
    assert cost_complaint("it gets 71%. cost is killing us")
    assert not cost_complaint("a wrong price would be killing for a patient")
    assert not cost_complaint("cost is fine")


def test_a_gain_that_may_be_chance() -> None:
    """A gain that may be chance."""
    text = "We have fine-tuned. A LoRA, compared with the few-shot baseline, improved by 4 points, which is, I fear, not significant."
    assert tuned_without_gain(text) is not None
    assert tuned_without_gain("We tuned it and it is significantly better, 9 points on 400 cases") is None


def test_examples_that_came_in() -> None:
    """Examples that came in."""
    assert named_as_more(900, "client just sent 900 more texts") == "texts"
    assert named_as_more(40, "we got another 40 pairs") == "pairs"
    assert named_as_more(900, "we have 900 texts") is None
    assert named_as_more(900, "it is 900 more than before") is None


def test_examples_that_are_to_be_taken_as_checked() -> None:
    """Examples that are to be taken as checked."""
    assert taken_as_checked("the criteria do not. Please treat the segments as reviewed.") is not None
    assert taken_as_checked("the segments are treated as chat") is None


def test_a_whole_case_is_read_by_what_it_says() -> None:
    """A whole case is read by what it says."""
    text = (
        "We categorise products into a taxonomy, GPT 4.1 gets 71% right with a long prompt my developer has been tuning since march, "
        "and we have 48,000 products our people have corrected by hand. cost is killing us. own model yes?"
    )
    found = {fact.criterion: fact for fact in read_message(text).facts}
    assert found[Criterion.GOAL].values == ("task_accuracy", "cost_latency")
    assert found[Criterion.TRIED].values == ("few_shot_prompt",)
    assert found[Criterion.EXAMPLES].number == 48_000
    assert Criterion.STAKES not in found
