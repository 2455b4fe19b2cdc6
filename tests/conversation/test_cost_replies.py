"""Money in a conversation: prices, what a case would cost, what is asked back and what follows from the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.conversation.case import Case
from bot.decision import Criterion
from bot.replies import Answer, Notice, Question, Reply, VerdictCard
from tests.person import Person, kinds, only, place

if TYPE_CHECKING:
    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations


def told(replies: list[Reply]) -> str:
    """The one short reply."""
    return only(Notice, replies).text


async def test_a_price_is_told_with_where_it_holds(person: Person) -> None:
    """Figure, tier, day and source, neighbours, in one short reply."""
    text = told(await person.say("what does training gpt-4.1 cost"))
    assert text.startswith("Training gpt-4.1 costs 25.00 USD per 1M tokens, Azure Global")
    assert "2026-08-11" in text
    assert "Developer 12.50" in text


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ("and hosting?", "Hosting a tuned gpt-4.1 costs 1.70 USD"),
        ("and in East US 2?", "Training gpt-4.1 costs"),
        ("and gpt-4o-mini?", "Training gpt-4o-mini costs 3.00 USD"),
    ],
)
async def test_one_can_ask_on_about_a_price(person: Person, more: str, part: str) -> None:
    """Another kind, place or model is asked for in two words."""
    replies = await person.talk("what does training gpt-4.1 cost", more)
    assert part in told(replies)


async def test_a_price_is_cited(person: Person) -> None:
    """Its mark leads to the line of the list, with the day it was read; asked for its sources, the same list is named."""
    (citation,) = only(Notice, await person.say("what does training gpt-4.1 cost")).citations
    assert (citation.passage.title, citation.passage.date) == ("Azure Retail Prices API", "2026-08-11")
    assert citation.quote.startswith("Training gpt-4.1 costs 25.00 USD per 1M tokens, Azure Global")
    again = only(Answer, await person.say("sources"))
    assert [one.passage for one in again.citations] == [citation.passage]


async def test_a_sum_is_cited(person: Person) -> None:
    """The lists of all models that it names, each once."""
    notice = only(Notice, await person.say("what would 20k calls a day cost with gpt-4.1?"))
    assert "List prices of 2026-08-11 [1][2]." in notice.text
    assert [one.passage.heading for one in notice.citations] == ["gpt-4.1", "gpt-4.1-mini"]
    again = only(Answer, await person.say("sources"))
    assert [one.passage for one in again.citations] == [one.passage for one in notice.citations]


async def test_in_an_interview_the_open_question_stays(person: Person) -> None:
    """A price asked aside is told, and what is open is asked again, with its options."""
    first = only(Question, await person.say("walk me through it"))
    replies = await person.say("price of gpt-4o-mini hosting")
    assert kinds(replies) == ["Notice", "Question"]
    assert "1.70 USD per hour" in told(replies)
    again = only(Question, replies)
    assert (again.criterion, again.text, again.options) == (first.criterion, first.text, first.options)
    case = await person.case()
    assert (case.pending, case.assessment.facts) == (first.criterion, ())


async def test_without_a_model_named_the_sources_answer(person: Person) -> None:
    """What is billed and how is a question for the sources."""
    replies = await person.say("How is hosting of a fine-tuned model billed?")
    assert "Answer" in kinds(replies)
    assert only(Answer, replies).citations


# --------------------------------------------------------------------------------------------- what a use would cost

#: The most words of a sum.
MOST_WORDS = 80


async def test_a_sum_at_a_volume(person: Person) -> None:
    """The cheapest way first, then the tuned one, what was said and taken, the day, one question; the rest for who wants more."""
    text = told(await person.say("what would that cost at 20k a day?"))
    assert text.startswith("Cheapest is gpt-4.1-mini untuned: 432.00 USD a month; gpt-4.1 untuned costs 2,160.")
    assert "A tuned gpt-4.1-mini would cost 1,536. That is for 20,000 calls a day." in text
    assert "Assumed: gpt-4.1, 1,000 tokens in, 200 out" in text
    assert "2026-08-11" in text
    assert text.endswith("How many tokens has your prompt today?")
    assert text.count("?") == 1
    assert len(text.split()) <= MOST_WORDS
    more = told(await person.say("more"))
    assert "Against the same model untuned a tuned gpt-4.1-mini pays from 204,000 calls a day" in more
    assert "- gpt-4.1 in batches, within a day: 1,080 USD a month" in more


async def test_the_reply_with_the_number_works_it_out_anew(person: Person) -> None:
    """A bare number is the one that was asked for; another volume and another model keep the rest."""
    text = told(await person.talk("what would that cost at 20k a day?", "3000"))
    assert "912.00 USD a month; gpt-4.1 untuned costs 4,560" in text
    assert "That is for 20,000 calls a day, 3,000 tokens in." in text
    text = told(await person.say("and at 50k a day?"))
    assert "That is for 50,000 calls a day, 3,000 tokens in." in text
    text = told(await person.say("what about gpt-4.1-mini"))
    assert "; cheapest is gpt-4.1-nano" in text
    text = told(await person.say("from when does tuning it pay, with 500 tokens once tuned?"))
    assert text.startswith("From 29,353 calls a day a tuned gpt-4.1-nano costs less than gpt-4.1-mini as now")
    assert "gpt-4.1-nano untuned, with the long prompt, costs less than both up to 163,200." in text


async def test_savings_from_a_bill(person: Person) -> None:
    """The tokens are worked out from the bill; what is saved is said."""
    text = told(await person.say("$9k a month, 60k tickets a day, what would we save?"))
    assert text.startswith(
        "Using gpt-4.1-mini with today's prompt saves 7,200 USD a month against gpt-4.1 as now at 9,000."
    )
    assert len(text.split()) <= MOST_WORDS


async def test_a_bill_that_can_not_be(person: Person) -> None:
    """Where the answers alone cost more than the bill, that is said, and the prompt asked for."""
    text = told(await person.say("we pay $10 a month for 60k calls a day with gpt-4o, what would we save?"))
    assert text.startswith(phrases.BILL_TOO_LOW)
    text = told(await person.say("800"))
    assert "That is for 60,000 calls a day, 800 tokens in." in text


async def test_a_case_gives_its_volume_and_its_model(person: Person) -> None:
    """What was told of the case is not asked for again, and the interview's question stays the only one."""
    await person.say(
        "We use gpt-4.1-mini to route support tickets into 12 queues, 40,000 a day, and the format drifts although the prompt "
        "is long. Should we fine-tune?"
    )
    replies = await person.say("what would that cost?")
    text = told(replies)
    assert "That is for 40,000 calls a day." in text
    assert "Assumed: gpt-4.1," not in text
    assert "?" not in text
    assert only(Question, replies).criterion == (await person.case()).pending


