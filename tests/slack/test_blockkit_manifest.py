"""The manifest check: each rule has a manifest that keeps it and one that breaks it, and says how."""

import copy
from typing import Any, TypeAlias

import pytest

from tests.slack.blockkit import problems_in_manifest

Json: TypeAlias = dict[str, Any]

ADDRESS = "https://bot.example.com/slack/events"
EVENTS = "settings.event_subscriptions.bot_events"
#: An agent over HTTP, as small as one that has all parts can be.
MANIFEST: Json = {
    "_metadata": {"major_version": 2},
    "display_information": {
        "name": "Verdict",
        "description": "Answers with sources.",
        "long_description": "x" * 174,
        "background_color": "#1f2a44",
    },
    "features": {
        "agent_view": {
            "agent_description": "Ask me anything.",
            "suggested_prompts": [{"title": "Help", "message": "help"}],
        },
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "verdict", "always_online": True},
        "shortcuts": [{"name": "Check", "type": "message", "callback_id": "check", "description": "Check it"}],
        "slash_commands": [
            {
                "command": "/verdict",
                "url": ADDRESS,
                "description": "A verdict",
                "usage_hint": "[claim]",
                "should_escape": True,
            }
        ],
    },
    "oauth_config": {
        "redirect_urls": ["https://bot.example.com/slack/oauth_redirect"],
        "scopes": {
            "bot": ["app_mentions:read", "assistant:write", "chat:write", "commands", "files:write", "im:history"],
            "bot_optional": ["files:write"],
        },
        "token_management_enabled": True,
    },
    "settings": {
        "event_subscriptions": {
            "request_url": ADDRESS,
            "bot_events": ["agent_session_stopped", "app_home_opened", "app_mention", "message.im"],
        },
        "interactivity": {"is_enabled": True, "request_url": ADDRESS},
        "org_deploy_enabled": True,
        "socket_mode_enabled": False,
        "token_rotation_enabled": False,
    },
}
GONE = object()


def manifest(**changes: Any) -> Json:
    """Make the manifest with changes at paths, whose dots are written as two underscores; GONE takes a key away."""
    made = copy.deepcopy(MANIFEST)
    for path, value in changes.items():
        *keys, last = path.split("__")
        place = made
        for key in keys:
            place = place.setdefault(key, {})
        if value is GONE:
            del place[last]
        else:
            place[last] = value
    return made


def without_scope(scope: str) -> Json:
    """Make the manifest without one of its bot scopes."""
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]
    return manifest(oauth_config__scopes__bot=[asked for asked in scopes if asked != scope])


def with_command(**changes: Any) -> Json:
    """Make the manifest with another slash command."""
    return manifest(features__slash_commands=[MANIFEST["features"]["slash_commands"][0] | changes])


def with_shortcut(**changes: Any) -> Json:
    """Make the manifest with another shortcut."""
    return manifest(features__shortcuts=[MANIFEST["features"]["shortcuts"][0] | changes])


def with_event(event: str, *scopes: str) -> Json:
    """Make the manifest with one more event and more scopes."""
    return manifest(
        settings__event_subscriptions__bot_events=[*MANIFEST["settings"]["event_subscriptions"]["bot_events"], event],
        oauth_config__scopes__bot=[*MANIFEST["oauth_config"]["scopes"]["bot"], *scopes],
    )


def test_accepts_an_agent_over_http() -> None:
    """A manifest with all parts in order has no problem."""
    assert problems_in_manifest(MANIFEST) == []


def test_socket_mode_needs_no_address() -> None:
    """In Socket Mode Slack calls nobody."""
    socket = manifest(
        settings__socket_mode_enabled=True,
        settings__interactivity={"is_enabled": True},
        settings__event_subscriptions__request_url=GONE,
        features__slash_commands=[{"command": "/verdict", "description": "A verdict"}],
    )
    assert problems_in_manifest(socket) == []


