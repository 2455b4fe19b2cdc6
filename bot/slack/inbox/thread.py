"""Where a message of the bot goes: one thread, or the one person who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of a channel, and who the bot is answering there.

    `team` is the workspace the bot was asked in, `person_team` the person's own, which differs in Slack Connect. `asked` is
    the timestamp of the message that is answered.
    """

    team: str
    channel: str
    ts: str
    person: str
    person_team: str
    asked: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether this is the bot's direct message with one person."""
        return self.channel.startswith("D")


def installed_team(body: Mapping[str, Any]) -> str:
    """The workspace that has installed the app and that an event or an interaction is for, as Bolt finds its token; empty for none.

    In Slack Connect the outer `team_id` may be the sender's, and the team of a form the one it was opened in.
    """
    view, team, user = (named if isinstance(named := body.get(each), dict) else {} for each in ("view", "team", "user"))
    granted = next((each for each in body.get("authorizations") or () if isinstance(each, dict)), {})
    named = (
        view.get("app_installed_team_id"),
        team.get("id"),
        granted.get("team_id"),
        body.get("team_id"),
        user.get("team_id"),
    )
    return next((str(each) for each in named if each), "")
