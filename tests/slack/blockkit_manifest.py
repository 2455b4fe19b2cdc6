"""Slack's app manifest as a table, with the rules between its parts: scopes, events, commands, addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.slack.blockkit_scopes import KNOWN_BOT_SCOPES, SCOPES_FOR_EVENT
from tests.slack.blockkit_shapes import (
    HTTPS_ADDRESS,
    Form,
    Record,
    Shape,
    anything_in,
    flag,
    integer,
    items,
    known,
    one_of,
    repeated,
    text,
)

_ADDRESS = text(like=HTTPS_ADDRESS)
_BOT_SCOPE_LIST = items(known(KNOWN_BOT_SCOPES, "a bot scope"), 255)
_SCOPE_LIST = items(text(like=Form(r"[a-z_.-]+(:[a-z_.]+)*", "a scope")), 255)
_PROMPT = Record({"title": text(), "message": text()})

_FEATURES: Mapping[str, Shape] = {
    "agent_view": Record(
        {"agent_description": text(300)},
        {"suggested_prompts": items(_PROMPT, 4), "actions": items(Record({"name": text(), "description": text()}))},
    ),
    "assistant_view": Record({"assistant_description": text()}, {"suggested_prompts": items(_PROMPT, 4)}),
    "app_home": Record(
        {}, dict.fromkeys(("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), flag)
    ),
    "bot_user": Record(
        {"display_name": text(80, like=Form(r"[a-z0-9._-]+", "of a-z, 0-9, -, _ and . only"))}, {"always_online": flag}
    ),
    "shortcuts": items(
        Record(
            {
                "name": text(),
                "type": one_of("message", "global"),
                "callback_id": text(255),
                "description": text(150),
            }
        ),
        10,
        least=1,
    ),
    "slash_commands": items(
        Record(
            {
                "command": text(32, like=Form(r"/[^\s/A-Z]+", "a slash and lower-case letters")),
                "description": text(2_000),
            },
            {"url": _ADDRESS, "usage_hint": text(1_000), "should_escape": flag},
        ),
        50,
        least=1,
    ),
    "unfurl_domains": items(text(), 5, least=1),
}
_OAUTH = Record(
    {},
    {
        "redirect_urls": items(_ADDRESS, 1_000),
        "scopes": Record(
            {},
            {
                **dict.fromkeys(("bot", "bot_optional"), _BOT_SCOPE_LIST),
                **dict.fromkeys(("user", "user_optional"), _SCOPE_LIST),
            },
        ),
        "token_management_enabled": flag,
        "pkce_enabled": flag,
    },
)
_EVENTS = Record(
    {},
    {
        "request_url": _ADDRESS,
        "bot_events": items(known(SCOPES_FOR_EVENT, "an event a bot can ask for"), 100),
        "user_events": items(text(), 100),
        "metadata_subscriptions": items(Record({"app_id": text(), "event_type": text()}), 20, least=1),
    },
)
_SETTINGS = Record(
    {},
    {
        "allowed_ip_address_ranges": items(text(), 10),
        "event_subscriptions": _EVENTS,
        "incoming_webhooks": Record({}, {"incoming_webhooks_enabled": flag}),
        "interactivity": Record({"is_enabled": flag}, {"request_url": _ADDRESS, "message_menu_options_url": _ADDRESS}),
        **dict.fromkeys(
            ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled", "is_hosted", "is_mcp_enabled"), flag
        ),
        "function_runtime": text(),
    },
)


def _at(manifest: Mapping[str, Any], *keys: str) -> Any:
    """Follow the keys as far as they lead; None if they do not."""
    value: Any = manifest
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _bot_scopes(manifest: Mapping[str, Any]) -> set[str]:
    return set(_at(manifest, "oauth_config", "scopes", "bot") or ())


def optional_scopes_are_asked_for(manifest: Mapping[str, Any], _: str) -> Iterator[str]:
    """Check that optional scopes are among the scopes, and that no scope is listed twice."""
    scopes = _at(manifest, "oauth_config", "scopes") or {}
    for kind in ("bot", "user"):
        for scope in scopes.get(f"{kind}_optional", ()):
            if scope not in scopes.get(kind, ()):
                yield f"oauth_config.scopes.{kind}_optional: {scope!r} must also be in {kind}"
    for kind, listed in scopes.items():
        yield from repeated([(f"oauth_config.scopes.{kind}[{at}]", scope) for at, scope in enumerate(listed)])


def events_have_their_scopes(manifest: Mapping[str, Any], _: str) -> Iterator[str]:
    """Check that each event is listed once and has a scope that lets it through."""
    path = "settings.event_subscriptions.bot_events"
    events = _at(manifest, *path.split(".")) or ()
    yield from repeated([(f"{path}[{at}]", event) for at, event in enumerate(events)])
    for at, event in enumerate(events):
        needed = SCOPES_FOR_EVENT[event]
        if needed and not _bot_scopes(manifest).intersection(needed):
            yield f"{path}[{at}]: {event!r} needs the scope {' or '.join(needed)}"


def features_have_what_they_need(manifest: Mapping[str, Any], _: str) -> Iterator[str]:
    """Check that commands, shortcuts, agent and bot come with their scopes and switches."""
    features, scopes = manifest.get("features", {}), _bot_scopes(manifest)
    for feature in ("slash_commands", "shortcuts"):
        if feature in features and "commands" not in scopes:
            yield f"features.{feature}: needs the scope commands"
    if "shortcuts" in features and not _at(manifest, "settings", "interactivity", "is_enabled"):
        yield "features.shortcuts: needs settings.interactivity.is_enabled"
    if scopes and "bot_user" not in features:
        yield "features.bot_user: missing, bot scopes need it"
    for feature, key in (("slash_commands", "command"), ("shortcuts", "callback_id")):
        named = enumerate(features.get(feature, ()))
        yield from repeated([(f"features.{feature}[{at}].{key}", item[key]) for at, item in named])


def the_agent_is_whole(manifest: Mapping[str, Any], _: str) -> Iterator[str]:
    """Check that an agent has its scope and a Messages tab one can write in, and nothing of the legacy assistant."""
    features = manifest.get("features", {})
    events = _at(manifest, "settings", "event_subscriptions", "bot_events") or ()
    if "assistant_view" in features:
        yield "features.assistant_view: legacy, new apps declare agent_view only"
    if "agent_view" not in features:
        return
    if "assistant:write" not in _bot_scopes(manifest):
        yield "features.agent_view: needs the scope assistant:write"
    home = features.get("app_home", {})
    if not home.get("messages_tab_enabled") or home.get("messages_tab_read_only_enabled"):
        yield "features.agent_view: needs a Messages tab that is enabled and not read-only"
    for event in ("assistant_thread_started", "assistant_thread_context_changed"):
        if event in events:
            yield f"settings.event_subscriptions.bot_events: {event!r} does not come with agent_view"


def addresses_are_given(manifest: Mapping[str, Any], _: str) -> Iterator[str]:
    """Check that an app without Socket Mode says where Slack reaches it."""
    if _at(manifest, "settings", "socket_mode_enabled"):
        return
    needed = {
        f"features.slash_commands[{at}].url": command.get("url")
        for at, command in enumerate(_at(manifest, "features", "slash_commands") or ())
    }
    events = _at(manifest, "settings", "event_subscriptions") or {}
    if events.get("bot_events") or events.get("user_events"):
        needed["settings.event_subscriptions.request_url"] = events.get("request_url")
    interactivity = _at(manifest, "settings", "interactivity") or {}
    if interactivity.get("is_enabled"):
        needed["settings.interactivity.request_url"] = interactivity.get("request_url")
    yield from (f"{path}: missing, needed without Socket Mode" for path, address in needed.items() if not address)


MANIFEST = Record(
    {
        "display_information": Record(
            {"name": text(35)},
            {
                "description": text(140),
                "long_description": text(4_000, least=174),
                "background_color": text(like=Form(r"#([0-9A-Fa-f]{3}){1,2}", "a colour like #1f2a44")),
            },
        ),
    },
    {
        "_metadata": Record({}, {"major_version": integer(1, 2), "minor_version": integer(0)}),
        "features": Record({}, _FEATURES),
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
        **dict.fromkeys(("app_directory", "functions"), anything_in),
    },
    (
        optional_scopes_are_asked_for,
        events_have_their_scopes,
        features_have_what_they_need,
        the_agent_is_whole,
        addresses_are_given,
    ),
)
