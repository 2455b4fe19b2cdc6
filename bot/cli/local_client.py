"""The command line's end of the socket: the bot that runs beside it does the work, and the command shows it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.cli.local_socket import LONGEST_LINE, PATIENCE, VERSION, address, as_line, is_possible, read_line, socket_file
from bot.cli.reply_codec import decode
from bot.cli.speaker import scope_data, turn_data
from bot.errors import BotGoneError, OperatorError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from bot.indexing import Indexed, Indexing, Registered
    from bot.replies import Answer, Reply, VerdictCard
    from bot.settings import Settings
    from bot.turn import Turn
    from knowledge.document_sets import Scope
    from knowledge.passages import Passage
    from knowledge.sources import Bound

GONE = "the running bot went away before it was done. See its log, then try again."


class RunningBot:
    """The bot that runs beside this command."""

    def __init__(self, settings: Settings, fresh: str = "") -> None:
        """Ask the bot of this data folder; `fresh` names a conversation of which nothing is kept."""
        self._settings = settings
        self._fresh = fresh

    async def ask(self, do: str, **said: Any) -> Any:
        """What one request ends with.

        Raises:
            OperatorError: The bot refuses it.
            BotGoneError: It is gone.
        """
        async for line in self._lines(do, said):
            if "end" in line:
                return line["end"]
        raise BotGoneError(GONE)

    def reply(self, turn: Turn, *, once: bool = False) -> AsyncGenerator[Reply, None]:
        """The replies to a turn."""
        return self._replies("reply", turn=turn_data(turn), once=once)

    def quick_verdict(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """The verdict on a case told in one message."""
        return self._replies("verdict", turn=turn_data(turn))

    async def card(self, decision_id: str, scope: Scope) -> VerdictCard | None:
        """The card of a case as it stands in a scope, or None where it is gone."""
        card: VerdictCard | None = decode(await self.ask("card", decision=decision_id, reads=scope_data(scope)))
        return card

    async def more(self, ids: Sequence[str], said: str, scope: Scope) -> Answer | None:
        """What the passages with these ids hold beyond what was said, as far as a scope has them."""
        answer: Answer | None = decode(await self.ask("more", ids=list(ids), said=said, reads=scope_data(scope)))
        return answer

    async def curve(self, sums: tuple[tuple[str, str], ...]) -> str:
        """The curve of a sum, drawn; raises as `Speaker` says."""
        return str(await self.ask("curve", sums=[list(one) for one in sums]))

    async def open_case(self, thread: str) -> str:
        """The id of the case that is talked about in a thread; empty where none is."""
        return str(await self.ask("case", thread=thread))

    async def search(self, question: str, limit: int, scope: Scope) -> Sequence[tuple[Passage, float]]:
        """The sections nearest to a question in a scope, each by its best passage and that one's score."""
        found = await self.ask("search", question=question, limit=limit, reads=scope_data(scope))
        return [(decode(passage), float(score)) for passage, score in found]

    def add(
        self, named: str, title: str | None, bound: Bound | None
    ) -> AsyncGenerator[Registered | Indexing | Indexed, None]:
        """That a source is registered, how far the bot is with it, and what became of it; as `OwnDocuments.add`."""
        ids = [bound.channels, bound.workspaces] if bound else None
        return self._replies("add", path=named, title=title, bound=ids)

    async def _replies(self, do: str, **said: Any) -> AsyncGenerator[Any, None]:
        async for line in self._lines(do, said):
            if "reply" in line:
                yield decode(line["reply"])
            if "end" in line:
                return
        raise BotGoneError(GONE)

    async def _lines(self, do: str, said: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        fresh = {"fresh": self._fresh} if self._fresh else {}
        if (connected := await _connected(self._settings)) is None:
            raise BotGoneError(GONE)
        reader, writer = connected
        try:
            writer.write(as_line({"version": VERSION, "do": do, "with": said | fresh}))
            await writer.drain()
            while line := await reader.readline():
                found = read_line(line)
                if "error" in found:
                    raise OperatorError(str(found["error"]))
                yield found
        except (ConnectionError, ValueError) as error:
            raise BotGoneError(GONE) from error
        finally:
            writer.close()


@asynccontextmanager
async def beside(settings: Settings, *, fresh: bool = False) -> AsyncIterator[RunningBot | None]:
    """The running bot of this data folder, or None where none runs; a `fresh` one keeps nothing of what is said meanwhile."""
    connected = await _connected(settings)
    if connected is None:
        yield None
        return
    reader, writer = connected
    if not fresh:
        writer.close()
        yield RunningBot(settings)
        return
    try:
        writer.write(as_line({"version": VERSION, "do": "fresh", "with": {}}))
        line = read_line(await reader.readline())
        if "error" in line:
            raise OperatorError(str(line["error"]))
        yield RunningBot(settings, str(line["fresh"]))
    except (ConnectionError, ValueError, KeyError) as error:
        raise BotGoneError(GONE) from error
    finally:
        writer.close()


async def _connected(settings: Settings) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """A connection to the running bot, or None where nobody listens."""
    file = socket_file(settings)
    if not is_possible() or not file.exists():
        return None
    try:
        with address(file) as named:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.open_unix_connection(named, limit=LONGEST_LINE)
    except PermissionError as error:
        raise OperatorError(
            f"the bot that runs here is another user's: {str(file)!r} can't be opened. Run the command as that user."
        ) from error
    except TimeoutError as error:
        raise OperatorError(f"the running bot does not answer at {str(file)!r}. See its log, or restart it.") from error
    except OSError:
        # What a killed process has left.
        return None
