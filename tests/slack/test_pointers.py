"""What an operator has pointed to, where a language model words the answers, in the list of sources, and only where it may be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.pointing import know_pointers
from bot.settings import SlackMode
from bot.storage.pointers import PointerWording, new_pointer
from knowledge.document_sets import DocumentSets
from knowledge.search import Searcher
from knowledge.sources import Bound, bind
from tests.model_server import says, understands
from tests.slack.bot import bot_in, model_settings, slack_settings
from tests.slack.own_document import index_with
from tests.slack.test_gaps import LLAMA, NEAR, ODD
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.embedder import LocalEmbedder
    from knowledge.index import Index
    from tests.model_server import ModelServer
    from tests.slack.channel import Channel
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

RULE = "Counsel signs off every product that ships an open model."
#: Begins the second passage that a model is shown.
SECOND = "\n[2] "
EASY = "How many training examples does fine-tuning need?"


@pytest.fixture
def filled(ready_settings: Settings, embedder: LocalEmbedder, tmp_path: Path) -> Iterator[tuple[Settings, Index]]:
    """An index with the notes and a document of one's own."""
    with index_with(f"# Shipping\n\n{RULE}\n", ready_settings, embedder, tmp_path) as index:
        yield ready_settings, index


@pytest.fixture
async def bot(slack: SlackServer, filled: tuple[Settings, Index], server: ModelServer) -> AsyncIterator[Serving]:
    """The bot with a model, and a pointer from what people ask of the licence to that document."""
    settings, index = filled
    searcher = Searcher(index, DocumentSets(settings.register))
    server.reads_with(understands("question"))
    async with bot_in(
        slack, slack_settings(settings, slack, SlackMode.SOCKET, **model_settings(server)), searcher, index
    ) as serving:
        (passage,) = [one for one in searcher.passages_of("legal") if RULE in one.text]
        pointer = new_pointer("legal", passage.id, passage.header)
        await serving.parts.pointers.add("local", pointer, [PointerWording(one) for one in LLAMA], "")
        await know_pointers(serving.parts.database, searcher)
        yield serving


@pytest.mark.parametrize("written", [f"{RULE} [1.1]", "NOT IN SOURCES", "It is free for everybody [1.1]."])
async def test_a_model_words_what_was_pointed_to(
    slack: SlackServer, ann: Person, bot: Serving, server: ModelServer, written: str
) -> None:
    """It is given that passage and no other; where it finds nothing there, or says what does not follow, the passage's own sentence stands."""
    server.answers_with(says(written))
    answer = await slack.workspace.wait_for_answer(await ann.says(LLAMA[0]))
    assert RULE.rstrip(".") in answer.words
    assert "Clauses" in answer.words
    assert "everybody" not in answer.words
    await idle(bot)
    assert SECOND not in passages_in(server.asked[-1].prompt)


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        (LLAMA[0], "Which obligations follow from community terms?"),
        (f"{EASY} And {NEAR}", f"{EASY} {NEAR}"),
        (f"{NEAR} {EASY}", ""),
    ],
)
async def test_in_whichever_words(
    slack: SlackServer, ann: Person, bot: Serving, server: ModelServer, said: str, read_as: str
) -> None:
    """Where the model has put the question in other words, and where it is one of two, that passage is before the model."""
    server.reads_with(understands("question", questions=[read_as] if read_as else []))
    server.answers_with(says(f"{RULE} [1.1]"))
    answer = await slack.workspace.wait_for_answer(await ann.says(said))
    assert RULE.rstrip(".") in answer.words
    await idle(bot)
    assert (SECOND in passages_in(server.asked[-1].prompt)) == (EASY in said)


async def test_only_where_the_document_is_read(
    slack: SlackServer, ann: Person, bot: Serving, server: ModelServer, filled: tuple[Settings, Index]
) -> None:
    """Bound to #legal, the pointer leads nowhere else: not into a prompt, an answer, the list of sources or Home."""
    legal, general = (slack.workspace.channel(name) for name in ("legal", "general"))
    bind(filled[0].register, "legal", Bound((legal.id,)))
    for channel, is_shown in ((general, False), (legal, True)):
        server.answers_with(says(f"{RULE} [1.1]"))
        before = len(server.asked)
        answer = await slack.workspace.wait_for_answer(await ann.mentions(LLAMA[0], channel=channel))
        told = await sources_in(slack, ann, channel)
        await idle(bot)
        prompts = "\n".join(one.prompt for one in server.asked[before:])
        assert (RULE in prompts, RULE.rstrip(".") in answer.words) == (is_shown, is_shown)
        assert ("has pointed to" in told, "Shipping" in told) == (is_shown, is_shown)
        assert not [words for words in LLAMA if words in told]
    await ann.opens_home()
    assert "pointed" not in (await slack.workspace.wait_for_home(ann, containing="What I know")).words
    assert len(await bot.parts.pointers.all()) == 1


async def test_the_list_of_sources(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The places are named once each, documents as a whole too, without anybody's question, until they are taken back."""
    store = bot.parts.pointers
    whole, again = new_pointer("legal"), new_pointer("legal", (await store.all())[0].passage_id)
    for pointer in (whole, again):
        await store.add("local", pointer, [PointerWording(ODD)], "")
    told = await sources_in(slack, ann, slack.workspace.channel("general"))
    part = told[told.index("has pointed to") :]
    assert part.count("Shipping") == 1
    assert part.count("Counsel's clauses") == 1
    assert "tangerwick" not in told
    await ann.opens_home()
    assert "Shipping" in (await slack.workspace.wait_for_home(ann, containing="has pointed to")).words
    for pointer in await store.all():
        await store.remove(pointer.id)
    await ann.opens_home()
    await slack.wait_for(lambda: (home := slack.workspace.home(ann)) and "has pointed to" not in home.words, timeout=30)


def passages_in(prompt: str) -> str:
    """What a model was shown, from the passage on that was pointed to."""
    shown = prompt[prompt.index("\n[1] Clauses > Shipping") :]
    assert RULE in shown
    return shown


async def sources_in(slack: SlackServer, person: Person, channel: Channel) -> str:
    """What `/verdict sources` says in a channel."""
    await person.commands("/verdict sources", channel=channel)
    (told,) = await slack.wait_for(lambda: slack.workspace.ephemerals(person, channel), timeout=30)
    return told.words
