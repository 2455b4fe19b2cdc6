"""Who works on which kind of job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.case import name_cases_after
from bot.errors import IndexUnreachableError, SlackUnreachableError, StoreUnavailableError
from bot.slack.handlers.curves import Curves
from bot.slack.handlers.gaps import Gaps
from bot.slack.handlers.home import HomeTab
from bot.slack.handlers.presses import Presses
from bot.slack.handlers.tell_privately import Private
from bot.slack.handlers.threads import Desk, turn_id
from bot.slack.handlers.verdicts import Verdicts
from bot.slack.inbox.kinds import WORDLESS, JobKind, full_job
from bot.slack.outgoing.post import Sent
from bot.turn_log import collected
from bot.turns.handling import Ways
from bot.turns.job import TryLaterError
from bot.turns.journal import current

if TYPE_CHECKING:
    from bot.slack.handlers.context import Parts
    from bot.slack.outgoing.response_url import Responder
    from bot.turns.handling import Handler
    from bot.turns.job import Job

#: Jobs whose end somebody waits for.
_AWAITED = {
    JobKind.MESSAGE, JobKind.EDITED, JobKind.WORDS, JobKind.PICK, JobKind.CHANGE, JobKind.RESUME,
    JobKind.VERDICT, JobKind.SHARE, JobKind.RECORD, JobKind.COMMAND, JobKind.FORGET,
    JobKind.MORE, JobKind.PART, JobKind.CONFIRM, JobKind.CURVE, JobKind.COST,
    JobKind.POINT,
}  # fmt: skip


#: Jobs that are answered in a thread.
_IN_THREAD = {JobKind.MESSAGE, JobKind.EDITED, JobKind.WORDS, JobKind.PICK, JobKind.CHANGE}
#: Presses, which a person can make again where they saw nothing come of the first.
_AGAIN = {
    JobKind.WORDS, JobKind.PICK, JobKind.CONFIRM, JobKind.RESUME, JobKind.SHARE, JobKind.RECORD, JobKind.MORE, JobKind.CURVE,
    JobKind.HOME, JobKind.FORGET, JobKind.OPINION,
}  # fmt: skip
#: Jobs that take a moment, and that nobody is made to wait for.
_LIGHT = {
    JobKind.TELL, JobKind.HOME, JobKind.DELETED, JobKind.OPINION, JobKind.FORGET, JobKind.GONE, JobKind.MORE, JobKind.PART,
    JobKind.COMMAND,
}  # fmt: skip


def ways(parts: Parts, responder: Responder) -> Ways:
    """How jobs are worked on, by their kind."""
    private = Private(parts, responder)
    desk, verdicts, home = Desk(parts, private), Verdicts(parts, private), HomeTab(parts, private)
    presses, gaps = Presses(parts, private), Gaps(parts, private)
    handlers: dict[str, Handler] = {
        JobKind.MESSAGE: desk.message,
        JobKind.EDITED: desk.edited,
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
        JobKind.GAP_DIGEST: gaps.send,
        JobKind.POINT: gaps.point,
    }

    async def handle(job: Job) -> None:
        """Work on a job; what is out of reach just now has it tried again later."""
        # The moment at which it arrived is nobody's guess.
        name_cases_after(f"{job.ids[0]}/{job.at!r}")
        collected.set({"job": str(job.kind), "tries": job.tries, "queued_seconds": round(job.seconds, 3)})
        if job.is_redo:
            # What the try before has kept of the turn would be taken for something said before it.
            await parts.conversations.forget_turn(turn_id(job))
            await parts.cases.take_back(turn_id(job))
        try:
            await handlers[job.kind](job)
        except (StoreUnavailableError, SlackUnreachableError, IndexUnreachableError) as error:
            raise TryLaterError(str(error)) from error
        except Exception:
            # Whoever waits for something is told; the inbox logs the rest.
            if job.kind in _AWAITED:
                await private.say(job, phrases.UNFORESEEN)
            raise

    async def give_up(job: Job) -> None:
        """Tell whoever waits for a job that it won't be tried again."""
        if job.kind in _IN_THREAD:
            await desk.give_up(job)
        elif job.kind in _AWAITED:
            await private.say(job, phrases.SET_ASIDE)

    light, again = (frozenset(map(str, kinds)) for kinds in (_LIGHT, _AGAIN))
    return Ways(handle, give_up, _calling_off(desk, parts), full_job, light, again, WORDLESS)


def _calling_off(desk: Desk, parts: Parts) -> Handler:
    """Takes back what is not wanted any more, where it can be taken back."""

    async def call_off(job: Job) -> None:
        """Take back what a job has shown."""
        if job.kind in _IN_THREAD:
            await desk.call_off(job)
        workspace, journal = await parts.workspaces.of(str(job.data["team"])), current.get()
        if job.kind == JobKind.RESUME and workspace and journal:
            # It went on in another place than it was pressed in.
            for shown in (await journal.earlier()).values():
                if shown.ts:
                    await workspace.delivery.delete(Sent(shown.channel, shown.ts))

    return call_off
