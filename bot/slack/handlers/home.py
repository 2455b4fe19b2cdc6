"""Works on App Home, on what `/verdict` lists, and on "delete my data"."""

from __future__ import annotations

import asyncio
from calendar import month_abbr
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.blocks.help import forgotten_message, help_message, history_message, sources_message
from bot.slack.blocks.home import Home, HomeSource, StoredCounts, home_view
from bot.slack.blocks.operator_page import MOST_DECLINED, MOST_SAID, OperatorPage, Said
from bot.slack.handlers.context import place_of
from bot.slack.handlers.wake_up import home_decision
from bot.slack.inbox.kinds import in_team, thread_of
from bot.storage.pointers import PointerStore
from knowledge.document_sets import Scope
from knowledge.fetching.live import LiveFolder
from knowledge.staleness import is_past

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.slack.blocks.home import HomeDecision
    from bot.slack.blocks.message import Message
    from bot.slack.handlers.context import Parts
    from bot.slack.handlers.tell_privately import Private
    from bot.turns.job import Job
    from knowledge.fetching.live import LiveState
    from knowledge.pointers import Pointer

log = structlog.get_logger()
#: As many as the longest list shows, and one, which says that there are more.
MOST_DECISIONS = 100
#: For so long a page's change is news; `ftn knowledge status` and `diff` tell of older ones.
NEWS_DAYS = 30


@dataclass(frozen=True, slots=True)
class Person:
    """One person of one workspace."""

    team: str
    user: str


def changed_in_short(state: LiveState, today: date) -> str:
    """What the last change of a source's pages was: "2 new, 1 gone on 27 Nov"; empty where they never changed, or it is no news any more."""
    found = [(count, what) for count, what in ((state.added, "new"), (state.removed, "gone")) if count]
    if not found or is_past(state.changed, NEWS_DAYS, today):
        return ""
    return f"{', '.join(f'{count:,} {what}' for count, what in found)} on {short_day(state.changed, today)}"


def short_day(moment: str, today: date) -> str:
    """An ISO day or moment as a line has room for it: "27 Nov", and with its year where that is another."""
    day = date.fromisoformat(moment[:10])
    return f"{day.day} {month_abbr[day.month]}{f' {day.year}' if day.year != today.year else ''}"


