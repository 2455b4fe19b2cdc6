"""What the running bot does for the command line beside it, over the socket in the data folder."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

from bot import __version__
from bot.app import kept_apart
from bot.cli.local_socket import (
    AT_ONCE,
    LONGEST_LINE,
    PATIENCE,
    VERSION,
    address,
    as_line,
    is_possible,
    read_line,
    socket_file,
)
from bot.cli.reply_codec import encode
from bot.cli.speaker import Here, scope_of, turn_of
from bot.error_boundary import guarded
from bot.errors import FineTuneOrNotError, OperatorError
from knowledge.sources import Bound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from bot.app import Running
    from bot.own_documents import OwnDocuments
    from bot.settings import Settings

log = structlog.get_logger()
NO_SOCKETS = (
    "Commands beside the running bot are refused on this system: it has no Unix sockets. Stop the bot to use them."
)
#: How long the file's name is while it is made; it is renamed once it is ready.
_UNFINISHED = "s"


class LocalServer:
    """Answers the command line of the same user, one request a connection."""

    def __init__(self, running: Running, own: OwnDocuments, settings: Settings) -> None:
        """Answer with what runs here."""
        self._running = running
        self._own = own
        self._settings = settings
        self._apart: dict[str, Here] = {}
        self._open: set[asyncio.Task[Any]] = set()
        self._does: dict[str, Callable[[dict[str, Any], asyncio.StreamWriter], Coroutine[Any, Any, Any]]] = {
            "reply": self._reply,
            "verdict": self._verdict,
            "card": self._card,
            "more": self._more,
            "curve": self._curve,
            "case": self._case,
            "search": self._search,
            "fresh": self._fresh,
            "add": self._add,
            "remove": self._remove,
            "build": self._build,
            "state": self._state,
        }

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Listen meanwhile; yields why that is not possible, or nothing. Only the user who runs the bot may connect."""
        if not is_possible():
            yield NO_SOCKETS
            return
        file = socket_file(self._settings)
        folder = Path(mkdtemp(prefix="s", dir=self._settings.data_dir))
        try:
            try:
                with address(folder / _UNFINISHED) as named:
                    server = await asyncio.start_unix_server(self._connected, named, limit=LONGEST_LINE)
                (folder / _UNFINISHED).chmod(0o600)
                # One that a killed process has left is replaced; whoever owns the index is the one to ask.
                (folder / _UNFINISHED).replace(file)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            yield f"Commands beside the running bot are refused: no socket can be made at {str(file)!r} ({error.strerror or error})."
            return
        own = file.stat().st_ino
        try:
            yield ""
        finally:
            server.close()
            for task in list(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            with suppress(OSError):
                if file.stat().st_ino == own:
                    file.unlink()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._open.add(task)
        try:
            last = await self._answered(reader, writer)
            writer.write(as_line(last))
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            # Whoever asked has gone, or the bot stops.
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> dict[str, Any]:
        """The last line of the answer to a request, once all others are sent."""
        try:
            if len(self._open) > AT_ONCE:
                raise OperatorError(f"{AT_ONCE} commands talk with the running bot already. Try again in a moment.")
            async with asyncio.timeout(PATIENCE):
                line = await reader.readline()
            if not line:
                # `ftn doctor` only looks whether anybody is there.
                return {"error": "nothing was asked."}
            request = read_line(line)
            return {"end": await self._done(request, reader, writer)}
        except FineTuneOrNotError as error:
            return {"error": str(error)}
        except TimeoutError:
            return {"error": f"the running bot got no request within {PATIENCE:.0f} seconds. Try again."}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("request not understood", kind=type(error).__name__)
            return {
                "error": "the running bot does not understand this request. Restart it where it is of another version."
            }

    async def _done(self, request: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Any:
        """Do what is asked for, unless whoever asked goes away.

        Raises:
            OperatorError: It is not known here.
            ConnectionError: Whoever asked has gone.
        """
        if request.get("version") != VERSION:
            raise OperatorError(
                f"the running bot is of version {__version__} and speaks another protocol. Restart it, then try again."
            )
        if (do := self._does.get(str(request.get("do")))) is None:
            raise OperatorError(
                f"the running bot does not know what {request.get('do')!r} is. Restart it, then try again."
            )
        work = asyncio.ensure_future(do(dict(request["with"]), writer))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ConnectionResetError
            return work.result()
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    def _speaker(self, said: dict[str, Any]) -> Here:
        if not (fresh := str(said.get("fresh", ""))):
            return Here(self._running)
        if fresh not in self._apart:
            raise OperatorError("this fresh conversation has ended. Start another.")
        return self._apart[fresh]

    async def _reply(self, said: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        turn = turn_of(said["turn"])
        async for reply in guarded(self._speaker(said).reply(turn, once=bool(said.get("once"))), turn):
            writer.write(as_line({"reply": encode(reply)}))
            await writer.drain()

    async def _verdict(self, said: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        turn = turn_of(said["turn"])
        async for reply in guarded(self._speaker(said).quick_verdict(turn), turn):
            writer.write(as_line({"reply": encode(reply)}))
            await writer.drain()

    async def _card(self, said: dict[str, Any], _writer: asyncio.StreamWriter) -> Any:
        return encode(await self._speaker(said).card(str(said["decision"]), scope_of(said["reads"])))

    async def _more(self, said: dict[str, Any], _writer: asyncio.StreamWriter) -> Any:
        ids, scope = [str(one) for one in said["ids"]], scope_of(said["reads"])
        return encode(await self._speaker(said).more(ids, str(said["said"]), scope))

    async def _curve(self, said: dict[str, Any], _writer: asyncio.StreamWriter) -> str:
        return await self._speaker(said).curve(tuple((str(name), str(number)) for name, number in said["sums"]))

    async def _case(self, said: dict[str, Any], _writer: asyncio.StreamWriter) -> str:
        return await self._speaker(said).open_case(str(said["thread"]))

    async def _search(self, said: dict[str, Any], _writer: asyncio.StreamWriter) -> Any:
        scope = scope_of(said["reads"])
        found = await self._speaker(said).search(str(said["question"]), int(said["limit"]), scope)
        return [[encode(passage), score] for passage, score in found]

    async def _fresh(self, _said: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        """Keep a conversation apart, of which nothing is left, until whoever asked closes the connection."""
        name = uuid4().hex
        async with AsyncExitStack() as closing:
            apart = await closing.enter_async_context(kept_apart(self._running, self._settings))
            self._apart[name] = Here(apart)
            closing.callback(self._apart.pop, name)
            writer.write(as_line({"fresh": name}))
            await writer.drain()
            await asyncio.Event().wait()

    async def _add(self, said: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        """Add documents, and say how far that is; whoever closes the connection leaves the work going on."""
        title = said.get("title")
        bound = None if said["bound"] is None else Bound(*(tuple(map(str, ids)) for ids in said["bound"]))
        adding = self._own.add(str(said["path"]), None if title is None else str(title), bound)
        async with aclosing(adding) as told:
            async for one in told:
                writer.write(as_line({"reply": encode(one)}))
                await writer.drain()

    async def _remove(self, said: dict[str, Any], _writer: asyncio.StreamWriter) -> str:
        return await self._own.remove(str(said["id"]))

    async def _build(self, _said: dict[str, Any], _writer: asyncio.StreamWriter) -> str:
        return await self._own.again()

    async def _state(self, _said: dict[str, Any], _writer: asyncio.StreamWriter) -> str:
        """What the bot says of itself, for `ftn doctor`."""
        return self._own.state
