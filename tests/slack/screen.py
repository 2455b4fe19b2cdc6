"""What one person of the terminal client has before them: messages and views as text, all that can be clicked numbered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tests.slack.elements import elements_of, labels_of, text_of
from tests.slack.messages import Message
from tests.slack.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.slack.channel import Channel
    from tests.slack.person import Person

Shown: TypeAlias = Message | View


@dataclass(slots=True)
class Screen:
    """What one person has before them, and what the numbers stand for."""

    person: Person
    write: Callable[[str], None]
    channel: Channel
    thread: Message | None = None
    #: What has been printed: a message or view, and the text it had.
    printed: dict[str, str] = field(default_factory=dict)
    clickable: list[tuple[Shown, str, str]] = field(default_factory=list)
    listed: list[Message] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)

    @property
    def prompt(self) -> str:
        """Where one is."""
        place = "the app" if self.channel.type == "im" else f"#{self.channel.name}"
        return f"{place}{' › thread' if self.thread else ''}> "

    async def follow(self) -> None:
        """Print whatever changes, until cancelled."""
        while True:
            self.refresh()
            await self.person.workspace.slack.changes.next()

    def refresh(self) -> None:
        """Print what is new or has become another; streams once they are complete."""
        workspace = self.person.workspace
        shown: list[Shown] = [
            message
            for message in [*workspace.all_messages(), *workspace.ephemerals(self.person)]
            if self.person.id in workspace.channels[message.channel].members and not message.is_streaming
        ]
        shown += workspace.modals(self.person)[-1:]
        home = workspace.home(self.person)
        for item in [*shown, *([home] if home and home.hash not in self.printed else [])]:
            self.show(item)

    def show(self, item: Shown, *, again: bool = False) -> None:
        """Print a message or view, unless it is printed already."""
        key, text = (item.ts, item.words) if isinstance(item, Message) else (item.id, item.words + str(item.errors))
        if isinstance(item, Message) and item.user == self.person.id:
            if key not in self.printed:
                self.listed.append(item)
            self.printed[key] = text
            return
        if self.printed.get(key) == text and not again:
            return
        changed = key in self.printed and not again
        self.printed[key] = text
        self.write(f"\n{self._headline(item, changed=changed)}\n{indented(item.words)}")
        if isinstance(item, View):
            for block_id, problem in item.errors.items():
                self.write(f"  ! {block_id}: {problem}")
        for _, element in elements_of(item.blocks):
            for label in labels_of(element):
                self.clickable.append((item, str(element.get("action_id", "")), label))
                self.write(f"  [{len(self.clickable)}] {label or element.get('action_id')}{_note(element)}")

    def _headline(self, item: Shown, *, changed: bool) -> str:
        if isinstance(item, View):
            return "── Home ──" if item.type == "home" else f"── form: {item.title} ──"
        channel = self.person.workspace.channels[item.channel]
        if item not in self.listed:
            self.listed.append(item)
        notes = [
            "" if channel.type == "im" else f"#{channel.name}",
            "thread" if item.is_reply else "",
            "only you see this" if item.ephemeral_to else "",
            "changed" if changed else "",
            ", ".join(file.name for file in item.files),
        ]
        author = self.person.workspace.users[item.user].name
        return f"({self.listed.index(item) + 1}) {author} · {' · '.join(filter(None, notes))}".rstrip(" ·")


def indented(text: str) -> str:
    """Each line two spaces in."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def _note(element: dict[str, object]) -> str:
    match element["type"]:
        case "button":
            return f" → {element['url']}" if element.get("url") else ""
        case "feedback_buttons":
            return ""
        case kind:
            return f" ({kind} {text_of(element.get('placeholder'))})".replace(" )", ")")