PROMPTS = [{"title": "Help", "message": "help"}]
COMMAND: Json = MANIFEST["features"]["slash_commands"][0]
SHORTCUT: Json = MANIFEST["features"]["shortcuts"][0]
REPEATED = [f"https://{number}.example" for number in range(1_001)]
SIZES: list[tuple[str, Any, Any, str]] = [
    ("display_information.name", "x" * 35, "x" * 36, "36 characters, at most 35"),
    ("display_information.description", "x" * 140, "x" * 141, "141 characters, at most 140"),
    ("display_information.long_description", "x" * 174, "x" * 173, "173 characters, at least 174"),
    ("display_information.long_description", "x" * 4_000, "x" * 4_001, "4001 characters, at most 4000"),
    ("display_information.background_color", "#fff", "navy", "'navy', must be a colour like #1f2a44"),
    ("_metadata.major_version", 1, 3, "3, at most 2"),
    ("features.agent_view.agent_description", "x" * 300, "x" * 301, "301 characters, at most 300"),
    ("features.agent_view.suggested_prompts", PROMPTS * 4, PROMPTS * 5, "5 items, at most 4"),
    ("features.bot_user.display_name", "x" * 80, "x" * 81, "81 characters, at most 80"),
    ("features.bot_user.display_name", "ver-dict.1", "Verdict", "'Verdict', must be of a-z, 0-9, -, _ and . only"),
    ("features.unfurl_domains", ["a.example"] * 5, ["a.example"] * 6, "6 items, at most 5"),
    ("features.slash_commands", [COMMAND], [], "0 items, at least 1"),
    (
        "features.slash_commands",
        [COMMAND | {"command": f"/v{number}"} for number in range(50)],
        [COMMAND | {"command": f"/v{number}"} for number in range(51)],
        "51 items, at most 50",
    ),
    (
        "features.shortcuts",
        [SHORTCUT | {"callback_id": f"c{number}"} for number in range(10)],
        [SHORTCUT | {"callback_id": f"c{number}"} for number in range(11)],
        "11 items, at most 10",
    ),
    ("oauth_config.redirect_urls", REPEATED[:1_000], REPEATED, "1001 items, at most 1000"),
    ("settings.allowed_ip_address_ranges", ["10.0.0.1"] * 10, ["10.0.0.1"] * 11, "11 items, at most 10"),
    ("settings.org_deploy_enabled", True, "yes", "a string, must be a boolean"),
]


@pytest.mark.parametrize(
    ("path", "good", "bad", "problem"), SIZES, ids=[f"{path} {says}" for path, _, _, says in SIZES]
)
def test_field_has_its_limits(path: str, good: Any, bad: Any, problem: str) -> None:
    """A field at its limit passes; one beyond is named."""
    key = path.replace(".", "__")
    assert problems_in_manifest(manifest(**{key: good})) == []
    assert problems_in_manifest(manifest(**{key: bad})) == [f"{path}: {problem}"]


