"""Short statements that a reader passes over: a prompt and nothing else, pages, no issue, two kinds of examples, where other scores lie."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.scores import Went, score_in
from bot.reading.told.no_issue import says_no_issue


def values(text: str) -> dict[Criterion, tuple[str, ...]]:
    """What is read as stated."""
    return {fact.criterion: fact.values for fact in read_message(text).facts if fact.is_stated}


@pytest.mark.parametrize(
    "text", ["prompt only, about 2 pages", "only a long prompt so far", "just the system prompt, nothing else"]
)
def test_a_prompt_is_all_there_is(text: str) -> None:
    """Before, "prompt only" was not got."""
    assert values(text)[Criterion.TRIED] == ("basic_prompt",)


@pytest.mark.parametrize(
    "text", ["only the prompt with 8 examples", "is a prompt only enough?", "the prompt only fails on dates"]
)
def test_more_than_a_prompt_is_not_just_one(text: str) -> None:
    """Examples in it, a question, another sense of "only"."""
    assert values(text).get(Criterion.TRIED) != ("basic_prompt",)


@pytest.mark.parametrize(
    ("text", "home"), [("about 400 pages", ("large_corpus",)), ("roughly 1,200 pages of manuals", ("large_corpus",))]
)
def test_pages_alone_say_how_much_there_is(text: str, home: tuple[str, ...]) -> None:
    """More than fit into a prompt."""
    assert values(text)[Criterion.KNOWLEDGE_HOME] == home


@pytest.mark.parametrize("text", ["the prompt is 60 pages", "100 pages per contract", "how about 400 pages?"])
def test_pages_of_something_else_do_not(text: str) -> None:
    """Of a prompt, of each input, in a question."""
    assert values(text).get(Criterion.KNOWLEDGE_HOME) != ("large_corpus",)


@pytest.mark.parametrize(
    "text", ["no pii issue, legal fine", "no privacy concerns here", "compliance is happy", "gdpr is not a problem"]
)
def test_no_issue_asks_for_nothing(text: str) -> None:
    """A word of the law is no place of data, and no harm."""
    assert says_no_issue(text)
    assert not set(values(text)) & {Criterion.RESIDENCY, Criterion.STAKES, Criterion.PERMISSIONS}


@pytest.mark.parametrize(
    "text", ["no pii may leave the house", "legal says it must stay in the EU", "is gdpr no issue?"]
)
def test_what_bars_something_is_an_issue(text: str) -> None:
    """The contrary cases."""
    assert not says_no_issue(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("native speakers corrected 1,200 polish and 900 turkish replies", 2_100),
        ("we have 300 German and 250 French letters, all answered by staff", 550),
    ],
)
def test_two_kinds_of_examples_add_up(text: str, number: int) -> None:
    """With one noun for both."""
    facts = {fact.criterion: fact for fact in read_message(text).facts}
    assert facts[Criterion.EXAMPLES].number == number


def test_a_kind_kept_for_a_test_does_not() -> None:
    """The test is no example."""
    read = read_message("400 training and 100 test letters, all answered by staff").facts
    assert not [fact for fact in read if fact.criterion is Criterion.EXAMPLES and fact.number == 500]


def test_where_other_scores_lie_is_no_size() -> None:
    """Where the others lie counts no cases."""
    facts = {fact.criterion: fact for fact in read_message("PL gets 71% ok, TR 68%, the others above 90").facts}
    assert facts[Criterion.BASELINE].number is None


def test_what_was_keyed_twice_is_labelled() -> None:
    """Beside a score it is no test, whatever is asked at the end."""
    told = "gpt-4.1 gets 96.2 field accuracy, ops wants 99. 3.5k leases double-keyed. fine tune?"
    facts = {fact.criterion: fact for fact in read_message(told).facts}
    assert facts[Criterion.BASELINE].number is None
    assert facts[Criterion.EXAMPLES].number == 3_500


@pytest.mark.parametrize("text", ["we give him 2 examples each time", "we show it five samples with every call"])
def test_examples_with_every_call_are_a_prompt_with_examples(text: str) -> None:
    """And none to train on."""
    read = values(text)
    assert read[Criterion.TRIED] == ("few_shot_prompt",)
    assert Criterion.EXAMPLES not in {fact.criterion for fact in read_message(text).facts}


def test_examples_that_were_collected_are_no_prompt() -> None:
    """The contrary case."""
    assert Criterion.TRIED not in values("each clerk collected 5 examples")


@pytest.mark.parametrize(
    "text", ["cost about the same", "price stays the same", "latency is similar", "same cost as before"]
)
def test_no_difference_is_no_wish(text: str) -> None:
    """Nobody wants it cheaper who says that it costs the same."""
    assert not {fact.criterion for fact in read_message(text, Criterion.GOAL).facts} & {
        Criterion.GOAL,
        Criterion.FAILURE,
    }


def test_a_cost_that_is_too_high_is_a_wish() -> None:
    """The contrary case."""
    assert values("it costs too much, we want it cheaper")[Criterion.GOAL] == ("cost_latency",)


@pytest.mark.parametrize("text", ["OpenAI directly, no azure", "bedrock, not google"])
def test_a_platform_denied_says_nothing_of_data(text: str) -> None:
    """Where it does not run is no rule."""
    assert Criterion.RESIDENCY not in {fact.criterion for fact in read_message(text, Criterion.TUNABLE_MODEL).facts}


@pytest.mark.parametrize(
    "text", ["retrieval recall@5 is 71", "hit rate 0.6 at the moment", "the right chunk is found in 55%"]
)
def test_a_search_that_misses_is_what_goes_wrong(text: str) -> None:
    """Below a mark."""
    assert values(text)[Criterion.FAILURE] == ("bad_retrieval",)


@pytest.mark.parametrize("text", ["recall@5 is 0.92", "is recall@5 of 60 bad?", "recall is 0.6 on fraud"])
def test_a_search_that_finds_is_not(text: str) -> None:
    """Above it, asked, or the recall of a classifier."""
    assert values(text).get(Criterion.FAILURE) != ("bad_retrieval",)


def test_the_test_is_what_is_told_after_what_was_tuned_on() -> None:
    """Of two numbers of things the later."""
    told = "we fine-tuned gpt-4.1-mini on 800 tickets, accuracy went from 81 to 83 on 150 tickets"
    facts = {fact.criterion: fact for fact in read_message(told).facts}
    assert facts[Criterion.BASELINE].number == 150


def test_a_score_is_nothing_to_learn_from() -> None:
    """What an editor takes are no pairs."""
    read = read_message("our editor says 1 of 3 he can take, the rest he rewrites", Criterion.BASELINE)
    assert Criterion.SIGNAL not in {fact.criterion for fact in read.facts}


@pytest.mark.parametrize(
    "text", ["agents correct about 4 in 10 drafts", "they rewrite 12 of 80", "our editors change about 1 in 3 answers"]
)
def test_what_people_work_over_went_wrong(text: str) -> None:
    """The verb, not the adjective; and nothing that counts as right moves by it."""
    score = score_in(text)
    assert score is not None
    assert score.went is Went.WRONG
    assert Criterion.TASK_STABILITY not in values(text)


@pytest.mark.parametrize("text", ["80 of 100 correct", "they get 12 of 80 correct"])
def test_what_is_correct_went_right(text: str) -> None:
    """The adjective."""
    score = score_in(text)
    assert score is not None
    assert score.went is Went.RIGHT


def test_a_team_that_changes_the_categories_moves_what_is_right() -> None:
    """No share is told there."""
    assert values("the team changes the categories every month")[Criterion.TASK_STABILITY] == ("changing",)


def test_minutes_that_mistakes_cost_are_peoples() -> None:
    """No model is to be faster for it."""
    read = read_message("mails get sorted by a prompt, 78% right. the wrong ones cost us 4 minutes each").facts
    assert not {("cost_latency",), ("slow_or_costly",)} & {fact.values for fact in read}


def test_shots_are_no_test() -> None:
    """Six examples in a prompt test nothing."""
    read = read_message("the prompt + 6 few shot gets 91%").facts
    assert not [fact for fact in read if fact.criterion is Criterion.BASELINE and fact.number == 6]


def test_a_score_is_not_called_enough() -> None:
    """Nobody said that nine in ten would do."""
    told = "sort mails into four boxes, 1100 a day. now gpt does it with a prompt, gets about 9 in 10 right"
    assert values(told).get(Criterion.FAILURE) != ("works_ok",)


@pytest.mark.parametrize(
    "text", ["gpt gets 99% right with a prompt, works well enough", "it works well, 9 in 10 right, nobody complains"]
)
def test_what_is_called_enough_works(text: str) -> None:
    """The contrary cases."""
    assert values(text)[Criterion.FAILURE] == ("works_ok",)


@pytest.mark.parametrize(
    "text",
    [
        "wrong in about 1 of 10",
        "8% wrong",
        "it still happens in maybe 8% of the lines",
        "the translators then fix about every fifth line",
        "our editors rewrite every third draft",
    ],
)
def test_how_often_it_goes_wrong_in_few_words(text: str) -> None:
    """Before, it was taken for an objection, for what goes right, or for nothing."""
    assert values(text)[Criterion.BASELINE] == ("informal",)


@pytest.mark.parametrize(
    "text",
    [
        "8% of the labels are wrong",
        "at most 2% wrong",
        "10% of the mistakes are wrong dates",
        "is 8% wrong a lot?",
        "every fifth scan is broken",
        "our editors read every third draft",
    ],
)
def test_another_share_is_no_check_of_the_answers(text: str) -> None:
    """Of labels, of what is allowed, of the mistakes, of what comes in, a question, and what is only read."""
    assert Criterion.BASELINE not in values(text)


@pytest.mark.parametrize(
    ("text", "went"),
    [
        ("it still happens in maybe 8% of lines", Went.WRONG),
        ("we still see that in around 12% of tickets", Went.WRONG),
        ("it still gets the code right in 92% of lines", Went.RIGHT),
    ],
)
def test_what_still_happens_is_unwanted(text: str, went: Went) -> None:
    """The complaint came before, and its share counts what goes wrong."""
    score = score_in(text)
    assert score is not None
    assert score.went is went


@pytest.mark.parametrize(
    "text",
    ["he reads them himself", "no test set. a pharmacist reads samples", "no tests, the editor checks each draft"],
)
def test_people_read_what_comes_out(text: str) -> None:
    """That nothing is measured is not all."""
    assert values(text)[Criterion.BASELINE] == ("informal",)


@pytest.mark.parametrize(
    "text", ["nobody reads them", "customers will read them", "our clerks check the labels", "does he read them?"]
)
def test_nobody_checks_the_answers(text: str) -> None:
    """A denial, a plan, what is no answer, a question."""
    assert values(text).get(Criterion.BASELINE) != ("informal",)
