"""Who works on which kind of job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.slack.handlers.curves import Curves
from bot.slack.handlers.home import HomeTab
from bot.slack.handlers.presses import Presses
from bot.slack.handlers.tell_privately import Private
from bot.slack.handlers.threads import Desk
from bot.slack.handlers.verdicts import Verdicts
from bot.slack.inbox.kinds import JobKind

if TYPE_CHECKING:
    from bot.slack.handlers.context import Parts
    from bot.slack.inbox.queue import Handler, Job
    from bot.slack.outgoing.response_url import Responder

#: Jobs whose end somebody waits for.
_AWAITED = {
    JobKind.MESSAGE, JobKind.WORDS, JobKind.PICK, JobKind.CHANGE, JobKind.RESUME,
    JobKind.VERDICT, JobKind.SHARE, JobKind.RECORD, JobKind.COMMAND, JobKind.FORGET,
    JobKind.MORE, JobKind.PART, JobKind.CONFIRM, JobKind.CURVE, JobKind.COST,
}  # fmt: skip


def handler(parts: Parts, responder: Responder) -> Handler:
    """What works on jobs, by their kind."""
    private = Private(parts, responder)
    desk, verdicts, home = Desk(parts, private), Verdicts(parts, private), HomeTab(parts, private)
    presses = Presses(parts, private)
    handlers: dict[str, Handler] = {
        JobKind.MESSAGE: desk.message,
        JobKind.WORDS: desk.words,
        JobKind.PICK: desk.pick,
        JobKind.CHANGE: desk.change,
        JobKind.RESUME: desk.resume,
        JobKind.DELETED: desk.deleted,
        JobKind.TELL: private.tell_text,
        JobKind.VERDICT: verdicts.verdict,
        JobKind.COST: verdicts.cost,
        JobKind.SHARE: verdicts.share,
        JobKind.RECORD: verdicts.record,
        JobKind.OPINION: verdicts.opinion,
        JobKind.COMMAND: home.command,
        JobKind.HOME: home.show,
        JobKind.FORGET: home.forget,
        JobKind.GONE: home.gone,
        JobKind.MORE: presses.more,
        JobKind.PART: presses.part,
        JobKind.CURVE: Curves(parts, private).draw,
        JobKind.CONFIRM: presses.confirm,
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