class HomeTab:
    """The handlers of what a person sees of their own."""

    def __init__(self, parts: Parts, private: Private) -> None:
        """Work with these parts, and tell people privately through `private`."""
        self._parts = parts
        self._private = private

    async def show(self, job: Job) -> None:
        """Show a person's Home tab, after deleting the decision they wanted to be rid of, if there is one."""
        team, user, unwanted = str(job.data["team"]), str(job.data["person"]), str(job.data.get("delete", ""))
        decision = await self._parts.cases.get(team, unwanted, open_too=True) if unwanted else None
        if decision and decision.user == user:
            await self._parts.cases.delete(team, decision.id)
        await self._publish(Person(team, user))

    async def command(self, job: Job) -> None:
        """`/verdict help`, `sources`, `history` and `forget`."""
        await self._private.show(job, await self._listed(job))

    async def forget(self, job: Job) -> None:
        """Delete what is kept of a person, from their Home tab."""
        person = Person(str(job.data["team"]), str(job.data["person"]))
        await self.forget_person(job, person)
        await self._publish(person)

    async def _publish(self, person: Person) -> None:
        workspace = await self._parts.workspaces.of(person.team)
        if workspace is None:
            return
        settings = self._parts.settings
        # A person's own tab is no channel: what is bound to one is not named there.
        scope = Scope(person.team)
        view = home_view(
            Home(
                decisions=await self.decisions(person, open_too=True),
                sources=await self._sources(scope),
                pointed=await self._pointed(scope),
                indexing=self._parts.indexing(scope),
                stored=await self.stored(person),
                days_kept=settings.days_kept,
                model=self._parts.model,
                operator=await self._operator_page(person.team)
                if self._parts.is_operator(person.team, person.user)
                else None,
            )
        )
        try:
            await workspace.calls.call("views.publish", user_id=person.user, view=view)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("home not shown", reason=str(error))

    async def _operator_page(self, team: str) -> OperatorPage:
        """How it goes, of the workspace that an operator looks from, as it is kept."""
        parts = self._parts
        opinions = await parts.feedback.summary(team)
        told = await parts.feedback.latest(team, MOST_SAID, told=True)
        declined = await parts.conversations.declined(team, MOST_DECLINED)
        states = await asyncio.to_thread(LiveFolder(parts.settings.data_dir).states)
        return OperatorPage(
            days=parts.settings.days_kept,
            good=opinions.good,
            bad=opinions.bad,
            reasons=opinions.reasons,
            said=tuple(Said(one.at.date(), one.good, one.reason, one.remark) for one in told if one.at),
            declined=await parts.conversations.count_declined(team),
            questions=tuple((one.at.date(), one.question) for one in declined),
            queue=await parts.inbox.counts(),
            workers=parts.inbox.workers(),
            passages=parts.passages(),
            fetched=max((state.checked[:10] for state in states.values()), default=""),
            troubles=tuple(f"{name}: {state.trouble}" for name, state in sorted(states.items()) if state.trouble),
        )

    async def _listed(self, job: Job) -> Message:
        person = Person(str(job.data["team"]), str(job.data["person"]))
        what = str(job.data["what"])
        if what == "sources":
            scope = place_of(thread_of(job.data)).scope
            return sources_message(await self._sources(scope), await self._pointed(scope))
        if what == "history":
            return history_message(await self.decisions(person, open_too=True))
        if what == "forget":
            return forgotten_message(await self.forget_person(job, person))
        return help_message()

    async def _sources(self, scope: Scope) -> tuple[HomeSource, ...]:
        """The sources that are read in a scope, each with the day of its page where that is newer than the note's, when it was read, and whether that is stale."""
        return await asyncio.to_thread(self._sources_now, scope)

    def _sources_now(self, scope: Scope) -> tuple[HomeSource, ...]:
        settings = self._parts.settings
        states, today = LiveFolder(settings.data_dir).states(), datetime.now(UTC).date()
        found = []
        for one in self._parts.sources(scope):
            state = states.get(one.id)
            day = max(one.date, state.date) if state else one.date
            is_old = one.own and is_past(day, settings.stale_document_days, today)
            if state is None or not state.checked:
                found.append(replace(one, date=day, is_stale=is_old))
                continue
            found.append(
                replace(
                    one,
                    date=day,
                    read=short_day(state.checked, today),
                    is_stale=is_old or is_past(state.checked, settings.stale_page_days, today),
                    way=state.way,
                    change=changed_in_short(state, today),
                )
            )
        return tuple(found)

    async def _pointed(self, scope: Scope) -> tuple[HomeSource, ...]:
        """The places that pointers lead to in a scope, each once, newest first."""
        pointers = await self._parts.pointers.all()
        return await asyncio.to_thread(self._pointed_now, pointers, scope) if pointers else ()

    def _pointed_now(self, pointers: Sequence[Pointer], scope: Scope) -> tuple[HomeSource, ...]:
        searcher = self._parts.searcher
        titles = {one.id: one for one in self._parts.sources(scope)}
        found: dict[str, HomeSource] = {}
        for pointer in reversed(pointers):
            if not searcher.may_read(pointer.source_id, scope):
                continue
            if named := searcher.pointed_passages(pointer):
                first = named[0]
                found.setdefault(first.section_id, HomeSource(first.place, first.link, first.date, own=first.is_own))
            elif not pointer.passage_id and (source := titles.get(pointer.source_id)):
                found.setdefault(source.id, source)
        return tuple(found.values())

    async def forget_person(self, job: Job, person: Person) -> StoredCounts:
        """Delete what is kept of a person; how much it was."""
        parts = self._parts

        async def end() -> None:
            await parts.inbox.forget_person(person.team, person.user, but=job)

        gone = await parts.forgetting.person(person.team, person.user, end)
        return StoredCounts(messages=gone.messages, cases=gone.cases, ratings=gone.ratings)

    async def stored(self, person: Person) -> StoredCounts:
        """How much is kept of a person."""
        parts = self._parts
        return StoredCounts(
            messages=await parts.conversations.count_of(person.team, person.user)
            + await PointerStore(parts.database).count_of(person.team, person.user),
            cases=await parts.cases.count_of(person.team, person.user),
            ratings=await parts.feedback.count_of(person.team, person.user),
        )

    async def decisions(self, person: Person, *, open_too: bool = False) -> tuple[HomeDecision, ...]:
        """A person's latest decisions, and what they have not brought to a verdict where that is asked for."""
        recent = await self._parts.cases.recent(person.team, person.user, MOST_DECISIONS, open_too=open_too)
        return tuple(home_decision(one) for one in recent)

    async def gone(self, job: Job) -> None:
        """The app was uninstalled: delete everything of the workspace, unless it has installed the app again since."""
        team, parts = str(job.data["team"]), self._parts
        when = float(job.data.get("when") or job.at)
        if await parts.workspaces.is_installed_since(team, when):
            log.info("uninstalled before it was installed again")
            return

        async def end() -> None:
            await parts.inbox.cancel_all(in_team(team, ""))

        await parts.forgetting.team(team, end, parts.threads)
        await parts.inbox.forget_team(team, but=job)
        await parts.workspaces.forget(team, when)
        log.info("uninstalled", at=datetime.now(UTC).isoformat(timespec="seconds"))
