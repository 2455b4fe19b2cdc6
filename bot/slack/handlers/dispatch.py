"""Who works on which kind of job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.slack.handlers.home import HomeTab
from bot.slack.handlers.tell_privately import Private
from bot.slack.handlers.threads import Desk
from bot.slack.handlers.verdicts import Verdicts
from bot.slack.inbox.kinds import Kind

if TYPE_CHECKING:
    from bot.slack.handlers.context import Parts
    from bot.slack.inbox.queue import Handler, Job
    from bot.slack.outgoing.response_url import Responder

#: Jobs whose end somebody waits for.
_AWAITED = {
    Kind.MESSAGE, Kind.WORDS, Kind.PICK, Kind.CHANGE, Kind.RESUME, Kind.VERDICT, Kind.SHARE, Kind.RECORD, Kind.COMMAND,
    Kind.FORGET,
}  # fmt: skip


def handler(parts: Parts, responder: Responder) -> Handler:
    """What works on jobs, by their kind."""
    private = Private(parts, responder)
    desk, verdicts, home = Desk(parts, private), Verdicts(parts, private), HomeTab(parts, private)
    handlers: dict[str, Handler] = {
        Kind.MESSAGE: desk.message,
        Kind.WORDS: desk.words,
        Kind.PICK: desk.pick,
        Kind.CHANGE: desk.change,
        Kind.RESUME: desk.resume,
        Kind.DELETED: desk.deleted,
        Kind.TELL: private.tell_text,
        Kind.VERDICT: verdicts.verdict,
        Kind.SHARE: verdicts.share,
        Kind.RECORD: verdicts.record,
        Kind.OPINION: verdicts.opinion,
        Kind.COMMAND: home.command,
        Kind.HOME: home.show,
        Kind.FORGET: home.forget,
        Kind.GONE: home.gone,
    }

    async def handle(job: Job) -> None:
        try:
            await handlers[job.kind](job)
        except Exception:
            # Whoever waits for something is told; the inbox logs the rest.
            if job.kind in _AWAITED:
                await private.say(job, phrases.UNFORESEEN)
            raise

    return handle
