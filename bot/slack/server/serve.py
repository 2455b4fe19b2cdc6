"""`ftn serve`: the bot in Slack, over Socket Mode or HTTP, until somebody stops it.

Puts the surface together from the settings and takes it apart: no new events, turns under way end, connections close, all within
`ENDS_WITHIN` seconds. What has not ended by then is taken up by another process, or by the next one.

Lost connections are opened anew for as long as the process runs; meanwhile `/readyz` answers 503. A supervisor that restarts
the process when that lasts for minutes is the last resort for what the process can't mend itself.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp

from bot import phrases
from bot.errors import SettingsError, SlackRefusedError, SlackUnreachableError
from bot.making_questions import making_questions
from bot.pointing import following_pointers
from bot.settings import SlackMode
from bot.slack.blocks.home import HomeSource
from bot.slack.handlers.context import Parts
from bot.slack.handlers.dispatch import ways
from bot.slack.handlers.engaged_threads import Threads
from bot.slack.handlers.gaps import check_operators, digest_place, sending_digests
from bot.slack.handlers.wake_up import waking
from bot.slack.install.channels import with_channel_ids
from bot.slack.install.oauth import States, oauth_settings
from bot.slack.install.store import Installations
from bot.slack.install.tokens import APP_TOKEN, BOT_TOKEN, token_trouble
from bot.slack.install.workspaces import Workspaces
from bot.slack.listeners.register import SlackApp, quiet_bolt
from bot.slack.outgoing.rate_limits import limits
from bot.slack.outgoing.response_url import Responder
from bot.slack.outgoing.web_api import CALL_SECONDS, proxy_for
from bot.slack.server.http import OwnPages, serving, web_app
from bot.slack.server.metrics import Metrics
from bot.slack.server.socket_mode import Sockets
from bot.slack.server.traces import Traces
from bot.storage.address import is_full
from bot.storage.feedback import Feedback
from bot.storage.forgotten import Forgotten
from bot.storage.pointers import PointerStore
from bot.storage.record_export import source_links
from bot.storage.rests_on import open_registers
from bot.storage.retention import expiring
from bot.turns.fair import TurnLimits
from bot.turns.inbox import Inbox
from bot.turns.metered_model import ModelUse
from knowledge.document_sets import FOR_EVERYONE, Scope
from knowledge.fetching.live import LiveFolder
from knowledge.own.skipped import told
from knowledge.prices.rows import PriceKind
from knowledge.refresh import newest_day, registered_sources
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from slack_bolt.authorization import AuthorizeResult

    from bot.app import Running
    from bot.own_documents import OwnDocuments
    from bot.settings import Settings
    from bot.slack.outgoing.rate_limits import Limits
    from knowledge.own.skipped import Skipped

log = structlog.get_logger()
#: Seconds that turns under way have to end when the process is told to stop.
DRAIN_SECONDS = 25.0
#: Seconds in which the process is gone once it is told to stop, so whoever stops it waits so long before killing it. Requests under way
#: (5), acknowledgements (3), turns (25), turns that are cut off (12) and signs in Slack (5) come to 50; the rest is for closing the stores.
ENDS_WITHIN = 60.0
#: Seconds between two pings of a socket; one that does not answer within half as many is opened anew.
PING_SECONDS = 10.0
#: Sockets held at the same time, so that there is one while another is replaced; Slack allows ten.
SOCKETS = 2
#: Of the Bolt app; without one Bolt looks for the file that made it, which takes a tenth of a second.
_NAME: Final = "fine-tune-or-not"


@dataclass(slots=True)
class Serving:
    """The bot in Slack while it runs; `port` is where health and metrics are (and Slack's events, over HTTP), `told` what the operator should know."""

    port: int
    inbox: Inbox
    metrics: Metrics
    parts: Parts
    is_ready: Callable[[], bool]
    told: tuple[str, ...] = ()


@asynccontextmanager
async def slack_running(
    running: Running, settings: Settings, allowed: Limits | None = None, own: OwnDocuments | None = None
) -> AsyncIterator[Serving]:
    """The bot, connected to Slack; `own` says how far the operator's own documents are.

    Raises:
        SettingsError: A setting is missing, or Slack does not take a token.
    """
    check_settings(settings)
    is_socket_mode = settings.slack_mode is SlackMode.SOCKET
    allowed = allowed or limits()
    metrics = Metrics()
    metrics.watch_sources(LiveFolder(settings.data_dir))
    metrics.watch_background()
    async with AsyncExitStack() as closing:
        enter = closing.enter_async_context
        # Bolt's own default opens a connection for every call.
        session = await enter(_session())
        installations = (
            await enter(Installations.configured(settings, running.database)) if settings.slack_client_id else None
        )
        workspaces = Workspaces(session, settings.slack_api_url, allowed, metrics, installations)
        bolt = await _bolt(settings, workspaces, installations)
        settings = await _with_channels(settings, workspaces)
        place = digest_place(settings, workspaces)
        check_operators(settings, workspaces)

        def indexing(scope: Scope = FOR_EVERYONE) -> str:
            return own.state_in(scope) if own else ""

        inbox = Inbox(running.database, turn_limits(settings), metrics, settings.days_kept)
        workspaces.sharers = inbox.workers
        traces = Traces(settings.traces) if settings.traces else None
        if traces:
            closing.push_async_callback(traces.close)
        parts = Parts(
            inbox=inbox,
            assistant=running.assistant,
            database=running.database,
            conversations=running.conversations,
            cases=running.cases,
            feedback=await Feedback(running.database, settings.days_kept).open(),
            threads=await Threads(running.database, settings.days_kept).open(),
            workspaces=workspaces,
            metrics=metrics,
            settings=settings,
            allowed=allowed,
            sources=partial(home_sources, settings, own.skipped if own else running.refreshed.skipped),
            indexing=indexing,
            passages=lambda: len(running.index),
            searcher=running.searcher,
            pointers=PointerStore(running.database),
            model=running.model.name if running.model else None,
            traces=traces,
        )
        closing.push_async_callback(workspaces.close)
        await inbox.open(ways(parts, Responder(session, settings.slack_api_url, allowed)))
        closing.push_async_callback(inbox.drain, DRAIN_SECONDS)
        SlackApp(bolt, inbox, parts)
        sockets: Sockets | None = None
        if is_socket_mode:
            sockets = await _sockets(bolt, settings, workspaces, session)
            closing.push_async_callback(sockets.close)

        def connected() -> bool:
            return sockets is None or sockets.connected > 0

        async def checks() -> dict[str, bool | str]:
            """What is looked at to say whether all is ready; a text says more and fails nothing."""
            # Whoever reaches the port may read it: bound documents are not named.
            waits = "" if own is None or own.is_done else "being indexed"
            full = {"disk": False} if is_full(settings.data_dir / "any") else {}
            return {"slack": connected()} | full | ({"index": said} if (said := indexing() or waits) else {})

        secret, token = (
            one.get_secret_value() if one else "" for one in (settings.slack_signing_secret, settings.metrics_token)
        )
        web = web_app(checks, metrics, None if is_socket_mode else bolt, secret, OwnPages(token))
        port = await enter(serving(web, settings.http_host, settings.http_port, metrics.refused))
        await asyncio.to_thread(_tell_metrics, metrics, running, settings)
        await enter(waking(parts))
        await enter(following_pointers(running.database, running.searcher))
        await enter(sending_digests(parts, place))
        await enter(making_questions(running, settings, metrics.asked_for_questions))
        stores = (running.conversations, running.cases, parts.feedback, parts.threads)
        # The database last: what was deleted is swept out of its files.
        others = (ModelUse(running.database), Forgotten(running.database), running.database)
        await enter(expiring(*stores, *others))
        told = not_served(await installations.organisations()) if installations is not None else ()
        yield Serving(port, inbox, metrics, parts, connected, told)


async def serve(
    running: Running,
    settings: Settings,
    ready: Callable[[Serving], None],
    stopping: Callable[[], object] = lambda: None,
    own: OwnDocuments | None = None,
) -> None:
    """Run until the process is told to stop; `ready` is called once Slack is connected, and `stopping` before turns under way end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with slack_running(running, settings, own=own) as now:
        ready(now)
        await stop.wait()
        stopping()
        log.info("stopping", waiting=len(now.inbox))


def end_within(seconds: float) -> None:
    """End this process after so many seconds even if it hangs: a model, a thread, a server that does not answer."""

    def end() -> None:
        log.error("ended in the middle", seconds=seconds)
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _tell_metrics(metrics: Metrics, running: Running, settings: Settings) -> None:
    """What is shown of the index, the sources and the model's prices, as they are at the start."""
    book = open_registers(settings.data_dir, settings.own_prices).prices
    days = [link.dated for link in source_links().values() if link.dated]
    read = [date.fromisoformat(price.read) for price in book.prices if price.read]
    metrics.knows(len(running.index), max(days, default=None), max(read, default=None))
    if running.model is not None:
        found = [book.find(running.model.name, kind) for kind in (PriceKind.INPUT, PriceKind.OUTPUT)]
        metrics.prices[:] = [float(price.usd) / 1_000_000 if price else 0.0 for price in found]


def turn_limits(settings: Settings) -> TurnLimits:
    """How much may run and wait, of all, of a person and of a workspace."""
    return TurnLimits(
        at_once=settings.turns_at_once,
        person_at_once=settings.person_turns_at_once,
        team_at_once=settings.team_turns_at_once,
        person_waiting=settings.person_turns_waiting,
        team_waiting=settings.team_turns_waiting,
    )


def check_settings(settings: Settings) -> None:
    """Refuse to start half configured.

    Raises:
        SettingsError: Names what is missing, or is no token of its kind, and where to find it.
    """
    if settings.slack_mode is SlackMode.SOCKET and settings.slack_app_token is None:
        raise SettingsError(
            "SLACK_APP_TOKEN is not set, and Socket Mode needs it. Basic Information → App-Level Tokens makes one with "
            "the scope connections:write; `ftn doctor` checks the rest."
        )
    if settings.slack_mode is SlackMode.HTTP and settings.slack_signing_secret is None:
        raise SettingsError("SLACK_SIGNING_SECRET is not set, and HTTP mode needs it. Basic Information has it.")
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        raise SettingsError(
            "SLACK_BOT_TOKEN is not set. OAuth & Permissions shows it once the app is installed; for several workspaces set "
            "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and FTN_TOKEN_KEYS instead."
        )
    tokens = {BOT_TOKEN: settings.slack_bot_token}
    if settings.slack_mode is SlackMode.SOCKET:
        tokens[APP_TOKEN] = settings.slack_app_token
    for name, token in tokens.items():
        if token is not None and (wrong := token_trouble(name, token.get_secret_value())):
            raise SettingsError(wrong)


def not_served(organisations: Sequence[str]) -> tuple[str, ...]:
    """What to say of organisations that have installed the app as a whole."""
    return tuple(
        f"The organisation {one} has installed the app as a whole, which is not served: have it installed into each workspace."
        for one in organisations
    )


def home_sources(
    settings: Settings, skipped: Mapping[str, Sequence[Skipped]], scope: Scope = FOR_EVERYONE
) -> tuple[HomeSource, ...]:
    """What may be read in a scope, with the date of each source, and what of a person's own was not read."""
    links, live = source_links(), LiveFolder(settings.data_dir)
    built_in = [
        HomeSource(links[one.id].title, links[one.id].link, str(links[one.id].dated or ""), id=one.id)
        for one in load_sources()
    ]
    own = [
        HomeSource(
            one.title,
            date=newest_day(one, live),
            own=True,
            skipped=tuple(told([each.in_short for each in skipped.get(one.id, ())])),
            id=one.id,
        )
        for one in registered_sources(settings.register)
        if not one.built_in and scope.reads(one)
    ]
    return (*own, *built_in)


async def _bolt(settings: Settings, workspaces: Workspaces, installations: Installations | None) -> AsyncApp:
    """The Bolt app for one workspace or for several.

    Raises:
        SettingsError: Slack does not take the bot token.
    """
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
    if installations is not None:
        states = States(installations)
        return AsyncApp(
            name=_NAME,
            client=workspaces.client(),
            signing_secret=secret,
            logger=quiet_bolt(),
            # Slack is told that something has arrived once it is stored.
            process_before_response=True,
            user_facing_authorize_error_message=phrases.NOT_INSTALLED,
            # Its store as well would bring back Bolt's own authorize, which asks Slack at every event.
            oauth_settings=oauth_settings(settings, installations, states),
        )
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    try:
        await workspaces.open_single(token)
    except SlackRefusedError as error:
        raise SettingsError(
            f"Slack does not take SLACK_BOT_TOKEN ({error.code}). OAuth & Permissions shows the right one; `ftn doctor` "
            "checks it."
        ) from error
    except SlackUnreachableError as error:
        raise SettingsError(f"Slack can't be reached at {settings.slack_api_url!r}. Check the network.") from error

    # Bolt reads the names of the arguments, and takes a method's `self` for one of them.
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        return await workspaces.authorize(enterprise_id, team_id)

    return AsyncApp(
        name=_NAME,
        client=workspaces.client(),
        signing_secret=secret,
        logger=quiet_bolt(),
        process_before_response=True,
        user_facing_authorize_error_message=phrases.NOT_INSTALLED,
        authorize=authorize,  # type: ignore[arg-type]  # None is an answer that Bolt knows
    )


async def _with_channels(settings: Settings, workspaces: Workspaces) -> Settings:
    """The settings with channels by their ids.

    Raises:
        SettingsError: One is not found, or Slack can't be reached.
    """
    single = workspaces.single
    try:
        return await with_channel_ids(settings, single.calls if single else None)
    except SlackUnreachableError as error:
        raise SettingsError(f"Slack can't be reached at {settings.slack_api_url!r}. Check the network.") from error


async def _sockets(
    bolt: AsyncApp, settings: Settings, workspaces: Workspaces, session: aiohttp.ClientSession
) -> Sockets:
    """The Socket Mode connections.

    Raises:
        SettingsError: Slack does not take the app token, or can't be reached.
    """
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    calls = workspaces.calls(token)

    async def connect() -> aiohttp.ClientWebSocketResponse:
        address = str((await calls.call("apps.connections.open"))["url"])
        return await session.ws_connect(address, heartbeat=PING_SECONDS, proxy=proxy_for(address))

    sockets = Sockets(bolt, connect, SOCKETS)
    try:
        await sockets.open()
    except SlackRefusedError as error:
        raise SettingsError(
            f"Slack does not take SLACK_APP_TOKEN ({error.code}). Basic Information → App-Level Tokens has it; it begins "
            "with xapp- and needs the scope connections:write."
        ) from error
    except SlackUnreachableError as error:
        raise SettingsError(f"Slack can't be reached at {settings.slack_api_url!r}. Check the network.") from error
    return sockets


def _session() -> aiohttp.ClientSession:
    """The session of all calls; without limits of its own, because `rate_limits` and the inbox have them."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=CALL_SECONDS), connector=aiohttp.TCPConnector(limit=0)
    )