@pytest.mark.parametrize("text", ["what would that cost", "what does fine-tuning cost?"])
async def test_without_a_volume_no_sum_is_made_up(person: Person, text: str) -> None:
    """Nothing known of the use: what is billed, from the sources."""
    assert "calls a day the cheapest" not in str(await person.say(text))


#: Messages that ask what something costs, and the words of the sum.
ASKED = (
    ("what would that cost at 20k a day?", "That is for 20,000 calls a day."),
    ("20k a day, what would that cost", "That is for 20,000 calls a day."),
    ("say 20k a day, what would we pay", "That is for 20,000 calls a day."),
    ("how much at 20k calls a day", "That is for 20,000 calls a day."),
    ("would 500 calls a day pay?", "That is for 500 calls a day."),
    ("what would it cost?", "1,000 calls a day, "),
    ("what would fine-tuning cost", "1,000 calls a day, "),
)


@pytest.mark.parametrize("pending", [Criterion.VOLUME, Criterion.TRIED, Criterion.EXAMPLES, Criterion.PLATFORM])
@pytest.mark.parametrize(("text", "holds"), ASKED)
async def test_what_asks_for_a_sum_is_never_the_answer_to_what_is_open(
    person: Person, stores: tuple[Conversations, Cases], text: str, holds: str, pending: Criterion
) -> None:
    """The sum says what was taken and asks for nothing; the open question is asked again, and stays without an answer."""
    case = Case().begin("We want our support bot to sound like us.").asking(pending)
    await stores[1].save(place(), person.name, case, decided=False)
    replies = await person.say(text)
    assert kinds(replies) == ["Notice", "Question"]
    assert holds in told(replies)
    assert "Assumed: gpt-4.1, " in told(replies)
    assert "?" not in told(replies)
    assert only(Question, replies).criterion == pending
    after = await person.case()
    assert after.pending is pending
    assert not any(fact.criterion is pending and fact.is_stated for fact in after.assessment.facts)


async def test_with_nothing_open_one_number_is_asked_for_after_the_other(person: Person) -> None:
    """The calls first, since all else hangs on them; then what moves the result most."""
    await person.talk("How many examples does fine-tuning need?", "what would that cost us?")
    text = told(await person.say("what would it cost?"))
    assert "1,000 calls a day" in text
    assert text.endswith("How many calls is it a day?")
    text = told(await person.say("20k"))
    assert "That is for 20,000 calls a day." in text
    assert text.endswith("How many tokens has your prompt today?")


async def test_a_reply_to_the_interview_after_a_price_is_no_price(
    person: Person, stores: tuple[Conversations, Cases]
) -> None:
    """What answers the open question counts for it, even where it would ask on about a price."""
    await person.talk("walk me through it", "what does training gpt-4.1 cost")
    case = (await person.case()).asking(Criterion.TRIED)
    await stores[1].save(place(), person.name, case, decided=False)
    await person.say("fine-tuning")
    fact = (await person.case()).assessment.fact(Criterion.TRIED)
    assert fact is not None
    assert fact.values == ("fine_tuning",)


async def test_what_an_article_says_of_costs_is_no_sum(person: Person) -> None:
    """It is looked up, and what is open is said again."""
    replies = await person.talk("walk me through it", "what does the article say about the costs?")
    assert "calls a day" not in str([reply for reply in replies if isinstance(reply, Notice | Answer)])


