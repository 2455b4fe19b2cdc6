"""Questions about the bot itself: answered from its own account of itself, and ordinary ones never are; what the account says is so."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from bot.answers.about_bot import is_of_the_bot, of_the_bot
from bot.decision import rubric
from bot.replies import Abstention, Answer
from bot.settings import Settings, model_defaults
from knowledge.notes import read_note
from knowledge.prices.book import open_book
from knowledge.prices.rows import PriceKind
from knowledge.sources import ABOUT_ID, load_sources

if TYPE_CHECKING:
    from knowledge.search import Searcher
    from tests.person import Person

#: In words that the note's ways of asking have not, each with words of the sentence that is to stand first.
ABOUT_THE_BOT = [
    ("does anything I write to you get saved?", "keeps the last 12 turns"),
    ("could our sysadmin read my questions to you", "Whoever runs the bot can open its database"),
    ("who else gets to look at this conversation?", "Whoever runs the bot can open its database"),
    ("after how many days do you throw our chat away?", "quiet for 90 days"),
    ("what becomes of my messages if our company uninstalls you?", "When the app is uninstalled"),
    ("where did you get all your knowledge from?", "dated documents"),
    ("is there one LLM that you like more than others?", "no favourite model"),
    ("how do we put your verdict into our audit folder?", "Export record on its card"),
    ("do you understand Swedish", "reads English"),
    ("how recent is what you know", "5 November 2026"),
    ("are you yourself a finetuned model?", "no fine-tuned chat model"),
    ("which LLM powers you", "needs no large language model"),
    ("do you forward our questions to openai?", "only where its operator set a language model up"),
    ("how far can we trust what you say", "can be wrong"),
    ("how do you calculate your confidence percentage", "confidence grows with"),
    ("can you search in our confluence pages?", "connects to no Confluence"),
    ("how would we give you our own handbook", "ftn knowledge add PATH"),
    ("can I invite you to our team's channel?", "works in every channel it is added to"),
    ("do you understand questions in German", "reads English"),
    ("who has developed you?", "Fine-tune or Not authors"),
    ("under which licence are you published", "MIT License"),
    ("what do you charge for your answers?", "free under the MIT License"),
    ("could you run the training job for me?", "trains and deploys no model"),
    ("may I erase only one verdict?", "A single decision is deleted"),
    ("are verdicts thrown away by themselves some day?", "stays until somebody deletes it"),
    ("who in my team gets to see my verdict?", "list your own decisions only"),
    ("is there a language model inside the bot itself?", "needs no large language model"),
    ("from which day are your list prices?", "the built-in list of Azure's prices is of"),
    (
        "will the legal team's documents be quoted by the bot in other channels?",
        "in that channel alone",
    ),
    ("is a verdict of the bot binding for us?", "is a recommendation"),
]
NOT_ABOUT_THE_BOT = [
    "is our training data stored?",
    "who can see our training data?",
    "are the prompts we send to Azure OpenAI saved anywhere?",
    "how long are uploaded training files kept?",
    "does OpenAI get to see what we fine-tune with on Azure?",
    "how do you decide between RAG and fine-tuning?",
    "how do you delete a fine-tuned model?",
    "can you fine-tune gpt-4.1-mini?",
    "do you need your own GPU for fine-tuning?",
    "how can we keep our bot from giving wrong answers?",
    "which model should our support bot use?",
    "how are you?",
    "should the bot store conversations with customers?",
    "how long does the bot keep chats with guests?",
    "can the model explain a decision of a judge?",
    "how current are prices in Microsoft's documentation?",
]


def note() -> str:
    """All that the account says."""
    (source,) = (one for one in load_sources() if one.id == ABOUT_ID)
    return " ".join(passage.text for passage in read_note(source))


@pytest.mark.parametrize(("question", "words"), ABOUT_THE_BOT)
async def test_the_bot_answers_for_itself(person: Person, question: str, words: str) -> None:
    """The first mark leads to the account, and the first sentence is the one that answers."""
    answers = [reply for reply in await person.say(question, once=True) if isinstance(reply, Answer)]
    assert [one.passage.source_id for one in answers[0].citations[:1]] == [ABOUT_ID]
    assert words in answers[0].text.split(" [1]")[0]


@pytest.mark.parametrize("question", NOT_ABOUT_THE_BOT)
async def test_what_others_are_asked_is_not_answered_so(person: Person, question: str) -> None:
    """Data, models and bots of the person's own are not the bot's; "you" is often anybody."""
    cited = [one for reply in await person.say(question) for one in getattr(reply, "citations", ())]
    assert ABOUT_ID not in {one.passage.source_id for one in cited}


@pytest.mark.parametrize(("question", "_"), ABOUT_THE_BOT)
def test_no_wording_here_is_known(question: str, _: str) -> None:
    """What is asked here stands nowhere in the note."""
    (source,) = (one for one in load_sources() if one.id == ABOUT_ID)
    known = {way.lower().rstrip("?") for passage in read_note(source) for way in passage.asked}
    assert question.lower().rstrip("?") not in known


def test_only_one_of_the_two_is_left(searcher: Searcher) -> None:
    """What was found keeps the account alone, or everything but it."""
    about = of_the_bot(searcher.search_now("are you saving this conversation?"))
    other = of_the_bot(searcher.search_now("is our training data stored?"))
    assert is_of_the_bot(about)
    assert other.hits
    assert ABOUT_ID not in {hit.passage.source_id for hit in other.hits}


async def test_it_goes_on_from_nothing(person: Person) -> None:
    """Asked after an answer on something else, it is the same question."""
    await person.say("how many examples do we need?")
    for question in ("are you saving this conversation?", "which model are you?"):
        (answer,) = (reply for reply in await person.say(question) if isinstance(reply, Answer))
        assert {one.passage.source_id for one in answer.citations} == {ABOUT_ID}


def test_its_figures_are_those_of_the_code() -> None:
    """Defaults, thresholds and the model's name are what the code has."""
    fields, said = Settings.model_fields, note()
    assert f"the last {fields['turns_kept'].default} turns" in said
    assert f"quiet for {fields['days_kept'].default} days" in said
    assert f"asks for {model_defaults()['chat']['name']} " in said
    confident, likely, leaning = (round(least * 100) for least, _ in rubric().calibration.words[:3])
    assert (
        f"From {leaning}% the bot leans to an outcome, from {likely}% it is likely, from {confident}% the bot is confident"
        in said
    )


