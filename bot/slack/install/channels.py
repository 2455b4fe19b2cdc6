"""The channels that the settings name: by their ids, or by names that are found at the start, so that none is misspelt in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import SettingsError, SlackRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.settings import Settings
    from bot.slack.outgoing.web_api import Calls

#: Ids are capitals and digits; Slack lets no name have a capital.
_ID = re.compile(r"[CDG][A-Z0-9]{6,}")
#: Channels on a page of Slack's list, and pages at most.
PAGE, PAGES = 999, 50
USE_IDS = "Give its id instead: Slack shows it at the end of the channel's details."
#: What looking for a channel by its name takes, and the first what a digest takes to tell public channels; the manifest asks for neither.
SEES_PUBLIC, SEES_PRIVATE = "channels:read", "groups:read"
ADD_SCOPE = "Add it under OAuth & Permissions → Scopes → Bot Token Scopes, then Install App → Reinstall."
NO_SCOPE = "missing_scope"


async def with_channel_ids(settings: Settings, calls: Calls | None) -> Settings:
    """The settings with the ids of the channels that they name; `calls` are None where several workspaces may have the same names.

    Raises:
        SettingsError: A channel is not found; says which.
        SlackUnreachableError: Slack can't be reached.
    """
    listed = {
        "FTN_CHANNELS_ALLOWED": settings.channels_allowed,
        "FTN_CHANNELS_DENIED": settings.channels_denied,
        # One of another workspace is named with that, and by its id.
        "FTN_GAPS_CHANNEL": "" if "/" in settings.gaps_channel else settings.gaps_channel,
    }
    named = {variable: _named(value) for variable, value in listed.items()}
    wanted = {one: variable for variable, entries in named.items() for one in entries if not _ID.fullmatch(one)}
    if not wanted:
        return settings
    first, variable = next(iter(wanted.items()))
    if calls is None:
        raise SettingsError(f"{variable} names the channel {first!r}, and each workspace may have one. {USE_IDS}")
    try:
        known, saw_private = await _ids(calls, set(wanted))
    except SlackRefusedError as error:
        if error.code == NO_SCOPE:
            raise SettingsError(
                f"{variable} names the channel {first!r}, and the app has not the scope {SEES_PUBLIC} that looking for it takes. "
                f"{USE_IDS} Or keep the name: {ADD_SCOPE}"
            ) from error
        raise SettingsError(
            f"{variable} names the channel {first!r}, and Slack does not let the app look for it ({error.code}). {USE_IDS}"
        ) from error
    for one, where in wanted.items():
        if one not in known:
            unseen = (
                "" if saw_private else f" (private ones were not looked at: the app has not the scope {SEES_PRIVATE})"
            )
            raise SettingsError(
                f"{where} names the channel {one!r}, which is not found in the workspace{unseen}. {USE_IDS}"
            )
    found = {variable: ",".join(known.get(one, one) for one in entries) for variable, entries in named.items()}
    return settings.model_copy(
        update={
            "channels_allowed": found["FTN_CHANNELS_ALLOWED"],
            "channels_denied": found["FTN_CHANNELS_DENIED"],
            "gaps_channel": found["FTN_GAPS_CHANNEL"] or settings.gaps_channel,
        }
    )


def _named(listed: str) -> list[str]:
    return [name for one in listed.split(",") if (name := one.strip().removeprefix("#"))]


async def _ids(calls: Calls, wanted: Iterable[str]) -> tuple[Mapping[str, str], bool]:
    """The ids of channels by their names, as far as the app may see them, and whether it may see private ones.

    Raises:
        SlackRefusedError: It may see none.
        SlackUnreachableError: Slack can't be reached.
    """
    left = set(wanted)
    known = await _listed(calls, "public_channel", left)
    if left <= known.keys():
        return known, True
    # Private ones take a scope of their own, which the app may do without.
    try:
        return known | await _listed(calls, "private_channel", left), True
    except SlackRefusedError:
        return known, False


async def _listed(calls: Calls, kind: str, wanted: set[str]) -> dict[str, str]:
    known, cursor = dict[str, str](), ""
    for _ in range(PAGES):
        answer = await calls.call(
            "conversations.list", types=kind, exclude_archived=True, limit=PAGE, cursor=cursor or None
        )
        known |= {str(one["name"]): str(one["id"]) for one in answer.get("channels", ()) if one.get("name") in wanted}
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor or wanted <= known.keys():
            break
    return known