async def test_asked_once_nothing_is_kept(person: Person) -> None:
    """A single question gets the sum and no question back."""
    text = told(await person.say("what would 20k calls a day cost with gpt-4.1?", once=True))
    assert text.endswith("2026-08-11 [1][2].")


#: Cases whose cards recommend to train a smaller model, to train the one in use, and to train none.
DISTILS = "We classify tickets with gpt-4.1, {calls} calls a day, the bill is too high and we want to cut costs with a smaller model. The prompt gets 96% on 400 cases, 5,000 labelled examples."
TUNES = "Few-shot prompt with gpt-4.1-mini at 82% on 300 test invoices, we need 95%, the JSON is wrong; 4,000 labelled examples checked by two people, 20k a day, on Azure."
PROMPTS = "We use gpt-4.1-mini to route support tickets into 12 queues, 20,000 tickets a day. The format drifts although we tuned the prompt."
RETRIEVES = "Our assistant on gpt-4.1-mini must answer from our wiki of 3,000 pages that change every week, 2,000 questions a day."
TAKEN = "assumed: 1,000 tokens in, 200 out, 500 prompt tokens after tuning; prices of 2026-08-11"


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (
            DISTILS.format(calls="900"),
            ("Does not pay: a tuned gpt-4.1-mini costs less than gpt-4.1 as now only from 13,247 calls a day. "
            f"At your 900 it costs 1,141 USD a month more ({TAKEN})."),
        ),
        (
            DISTILS.format(calls="25,000"),
            ("Costs: at your 25,000 calls a day gpt-4.1-mini untuned saves 2,160 USD a month against gpt-4.1 as now, "
            f"so try that first. Tuned it saves 1,086, and pays from 13,247 calls a day ({TAKEN})."),
        ),
        (
            TUNES,
            ("Costs more: a tuned gpt-4.1-mini costs less than gpt-4.1-mini as now only from 204,000 calls a day. "
            f"At your 20,000 it costs 1,104 USD a month more ({TAKEN})."),
        ),
        (DISTILS.format(calls="many"), ""),
        (PROMPTS, ""),
        (RETRIEVES, ""),
    ],
)  # fmt: skip
async def test_a_card_says_from_when_tuning_pays(person: Person, case: str, line: str) -> None:
    """Where it recommends to train and the calls are known: one break-even, for what it recommends, and how the person's number stands to it."""
    assert only(VerdictCard, await person.verdict_on(case)).costs == line


async def test_the_command_for_costs(person: Person) -> None:
    """After the word "cost" stand numbers; what is told can be drawn."""
    replies = await person.verdict_on("cost 20k calls a day with gpt-4.1, 3000 tokens in")
    assert "That is for 20,000 calls a day, 3,000 tokens in." in told(replies)
    assert dict(only(Notice, replies).sums) == {"calls_a_day": "20000", "input_tokens": "3000", "model": "gpt-4.1"}


async def test_a_case_that_begins_with_the_word_is_no_sum(person: Person) -> None:
    """Without a number of calls it is a case as any other."""
    replies = await person.verdict_on("cost of our support bot is too high, it answers in free text and we want JSON")
    assert "VerdictCard" in kinds(replies)


async def test_a_talk_on_training_costs_goes_on_as_one(person: Person) -> None:
    """Model, examples, use and currency are said one after another; nothing of it begins an interview."""
    text = told(
        await person.talk("just tell me the price. fine tuning, how much", "no idea which model. the cheap one")
    )
    assert "training it 1.50 USD per 1M tokens" in text
    text = told(await person.say("ok 2000 examples, 500 tokens each"))
    assert text.startswith("1.50 USD: 2,000 examples × 500 tokens, at 1.50 USD per 1M (gpt-4.1-nano")
    text = told(await person.say("and per month after that? like 1000 questions a day"))
    assert text.startswith("A tuned gpt-4.1-nano costs 1,228 USD a month")
    assert told(await person.say("is that cheaper than just using the normal one?")).startswith("No: a tuned")
    assert told(await person.say("euros?")) == phrases.DOLLARS_ONLY


@pytest.mark.parametrize("name", ["gpt-4.1-nano", "4.1 nano"])
async def test_a_bare_name_after_a_sum_is_its_model(person: Person, name: str) -> None:
    """Whatever else is open, but for the question which model may be trained."""
    case = "sort returns of a shoe shop, few-shot 81% on 200 returns, need 90, 700 examples, 20k a day"
    text = told(
        [one for one in await person.talk(case, "what does a tuned one cost?", name) if isinstance(one, Notice)]
    )
    assert text.startswith("A tuned gpt-4.1-nano costs")


async def test_a_bare_name_without_a_sum_is_none(person: Person) -> None:
    """Nobody asked what it costs."""
    replies = await person.talk("sort returns of a shoe shop, few-shot 81% on 200, need 90, 20k a day", "gpt-4.1-nano")
    assert not any("USD a month" in str(one) for one in replies)