def test_its_newest_page_is_the_newest() -> None:
    """The day of the newest page is that of the other notes."""
    newest = max(passage.date for one in load_sources() if one.id != ABOUT_ID for passage in read_note(one))
    day = re.search(r"rests on is of (\d+ \w+ \d{4})", note())
    assert day
    assert newest == datetime.strptime(day[1], "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day has no zone


async def test_what_goes_on_gets_another_answer_or_none(person: Person) -> None:
    """Asked on for a time, it is told; asked on for what is not there, the sentence before is no answer."""
    await person.say("who stores what I type?")
    (kept,) = (reply for reply in await person.say("and until when?") if isinstance(reply, Answer | Abstention))
    assert "90 days" in kept.text
    await person.say("do you send my questions to an AI provider?", "another")
    replies = await person.say("for how many days?", "another")
    (told,) = (reply for reply in replies if isinstance(reply, Answer | Abstention))
    assert "only where its operator set a language model up" not in told.text


def test_its_price_list_is_of_the_day_it_says() -> None:
    """The day of Azure's list is that of the packaged prices."""
    price = open_book().find("gpt-4.1", PriceKind.INPUT, provider="azure")
    day = re.search(r"Azure's prices is of (\d+ \w+ \d{4})", note())
    assert day
    assert price is not None
    assert price.read == datetime.strptime(day[1], "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
