"""Who works on which kind of job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.desk import Desk
from bot.slack.home import HomeTab
from bot.slack.jobs import Kind
from bot.slack.private import Private
from bot.slack.verdicts import Verdicts

if TYPE_CHECKING:
    from bot.slack.inbox import Handler, Job
    from bot.slack.parts import Parts
    from bot.slack.respond import Responder


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
        await handlers[job.kind](job)

    return handle
