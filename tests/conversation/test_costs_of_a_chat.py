"""Sums over a conversation: what was said anywhere in it counts, the newest first, and what was asked is answered first and in short."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.replies import Answer, Notice
from knowledge.passages import sentences
from tests.person import kinds, only

if TYPE_CHECKING:
    from bot.replies import Reply
    from tests.person import Person

_NUMBER = re.compile(r"(?<![\w.-])\d[\d,.]*\d|(?<![\w.-])\d\b")
MOST_NUMBERS = 3


def told(replies: list[Reply]) -> str:
    """The one short reply."""
    return only(Notice, replies).text


#: Chats, and what the reply to the last message holds; each figure is worked out by hand from the list prices: gpt-4.1 2 and 8 USD per million
#: tokens in and out, mini 0.40 and 1.60, nano 0.10 and 0.40, gpt-5 1.25 and 10, hosting 1,224 a month.
CHATS = [
    # 750,000 × (3,500 × 2 + 300 × 8) = 7,050 now; tuned 750,000 × (400 × 0.40 + 300 × 1.60) + 1,224 = 1,704; 1,224 / (30 × 0.00876) = 4,657.5.
    (
        [
            "need to cut our azure openai bill, 14k USD a month, gpt-4.1, product descriptions. would a tuned mini be cheaper incl. hosting?",
            "25k calls a day, 3500 tokens in 300 out",
            "the prompt would shrink to maybe 400 tokens after training",
            "so whats the break even",
        ],
        "From 4,658 calls a day a tuned gpt-4.1-mini costs less than gpt-4.1 as now, and you have 25,000.",
    ),
    # 1.8M × (9,000 × 1.25 + 200 × 10) = 23,850; tuned 1.8M × (4,500 × 0.40 + 200 × 1.60) + 1,224 = 5,040.
    (
        [
            "our chat bot on gpt-5 prompt is 9k tokens because of all our tone rules and people wait 12 seconds. 60k chats a day",
            "yes we can train 4.1 mini",
            "what would it save per month?",
        ],
        "A tuned gpt-4.1-mini saves 18,810 USD a month against gpt-5 as now at 23,850.",
    ),
    # 27,000 × (30,000 × 2 + 200 × 8) = 1,663; tuned 27,000 × (15,000 × 0.40 + 320) + 1,224 = 1,395.
    (
        [
            "we extract fields from contracts with gpt-4.1, 9000 invoices a day, avg contract is 30k tokens, should we fine-tune?",
            "hm wait its 900 invoices a day not 9000",
            "what would tuning cost us per month?",
        ],
        "A tuned gpt-4.1-mini costs 1,395 USD a month, 1,224 of it hosting. With gpt-4.1 as now it is 1,663.",
    ),
    # 360,000 × (1,800 × 2.50 + 150 × 10) = 2,160; tuned mini 360,000 × (900 × 0.15 + 150 × 0.60) + 1,224 = 1,305.
    (
        [
            "prompt is 3k tokens, reply around 150 tokens, 12k calls per day on gpt-4o. format drifts, should we fine-tune?",
            "actually 1,800 tokens prompt not 3k",
            "what would we save with a tuned mini?",
        ],
        "A tuned gpt-4o-mini saves 855.00 USD a month against gpt-4o as now at 2,160.",
    ),
    # 60,000 × (1,000 × 2 + 100 × 8) = 168 now, mini a fifth of that; tuned 60,000 × (500 × 0.40 + 100 × 1.60) + 1,224 = 1,245.60.
    (
        ["what would we save at 2k calls a day with gpt-4.1, 1000 in 100 out?"],
        (
            "Using gpt-4.1-mini with today's prompt saves 134.40 USD a month against gpt-4.1 as now at 168.00. "
            "A tuned gpt-4.1-mini would cost 1,078 more than now."
        ),
    ),
    # The same in one message.
    (
        ["25k calls a day on gpt-4.1, 3500 in 300 out, vs tuned mini with 400 tokens prompt, what per month?"],
        "A tuned gpt-4.1-mini costs 1,704 USD a month, 1,224 of it hosting. With gpt-4.1 as now it is 7,050.",
    ),
    # 150,000 × (1,500 × 0.40 + 100 × 1.60) + 1,224: only the tuned one is asked about, so its prompt is the one that was told.
    (
        ["5k calls a day with gpt-4.1-mini tuned, 1500 in 100 out, what does that cost?"],
        "A tuned gpt-4.1-mini costs 1,338 USD a month",
    ),
    # 1,224 / (30 × (0.0076 - 0.00092)) = 6,107.8.
    (
        ["break even for gpt-4.1-mini tuned vs gpt-4.1 at 3000 tokens in, 200 out?"],
        "From 6,108 calls a day a tuned gpt-4.1-mini costs less than gpt-4.1 as now.",
    ),
    (
        ["at what volume does a tuned mini beat a prompted gpt-4.1? break even pls"],
        "From 13,247 calls a day a tuned gpt-4.1-mini costs less than gpt-4.1 as now.",
    ),
    # 1.2M × (3,000 × 0.10 + 10 × 0.40) + 1,224 against 1.2M × (6,000 × 0.40 + 10 × 1.60).
    (
        ["is a tuned nano cheaper than mini with prompt at 40k calls a day, 6000 tokens in 10 out?"],
        "Yes: a tuned gpt-4.1-nano costs 1,589 USD a month, hosting included, and gpt-4.1-mini as now 2,899.",
    ),
    # 900,000 × (2,000 × 2 + 50 × 8) = 3,960; tuned 900,000 × (1,000 × 0.40 + 50 × 1.60) + 1,224 = 1,656.
    (
        ["about 2k tokens in and 50 out at 30k calls a day, gpt-4.1, what would a tuned mini save"],
        "A tuned gpt-4.1-mini saves 2,304 USD a month against gpt-4.1 as now at 3,960.",
    ),
    # 6M × 3,000 × 2 + 6M × 50 × 8 = 38,400 now, mini a fifth of it, 7,680; tuned 6M × (1,500 × 0.40 + 50 × 1.60) + 1,224 = 5,304.
    (
        ["200k calls a day on gpt-4.1, 3000 tokens in 50 out, how much would a tuned mini save a month?"],
        "Tuning adds only 2,376 of it: try gpt-4.1-mini untuned first, the rest is saved by the smaller model alone.",
    ),
    (
        [
            "200k calls a day on gpt-4.1, 3000 tokens in 50 out. mini tuned vs mini untuned, what would each cost per month?"
        ],
        "Using gpt-4.1-mini untuned costs 7,680 USD a month, tuned 5,304, hosting included. With gpt-4.1 as now it is 38,400.",
    ),
    (
        [
            "our bot on gpt-4.1 must get cheaper, 200k calls a day, 3000 tokens in 50 out, should we tune a mini?",
            "we cache the prompt already",
            "what would we save per month?",
        ],
        "Your caching is not counted: tell me what share of the prompt is cached.",
    ),
]


@pytest.mark.parametrize(("chat", "holds"), CHATS)
async def test_what_was_said_anywhere_counts(person: Person, chat: list[str], holds: str) -> None:
    """Tokens, models and corrections of earlier messages are in the sum, and the first two sentences hold three numbers at most."""
    text = told(await person.talk(*chat))
    assert holds in text
    shown = [_NUMBER.findall(sentence.split(" [")[0]) for sentence in sentences(text)[:2]]
    assert sum(map(len, shown)) <= MOST_NUMBERS


async def test_one_asks_on_about_a_sum(person: Person) -> None:
    """Another model, another prompt, one number: of the same way, while a question of the interview is open or not."""
    await person.say("25k calls a day on gpt-4.1, 3500 in 300 out, what would it cost?")
    assert told(await person.say("how much would tuned mini be per month")).startswith(
        "A tuned gpt-4.1-mini costs 2,109"
    )
    assert told(await person.say("and on nano?")).startswith("A tuned gpt-4.1-nano costs 1,445 USD a month")
    assert told(await person.say("and with 400 tokens after training?")).startswith("A tuned gpt-4.1-nano costs 1,344")
    one = told(await person.say("my cfo wants one number"))
    assert one.startswith("1,344 USD a month for a tuned gpt-4.1-nano, hosting included, by list prices")
    assert len(_NUMBER.findall(one.split(" [")[0])) == 1


@pytest.mark.parametrize(
    ("chat", "begins"),
    [
        # 1,224 of hosting and 9,000 × (500 × 0.40 + 200 × 1.60) = 4.68.
        (
            ["titles with gpt-4.1, few-shot", "300 a day", "is $100 a month enough for fine-tuning?"],
            "No: a tuned gpt-4.1-mini costs 1,229 USD a month, 1,224 of it hosting, and you have 100.",
        ),
        # 1,224 and 600,000 × (1,000 × 0.40 + 200 × 1.60) = 432.
        (
            [
                "replies with gpt-4.1, 20k calls a day, 2k tokens in, 200 out",
                "max $4000 per month, does a tuned mini fit?",
            ],
            "Yes: a tuned gpt-4.1-mini costs 1,656 USD a month, 1,224 of it hosting, and you have 4,000.",
        ),
        (
            [
                "replies with gpt-4.1, 20k calls a day, 2k tokens in, 200 out. our budget is $4000 a month",
                "does a tuned mini fit the budget?",
            ],
            "Yes: a tuned gpt-4.1-mini costs 1,656 USD a month",
        ),
        (
            ["can i finetune for under 500 bucks a month lol"],
            "No: hosting a tuned gpt-4.1-mini costs 1,224 USD a month",
        ),
    ],
)
async def test_what_may_be_spent_is_no_bill(person: Person, chat: list[str], begins: str) -> None:
    """Whether it suffices is answered by yes or no, and no prompt is worked out of it."""
    text = told(await person.talk(*chat))
    assert text.startswith(begins)
    assert "from a bill" not in text


async def test_what_is_enough_of_something_else_makes_no_sum(person: Person) -> None:
    """A budget that is known makes no sum of examples."""
    await person.say("replies with gpt-4.1, 20k calls a day. our budget is $4000 a month")
    assert told(await person.say("is 300 examples enough?")).startswith("Yes: 300 count as enough")


async def test_batches_are_for_what_may_wait(person: Person) -> None:
    """Nobody waits a day for an answer in a chat; who says that it may wait gets their price."""
    sum_of = "20k calls a day with gpt-4.1-nano, 1000 tokens in, 100 out. what's the cheapest?"
    assert "batch" not in told(await person.say(f"Live chat: {sum_of}", thread="live"))
    assert told(await person.say(f"Overnight, so it can wait: {sum_of}", thread="night")).startswith(
        "Your gpt-4.1-nano costs 84.00 USD a month as it is; cheapest is gpt-4.1-nano in batches (answered within a day): 42.00"
    )


async def test_where_nothing_runs_there_is_no_now(person: Person) -> None:
    """What retrieval costs is a sum of its own, with the passages that it adds: 15,000 × (2,500 × 2 + 200 × 8) and 0.02 to embed."""
    text = told(
        await person.talk("haven't built anything yet", "what's RAG cost per month for like 500 questions a day")
    )
    assert text.startswith("Using gpt-4.1 with retrieval costs 99.02 USD a month, search index not included.")
    assert "2,000 retrieved" in text
    assert "now" not in text


@pytest.mark.parametrize(
    "case",
    [
        "hey! our booking bots tone is off … dev says we should fine tune? also how much would that be",
        "bot tone is off, should we fine tune? what does it cost?",
        "Our replies sound wrong although we have a style guide. Would tuning help, and what would it cost?",
    ],
)
async def test_costs_asked_along_with_a_case_are_answered_once(person: Person, case: str) -> None:
    """What tuning is billed by and what a sum needs, before the first question; with the calls said, the sum."""
    replies = await person.say(case)
    assert kinds(replies) == ["Notice", "Question"]
    assert told(replies).startswith("Hosting a tuned gpt-4.1-mini costs 1,224 USD a month")
    assert "For a sum, tell me the calls a day" in told(replies)
    replies = await person.say("8k calls a day with gpt-4.1, 1500 tokens in, 200 out")
    assert "8,000 calls a day, 1,500 tokens in, 200 out" in told(replies)
    assert kinds(replies) == ["Notice", "Question"]


@pytest.mark.parametrize(
    "case",
    [
        "Our bot's tone is off. How do we cut costs, by fine-tuning?",
        "The format drifts and costs us a lot of time. Should we fine-tune?",
        "It has to get cheaper. gpt-4.1 writes 40k titles a day well, the bill is $6k a month. Distil into mini?",
        "We pay too much for gpt-4.1 on 900 calls a day. Should we train a smaller model?",
    ],
)
async def test_costs_that_are_told_are_not_asked_for(person: Person, case: str) -> None:
    """A case that speaks of costs and asks for none is no question for a price."""
    assert "Notice" not in kinds(await person.say(case))


@pytest.mark.parametrize(
    "question",
    [
        "does fine-tuning cost more than RAG?",
        "how do we cut costs without fine-tuning?",
        "what drives the cost of tuning gpt-4.1 down?",
    ],
)
async def test_what_the_sources_answer_is_no_sum(person: Person, question: str) -> None:
    """Without a volume or tokens nothing is worked out."""
    shown = str([reply for reply in await person.say(question) if isinstance(reply, Answer | Notice)])
    assert "Taken:" not in shown


async def test_whether_a_budget_is_enough_for_a_case(person: Person) -> None:
    """Yes or no, by what the case says of its use; training need not be named."""
    await person.talk("we tag invoices with gpt-4.1, few-shot prompt, 200 a day, 88% right on 300 cases")
    text = told(await person.say("are 300 bucks enough or nah"))
    assert text.startswith("No: a tuned gpt-4.1-mini costs ")
    assert "and you have 300.00. Without training, " in text
    assert told(await person.say("and would $4,000 a month cover it?")).startswith("Yes: a tuned gpt-4.1-mini costs ")


async def test_what_tuned_costs_beside_now(person: Person) -> None:
    """By the calls and tokens of the case, where they are known."""
    await person.talk(
        "we tag invoices with gpt-4.1, few-shot prompt of 2,000 tokens, 10k a day, 88% right on 300 cases"
    )
    text = told(await person.say("what does tuned cost vs now"))
    assert text.startswith("A tuned gpt-4.1-mini costs ")
    assert "With gpt-4.1 as now it is " in text


async def test_a_gain_is_weighed_with_the_size_of_the_test(person: Person) -> None:
    """What the case says of its test is taken."""
    await person.talk("we tag invoices with gpt-4.1, few-shot prompt, 10k a day, 88% right on 300 cases")
    text = told(await person.say("88% vs 90% tuned, worth it?"))
    assert text.startswith("The gain is 2 points (88 to 90 of 100)")
    assert "A test of 300 cases can't tell that from chance" in text
    assert "the number of test cases" not in text


async def test_what_is_counted_anew_are_calls_and_no_tokens(person: Person) -> None:
    """What a message counted by the day before is another number of calls."""
    await person.talk(
        "our tone in mails, one prompt, the boss is not happy", "how much per month with 300 letters a day?"
    )
    for text, calls in (("hm, Ana says 500 letters", 500), ("it's 700 letters, sorry", 700)):
        notice = next(reply for reply in await person.say(text) if isinstance(reply, Notice))
        assert f"That is for {calls} calls a day. Assumed: gpt-4.1, 1,000 tokens in" in notice.text


async def test_tokens_that_follow_from_a_bill_are_told_as_such(person: Person) -> None:
    """Nobody said them, so they are asked about: 6,000 / (60,000 × 2 / 1,000,000) less the answers are 49,200 tokens in."""
    await person.talk("we summarise contracts with gpt-4.1, 2k a day, the bill is 6000 USD a month")
    replies = await person.say("how much would a tuned model save?")
    notice = next(reply for reply in replies if isinstance(reply, Notice))
    assert (
        "That is for 2,000 calls a day. Your bill would make 49,200 tokens in: tell me how long a text is"
        in notice.text
    )