RULES: list[tuple[Json, Json, str]] = [
    (
        MANIFEST,
        manifest(oauth_config__scopes__bot_optional=["files:read"]),
        "oauth_config.scopes.bot_optional: 'files:read' must also be in bot",
    ),
    (
        manifest(oauth_config__scopes__user=["search:read"], oauth_config__scopes__user_optional=["search:read"]),
        manifest(oauth_config__scopes__user_optional=["search:read"]),
        "oauth_config.scopes.user_optional: 'search:read' must also be in user",
    ),
    (
        with_event("reaction_added", "reactions:read"),
        with_event("reaction_added"),
        f"{EVENTS}[4]: 'reaction_added' needs the scope reactions:read",
    ),
    (
        with_event("message.channels", "channels:history"),
        with_event("message.channels"),
        f"{EVENTS}[4]: 'message.channels' needs the scope channels:history",
    ),
    (
        with_event("member_joined_channel", "groups:read"),
        with_event("member_joined_channel"),
        f"{EVENTS}[4]: 'member_joined_channel' needs the scope channels:read or groups:read",
    ),
    (
        with_event("tokens_revoked"),
        with_event("token_revoked"),
        f"{EVENTS}[4]: 'token_revoked', not an event a bot can ask for",
    ),
    (MANIFEST, with_event("app_mention"), f"{EVENTS}[4]: 'app_mention' again, already at {EVENTS}[2]"),
    (
        with_event("app_uninstalled", "users:read"),
        with_event("app_uninstalled", "user:read"),
        "oauth_config.scopes.bot[6]: 'user:read', not a bot scope",
    ),
    (
        MANIFEST,
        with_event("app_uninstalled", "commands"),
        "oauth_config.scopes.bot[6]: 'commands' again, already at oauth_config.scopes.bot[3]",
    ),
    (MANIFEST, without_scope("assistant:write"), "features.agent_view: needs the scope assistant:write"),
    (MANIFEST, without_scope("im:history"), f"{EVENTS}[3]: 'message.im' needs the scope im:history"),
    (
        MANIFEST,
        manifest(features__app_home__messages_tab_enabled=False),
        "features.agent_view: needs a Messages tab that is enabled and not read-only",
    ),
    (
        MANIFEST,
        manifest(features__app_home__messages_tab_read_only_enabled=True),
        "features.agent_view: needs a Messages tab that is enabled and not read-only",
    ),
    (
        MANIFEST,
        manifest(features__assistant_view={"assistant_description": "Ask"}),
        "features.assistant_view: legacy, new apps declare agent_view only",
    ),
    (
        with_event("app_context_changed"),
        with_event("assistant_thread_started"),
        f"{EVENTS}: 'assistant_thread_started' does not come with agent_view",
    ),
    (
        MANIFEST,
        manifest(features__agent_view__agent_description=GONE),
        "features.agent_view.agent_description: missing",
    ),
    (MANIFEST, manifest(features__bot_user=GONE), "features.bot_user: missing, bot scopes need it"),
    (MANIFEST, manifest(display_information=GONE), "display_information: missing"),
    (MANIFEST, manifest(features__agents={}), "features.agents: unknown key"),
    (
        with_command(command="/" + "v" * 31),
        with_command(command="/" + "v" * 32),
        "features.slash_commands[0].command: 33 characters, at most 32",
    ),
    (
        MANIFEST,
        with_command(command="verdict"),
        "features.slash_commands[0].command: 'verdict', must be a slash and lower-case letters",
    ),
    (
        with_command(description="x" * 2_000),
        with_command(description="x" * 2_001),
        "features.slash_commands[0].description: 2001 characters, at most 2000",
    ),
    (
        with_command(usage_hint="x" * 1_000),
        with_command(usage_hint="x" * 1_001),
        "features.slash_commands[0].usage_hint: 1001 characters, at most 1000",
    ),
    (
        MANIFEST,
        with_command(url="http://bot.example.com"),
        "features.slash_commands[0].url: 'http://bot.example.com', must be an https address",
    ),
    (
        manifest(features__slash_commands=[COMMAND, COMMAND | {"command": "/other"}]),
        manifest(features__slash_commands=[COMMAND, COMMAND]),
        "features.slash_commands[1].command: '/verdict' again, already at features.slash_commands[0].command",
    ),
    (
        with_shortcut(callback_id="x" * 255),
        with_shortcut(callback_id="x" * 256),
        "features.shortcuts[0].callback_id: 256 characters, at most 255",
    ),
    (
        with_shortcut(description="x" * 150),
        with_shortcut(description="x" * 151),
        "features.shortcuts[0].description: 151 characters, at most 150",
    ),
    (
        with_shortcut(type="global"),
        with_shortcut(type="channel"),
        "features.shortcuts[0].type: 'channel', must be one of 'message', 'global'",
    ),
    (
        MANIFEST,
        manifest(settings__interactivity={"is_enabled": False}),
        "features.shortcuts: needs settings.interactivity.is_enabled",
    ),
    (
        manifest(settings__socket_mode_enabled=True, settings__interactivity={"is_enabled": True}),
        manifest(settings__interactivity={"is_enabled": True}),
        "settings.interactivity.request_url: missing, needed without Socket Mode",
    ),
    (
        manifest(settings__socket_mode_enabled=True, settings__event_subscriptions__request_url=GONE),
        manifest(settings__event_subscriptions__request_url=GONE),
        "settings.event_subscriptions.request_url: missing, needed without Socket Mode",
    ),
    (
        manifest(features__slash_commands=[{"command": "/v", "description": "V"}], settings__socket_mode_enabled=True),
        manifest(features__slash_commands=[{"command": "/v", "description": "V"}]),
        "features.slash_commands[0].url: missing, needed without Socket Mode",
    ),
]


@pytest.mark.parametrize(("good", "bad", "problem"), RULES, ids=[problem for _, _, problem in RULES])
def test_manifest_follows_its_rules(good: Json, bad: Json, problem: str) -> None:
    """A manifest that keeps a rule has no problem; one that breaks it has that one."""
    assert problems_in_manifest(good) == []
    assert problems_in_manifest(bad) == [problem]


def test_commands_and_shortcuts_need_their_scope() -> None:
    """Without the scope commands both are named."""
    assert problems_in_manifest(without_scope("commands")) == [
        "features.slash_commands: needs the scope commands",
        "features.shortcuts: needs the scope commands",
    ]


@pytest.mark.parametrize("value", [None, "{}", []])
def test_manifest_is_an_object(value: object) -> None:
    """What is no object is said to be none."""
    (problem,) = problems_in_manifest(value)
    assert problem.endswith("must be an object")
