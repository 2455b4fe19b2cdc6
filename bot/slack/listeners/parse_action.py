"""Reads what Slack sends when somebody presses, chooses, uses a shortcut or sends a form: who, where, on what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.elements import LONGEST_VALUE
from bot.slack.blocks.safe_markdown import clean
from bot.slack.inbox.thread import Thread, installed_team

if TYPE_CHECKING:
    from collections.abc import Mapping

    Payload = Mapping[str, Any]

#: Two presses of one button within so many seconds are one wish; after twice as many they are two.
ONE_WISH_SECONDS = 10
#: Slack's own limit for what an action is called.
LONGEST_ACTION = 255


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of a button: by whom, in which thread, and on what."""

    thread: Thread
    name: str
    #: The timestamp of the message that was pressed in, empty for a view.
    message: str
    #: The message or the view.
    surface: str
    #: Slack does not send along what only one person sees.
    blocks: tuple[dict[str, Any], ...]
    is_private: bool
    trigger: str
    response_url: str
    action: str
    value: str
    at: str

    @property
    def press(self) -> str:
        """Names this one press."""
        return f"press/{self.thread.person}/{self.surface}/{self.action}/{self.at}"

    @property
    def wish(self) -> tuple[str, ...]:
        """Names this press, and what is wanted, so that pressing twice in a moment is wanting it once."""
        moment = int(float(self.at or 0)) // ONE_WISH_SECONDS
        name = f"wish/{self.thread.person}/{self.surface}/{self.action}/{self.value}"
        # A press later shares the last name with the first press's, one much later shares none. What answers it bears its own.
        return self.press, f"{name}/{moment}", f"{name}/{moment + 1}"


def pressed(body: Payload, action: Payload) -> Pressed:
    """What was pressed."""
    container, message = body.get("container") or {}, body.get("message") or {}
    return Pressed(
        thread=thread_of_interaction(body),
        name=person_name(body),
        message=str(message.get("ts") or container.get("message_ts") or ""),
        surface=str(container.get("message_ts") or container.get("view_id") or ""),
        blocks=() if is_private(body) else tuple(message.get("blocks") or ()),
        is_private=is_private(body),
        trigger=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        action=_within(action.get("action_id"), LONGEST_ACTION),
        value=_within((action.get("selected_option") or {}).get("value") or action.get("value"), LONGEST_VALUE),
        at=str(action.get("action_ts") or ""),
    )


def thread_of_interaction(body: Payload) -> Thread:
    """The thread that something was done in; without a message it is the channel alone."""
    container, message = body.get("container") or {}, body.get("message") or {}
    user = body["user"]
    ts = message.get("thread_ts") or container.get("thread_ts") or ""
    if not ts and not is_private(body):
        # What only one person sees is no message that others could be written below.
        ts = message.get("ts") or ""
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    home = installed_team(body)
    person_team = str(user.get("team_id") or home)
    enterprise = (body.get("enterprise") or {}).get("id")
    own = (person_team, user.get("enterprise_id"), (user.get("enterprise_user") or {}).get("enterprise_id"))
    if enterprise and enterprise in own:
        # In one organisation people are at home in all of its workspaces.
        person_team = home
    return Thread(home, str(channel), str(ts), str(user["id"]), person_team)


def is_private(body: Payload) -> bool:
    """Whether only one person sees what was pressed; Slack mostly does not send such a message along."""
    container, message = body.get("container") or {}, body.get("message") or {}
    return not message or bool(container.get("is_ephemeral") or message.get("is_ephemeral"))


def person_name(body: Payload) -> str:
    """What the person who pressed something is called."""
    user = body.get("user") or {}
    return str(user.get("name") or user.get("username") or user.get("id") or "")


def _within(text: object, most: int) -> str:
    """What the bot may have called something: it names a job in the store, which takes not every character and not every length."""
    return clean(str(text or ""))[:most]
