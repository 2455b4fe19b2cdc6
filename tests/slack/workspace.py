"""A workspace: its people, channels, messages, views and files, and whether the app is installed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from bot.phrases import LOOKING
from tests.slack.channel import Channel, ChannelType, Session, User
from tests.slack.messages import Message, StoredFile, Version
from tests.slack.person import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tests.slack.server import SlackServer
    from tests.slack.view import View

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str, str]
T = TypeVar("T")

TIMEOUT_SECONDS = 30.0


@dataclass(slots=True, eq=False)
class Workspace:
    """All that is in it. People of the tests act through `person(...)`."""

    slack: SlackServer
    team_id: str
    name: str
    bot_user_id: str
    bot_id: str
    bot_token: str = ""
    #: What the app was granted.
    scopes: set[str] = field(default_factory=set)
    #: Why its token no longer works, if so.
    refusal: str = ""
    streaming: bool = True
    agents: bool = True
    #: Whether its token is of the whole organisation.
    of_organisation: bool = False
    #: Types of channels that take no stream.
    unstreamable: set[str] = field(default_factory=set)
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    open_modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    private: list[Message] = field(default_factory=list)
    statuses: dict[Place, str] = field(default_factory=dict)
    sessions: dict[Place, Session] = field(default_factory=dict)
    prompts: dict[Place, list[Json]] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """Its address's first part."""
        return self.name.lower().replace(" ", "-")

    @property
    def is_installed(self) -> bool:
        """Whether the app may act in it."""
        return bool(self.bot_token) and not self.refusal

    def install(self, scopes: Collection[str] | None = None) -> str:
        """Install the app with these scopes, or those it asks for; its new token."""
        self.scopes = set(self.slack.app.scopes if scopes is None else scopes)
        self.refusal = ""
        self.bot_token = f"xoxb-{self.slack.ids.new('1')}-{self.team_id.lower()}"
        bot = User(self.bot_user_id, self.slack.app.name, self.team_id, is_bot=True)
        self.users.setdefault(self.bot_user_id, bot)
        return self.bot_token

    async def uninstalls_app(self) -> None:
        """Remove the app; its last two events say so."""
        tokens = {"oauth": [], "bot": [self.bot_user_id]}
        self.slack.events.emit(self, {"type": "tokens_revoked", "tokens": tokens})
        self.slack.events.emit(self, {"type": "app_uninstalled"})
        self.refusal = "account_inactive"

    def revokes_token(self) -> None:
        """Let the token stop working without a word."""
        self.refusal = "token_revoked"

    def deactivates(self) -> None:
        """Let the workspace be deleted without a word."""
        self.refusal = "account_inactive"

    def person(self, name: str, *, guest: bool = False, locale: str = "en-US", tz: str = "Europe/Berlin") -> Person:
        """Somebody of this workspace, made when first asked for; a member of every channel but the private ones."""
        if name not in self.people:
            user = User(self.slack.ids.new("U"), name, self.team_id, is_guest=guest, locale=locale, tz=tz)
            self._join(user)
        return self.people[name]

    def stranger(self, name: str, home: Workspace) -> Person:
        """Somebody of another workspace, as this one meets them in shared channels."""
        key = f"{name}@{home.domain}"
        if key not in self.people:
            person = home.person(name)
            self.users[person.id] = home.users[person.id]
            self.people[key] = Person(self, person.id, name)
        return self.people[key]

    def channel(
        self, name: str, *, private: bool = False, members: Collection[Person] = (), with_bot: bool = True
    ) -> Channel:
        """A channel, made when first asked for; everybody is in it unless `members` is given."""
        for channel in self.channels.values():
            if channel.name == name:
                return channel
        own = [person for person in self.people.values() if self.users[person.id].team_id == self.team_id]
        ids = {person.id for person in members or own}
        if with_bot:
            ids.add(self.bot_user_id)
        kind: ChannelType = "group" if private else "channel"
        made = Channel(self.slack.ids.new(kind[0].upper()), name, kind, ids, [self], takes_all=not (members or private))
        self.channels[made.id] = made
        return made

    def share(self, channel: Channel, other: Workspace) -> None:
        """Slack Connect: have a channel in another workspace too, with all its people and its copy of the app."""
        channel.workspaces.append(other)
        channel.members |= {person.id for person in other.people.values()}
        if other.is_installed:
            channel.members.add(other.bot_user_id)
        other.channels[channel.id] = channel
        for name in list(other.people):
            self.stranger(name, other)
        for name, person in list(self.people.items()):
            if person.workspace.users[person.id].team_id == self.team_id:
                other.stranger(name, self)

    def dm(self, person: Person) -> Channel:
        """The direct message of somebody with the app."""
        return self._direct("im", {person.id, self.bot_user_id})

    def group_dm(self, *people: Person) -> Channel:
        """A direct message of several people and the app."""
        return self._direct("mpim", {*(person.id for person in people), self.bot_user_id})

    def messages(self, channel: Channel, thread: Message | str | None = None) -> list[Message]:
        """What everybody sees in a channel, or in a thread of it without its root, in order."""
        root = thread.root if isinstance(thread, Message) else thread
        there = channel.replies.get(root, []) if root else channel.messages.values()
        return [message for message in there if not message.deleted and (root is not None or not message.is_reply)]

    def all_messages(self) -> list[Message]:
        """What everybody sees, of all channels, in order."""
        shown = (message for channel in self.channels.values() for message in channel.messages.values())
        return sorted((message for message in shown if not message.deleted), key=lambda message: message.ts)

    def answers(self, question: Message) -> list[Message]:
        """The app's replies in the thread of a message."""
        return [message for message in self.messages(self.channels[question.channel], question) if message.from_bot]

    def ephemerals(self, person: Person, channel: Channel | None = None) -> list[Message]:
        """What only this person sees, in order."""
        return [
            message
            for message in self.private
            if message.ephemeral_to == person.id and not message.deleted and channel in {None, self._at(message)}
        ]

    def modals(self, person: Person) -> list[View]:
        """The modals somebody has open, the top one last."""
        return self.open_modals.setdefault(person.id, [])

    def modal(self, person: Person) -> View:
        """The modal somebody has before them."""
        if not (stack := self.modals(person)):
            raise LookupError(f"{person.name} has no modal open")
        return stack[-1]

    def home(self, person: Person) -> View | None:
        """The Home tab the app has published for somebody."""
        return self.homes.get(person.id)

    def keep(self, message: Message) -> None:
        """Put a new message where people see it."""
        message.versions.append(Version(self.slack.clock.now(), message.text))
        if message.ephemeral_to is None:
            channel = self.channels[message.channel]
            channel.messages[message.ts] = message
            if message.thread_ts is not None and message.is_reply:
                channel.replies.setdefault(message.thread_ts, []).append(message)
        else:
            self.private.append(message)
        if message.from_bot:
            # A message of the app takes the place of its status.
            self.statuses.pop((message.channel, message.root), None)
        self.slack.changes.happened()

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = TIMEOUT_SECONDS) -> T:  # noqa: ASYNC109
        """The first true value of `predicate()`, looked at after every change."""
        return await self.slack.wait_for(predicate, timeout)

    async def wait_for_answer(self, question: Message, *, containing: str = "", count: int = 1) -> Message:
        """The `count`-th finished message of the app in the thread of a message, of those with these words."""

        def found() -> Message | None:
            answers = [
                each
                for each in self.answers(question)
                if not each.is_streaming and containing in each.words and (containing or each.words.strip() != LOOKING)
            ]
            return answers[count - 1] if len(answers) >= count else None

        return await self.wait_for(found)

    async def wait_for_ephemeral(self, person: Person, *, containing: str = "", count: int = 1) -> Message:
        """The `count`-th message only this person sees, of those with these words."""

        def found() -> Message | None:
            shown = [message for message in self.ephemerals(person) if containing in message.words]
            return shown[count - 1] if len(shown) >= count else None

        return await self.wait_for(found)

    async def wait_for_modal(self, person: Person, *, title: str = "") -> View:
        """The modal before somebody, once it has this title."""

        def found() -> View | None:
            stack = self.modals(person)
            return stack[-1] if stack and title in stack[-1].title else None

        return await self.wait_for(found)

    async def wait_for_home(self, person: Person, *, containing: str = "") -> View:
        """Somebody's Home tab, once it has these words."""

        def found() -> View | None:
            home = self.home(person)
            return home if home and containing in home.words else None

        return await self.wait_for(found)

    def describe(self) -> str:
        """All that people see, for a failed test's report."""
        lines = [f"workspace {self.name}"]
        for message in [*self.all_messages(), *self.private]:
            notes = [
                f"#{self.channels[message.channel].name}",
                "thread" if message.is_reply else "",
                f"only {self.users[message.ephemeral_to].name}" if message.ephemeral_to else "",
                "streaming" if message.is_streaming else "",
            ]
            author = self.users[message.user].name if message.user in self.users else message.user
            lines.append(f"  {author} ({', '.join(filter(None, notes))}): {message.words}")
        lines += [f"  modal: {view.words}" for stack in self.open_modals.values() for view in stack]
        lines += [f"  home: {view.words}" for view in self.homes.values()]
        return "\n".join(lines)

    def _join(self, user: User) -> None:
        self.users[user.id] = user
        self.people[user.name] = Person(self, user.id, user.name)
        for channel in self.channels.values():
            if channel.takes_all:
                channel.members.add(user.id)

    def _direct(self, kind: ChannelType, members: set[str]) -> Channel:
        for channel in self.channels.values():
            if channel.type == kind and channel.members == members:
                return channel
        names = "-".join(sorted(self.users[member].name for member in members if member in self.users))
        made = Channel(self.slack.ids.new("D" if kind == "im" else "C"), names, kind, members, [self])
        self.channels[made.id] = made
        return made

    def _at(self, message: Message) -> Channel:
        return self.channels[message.channel]
