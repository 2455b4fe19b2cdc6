"""Whether a payload has the shape that Bolt and the listeners rely on; Slack's own always have it.

Fields and which of them may be null: Slack's references of the Events API, of interaction payloads and of slash commands. What neither Bolt nor a listener
reads is not looked at, so that Slack may add to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    Payload = Mapping[str, Any]

Text: TypeAlias = str | None
Said: TypeAlias = Annotated[str, Field(min_length=1)]
#: Seconds and a part of one, which name a message; longer ones would be no moment.
Ts: TypeAlias = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,9})?$")]
TsOrNone: TypeAlias = Annotated[str, Field(pattern=r"^(\d{1,12}(\.\d{1,9})?)?$")] | None


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _EnterpriseUser(_Part):
    enterprise_id: Text = None


class _Named(_Part):
    """A person, a workspace, a channel or an organisation, as interactions have them."""

    id: Text = None
    name: Text = None
    username: Text = None
    team_id: Text = None
    enterprise_id: Text = None
    enterprise_user: _EnterpriseUser | None = None


class _Person(_Named):
    id: Said


class _Authorization(_Part):
    team_id: Text = None
    enterprise_id: Text = None
    user_id: Text = None
    is_enterprise_install: bool | None = None


class _Outer(_Part):
    """What stands around an event or an interaction."""

    team_id: Text = None
    enterprise_id: Text = None
    is_enterprise_install: bool | str | None = None
    is_ext_shared_channel: bool | None = None
    authorizations: list[_Authorization] | None = None
    event_id: Text = None
    event_time: float | None = None


class _Edited(_Part):
    ts: TsOrNone = None


class _InnerMessage(_Part):
    ts: TsOrNone = None
    thread_ts: TsOrNone = None
    user: Text = None
    bot_id: Text = None
    subtype: Text = None
    text: Text = None
    team: Text = None
    user_team: Text = None
    source_team: Text = None
    client_msg_id: Text = None
    edited: _Edited | None = None
    files: list[Any] | None = None
    blocks: list[dict[str, Any]] | None = None
    is_ephemeral: bool | None = None


class _Message(_InnerMessage):
    channel: Said
    ts: Ts
    deleted_ts: TsOrNone = None
    previous_message: _InnerMessage | None = None


class _ChangedTo(_InnerMessage):
    ts: Ts


class _ChangedMessage(_Message):
    message: _ChangedTo


class _HomeOpened(_Part):
    user: Said
    tab: Text = None
    channel: Text = None


class _Stopped(_Part):
    channel: Said
    thread_ts: TsOrNone = None
    user: Text = None


class _Tokens(_Part):
    bot: list[Any] | None = None


class _Gone(_Part):
    event_ts: TsOrNone = None
    tokens: _Tokens | None = None


class _Container(_Part):
    message_ts: TsOrNone = None
    thread_ts: TsOrNone = None
    channel_id: Text = None
    view_id: Text = None
    is_ephemeral: bool | None = None


class _Option(_Part):
    value: str


class _Answer(_Part):
    """What stands in a field of a form, or was pressed."""

    value: Text = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None


class _Action(_Answer):
    action_id: Said
    block_id: Text = None
    action_ts: TsOrNone = None


class _ResponseUrl(_Part):
    response_url: Text = None
    channel_id: Text = None


class _FormState(_Part):
    values: dict[str, dict[str, _Answer]]


class _View(_Part):
    type: Said
    id: Text = None
    callback_id: Text = None
    private_metadata: Text = None
    app_installed_team_id: Text = None
    state: _FormState | None = None
    blocks: list[dict[str, Any]] | None = None


class _Interaction(_Outer):
    type: Said
    user: _Person
    # Where an app is installed for a whole organisation there is no team.
    team: _Named | None = None
    enterprise: _Named | None = None
    channel: _Named | None = None
    message: _InnerMessage | None = None
    container: _Container | None = None
    trigger_id: Text = None
    response_url: Text = None
    response_urls: list[_ResponseUrl] = []
    view: _View | None = None


class _Press(_Interaction):
    actions: Annotated[list[_Action], Field(min_length=1)]


class _Submission(_Interaction):
    view: _View


class _SentView(_View):
    id: Said
    state: _FormState


class _SentSubmission(_Interaction):
    view: _SentView


class _Shortcut(_Interaction):
    callback_id: Said
    trigger_id: Said


class _Command(_Part):
    command: Said
    team_id: Said
    user_id: Said
    channel_id: Said
    trigger_id: Said


class _Event(_Part):
    """One that no listener reads, as far as Bolt does."""

    type: Said
    enterprise: _Named | str | None = None
    enterprise_id: Text = None


class _EventCallback(_Outer):
    team_id: Said
    event: dict[str, Any]


_EVENTS: Final[Mapping[str, type[_Part]]] = {
    "message": _Message,
    "app_mention": _Message,
    "app_home_opened": _HomeOpened,
    "agent_session_stopped": _Stopped,
    "tokens_revoked": _Gone,
    "app_uninstalled": _Gone,
}
_INTERACTIONS: Final[Mapping[str, type[_Interaction]]] = {
    "block_actions": _Press,
    "view_submission": _SentSubmission,
    "view_closed": _Submission,
    "shortcut": _Shortcut,
    "message_action": _Shortcut,
}
#: JSON that is no event and needs nothing done, and the form that only looks whether somebody is there.
_OTHERS: Final = {"url_verification": "challenge", "app_rate_limited": "team_id"}


def has_shape(body: Payload) -> bool:
    """Whether it is an event, an interaction, a command or one of Slack's own checks, with what each must have."""
    kind = body.get("type")
    try:
        if kind == "event_callback":
            _check_event(_EventCallback.model_validate(body).event)
        elif isinstance(kind, str) and kind in _OTHERS:
            return isinstance(body.get(_OTHERS[kind]), str) and bool(body[_OTHERS[kind]])
        elif "ssl_check" not in body:
            shape = _Command if kind is None else _INTERACTIONS.get(str(kind), _Interaction)
            shape.model_validate(body)
            return kind is None or _is_of_a_workspace(body)
    except ValidationError:
        return False
    return True


def _check_event(event: Payload) -> None:
    """Look at what is in an event.

    Raises:
        ValidationError: It has not the shape of its type.
    """
    kind = _Event.model_validate(event).type
    shape = _ChangedMessage if event.get("subtype") == "message_changed" else _EVENTS.get(kind)
    if shape is not None:
        shape.model_validate(event)


def _is_of_a_workspace(body: Payload) -> bool:
    return bool((body.get("team") or {}).get("id") or body["user"].get("team_id"))
