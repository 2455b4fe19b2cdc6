"""The app's manifest: what Slack would take, no more than the bot uses, with the names the code answers to."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import SlackMode
from bot.slack.blocks.action_ids import Shortcut
from bot.slack.install.manifest import (
    EVENTS_PATH,
    FEATURES,
    INSTALL_PATH,
    REDIRECT_PATH,
    manifest,
    optional_scopes,
    public_address,
    scopes,
)
from tests.slack.blockkit import problems_in_manifest
from tests.slack.blockkit_scopes import SCOPES_FOR_EVENT
from tests.slack.web_api import SCOPES as SCOPE_OF_METHOD

ADDRESS = "https://bot.example.com"
SLACK = Path(__file__).parents[2] / "bot" / "slack"
#: Where each remaining scope is needed though no method names it: by a feature of the manifest.
BY_FEATURE = {"commands": ("slash_commands", "shortcuts"), "assistant:write": ("agent_view",)}


def written_in_the_code() -> set[str]:
    """Every string in the code of the Slack surface."""
    return {
        node.value
        for file in SLACK.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize(("mode", "url"), [(SlackMode.SOCKET, None), (SlackMode.HTTP, ADDRESS)])
def test_slack_would_take_it(mode: SlackMode, url: str | None) -> None:
    """Both forms keep Slack's limits and the rules between their parts."""
    assert problems_in_manifest(manifest(mode, url)) == []


def test_the_file_is_the_manifest_for_socket_mode() -> None:
    """What a person pastes is the file as it is, and it names no address."""
    text = (SLACK / "install" / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text) == manifest(SlackMode.SOCKET)
    assert "http" not in text
    assert manifest(SlackMode.SOCKET)["settings"]["socket_mode_enabled"] is True


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (ADDRESS, ADDRESS),
        (f"{ADDRESS}/", ADDRESS),
        (f"{ADDRESS}:8443", f"{ADDRESS}:8443"),
        (f"{ADDRESS}/team/bot/", f"{ADDRESS}/team/bot"),
    ],
)
def test_http_mode_names_every_address(url: str, address: str) -> None:
    """Events, presses and commands go to one address, and installations come back to another."""
    made = manifest(SlackMode.HTTP, url)
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address + EVENTS_PATH
    assert made["settings"]["interactivity"]["request_url"] == address + EVENTS_PATH
    assert [command["url"] for command in made["features"]["slash_commands"]] == [address + EVENTS_PATH]
    assert made["oauth_config"]["redirect_urls"] == [address + REDIRECT_PATH]
    assert public_address(url) == address


def test_one_manifest_leaves_the_next_one_alone() -> None:
    """A manifest that was made, or changed, does not show in the next one."""
    manifest(SlackMode.HTTP, ADDRESS)["features"].clear()
    assert "url" not in manifest(SlackMode.SOCKET)["features"]["slash_commands"][0]


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example.com",
        "bot.example.com",
        "https://",
        "https:///slack",
        "https://bot.example.com:0",
        "https://bot.example.com:99999",
        "https://bot.example.com:port",
        "https://[bot",
        "https://bot example.com",
        "https://somebody@bot.example.com",
        "https://bot.example.com?team=1",
        "https://bot.example.com#top",
        "https://bot.example.com/slack/events",
        "ftp://bot.example.com",
    ],
)
def test_an_address_slack_can_not_call(url: str) -> None:
    """The error names the address and what one looks like."""
    with pytest.raises(SettingsError) as caught:
        manifest(SlackMode.HTTP, url)
    assert repr(url) in str(caught.value)
    assert "https://bot.example.com: give it with --url or FTN_PUBLIC_URL" in str(caught.value)


@pytest.mark.parametrize("url", [None, ""])
def test_http_mode_needs_an_address(url: str | None) -> None:
    """Without one the error says how to give it."""
    with pytest.raises(SettingsError, match=r"no public address is set.*--url or FTN_PUBLIC_URL"):
        manifest(SlackMode.HTTP, url)


def test_socket_mode_has_no_use_for_an_address() -> None:
    """An address that would be lost is an error, and not left out silently."""
    with pytest.raises(SettingsError, match=r"'https://bot\.example\.com' is of no use in Socket Mode.*--mode http"):
        manifest(SlackMode.SOCKET, ADDRESS)


def test_shortcuts_are_those_the_code_answers() -> None:
    """Each shortcut calls back by a name that the code knows, of the right kind."""
    named = {each["callback_id"]: each["type"] for each in manifest(SlackMode.SOCKET)["features"]["shortcuts"]}
    assert named == {Shortcut.MESSAGE: "message", Shortcut.GLOBAL: "global"}


def test_the_command_names_people_and_channels_by_id() -> None:
    """What somebody types after /verdict comes with ids, so that no name is guessed."""
    (command,) = manifest(SlackMode.SOCKET)["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/verdict", True)
    for word in ("cost", "help", "sources", "history", "forget"):
        assert word in command["usage_hint"]


def test_every_scope_says_what_it_is_for() -> None:
    """Scopes and their features are the same list, and what may be withheld is a part of it."""
    assert sorted(scopes()) == sorted(FEATURES)
    assert set(optional_scopes()) == {"files:write", "users:read"}
    assert list(scopes()) == sorted(scopes())


def test_every_scope_is_needed() -> None:
    """No scope is asked for without an event, a feature or a call in the code that needs it."""
    made = manifest(SlackMode.SOCKET)
    by_event = {
        scope for event in made["settings"]["event_subscriptions"]["bot_events"] for scope in SCOPES_FOR_EVENT[event]
    }
    by_feature = {scope for scope, features in BY_FEATURE.items() if made["features"].keys() & set(features)}
    by_call = {scope for method, scope in SCOPE_OF_METHOD.items() if method in written_in_the_code()}
    assert set(scopes()) == by_event | by_feature | by_call


def test_every_event_is_answered() -> None:
    """Each event that is subscribed to is named in the code, so that none is received for nothing."""
    events = manifest(SlackMode.SOCKET)["settings"]["event_subscriptions"]["bot_events"]
    words = written_in_the_code()
    assert not [event for event in events if event.partition(".")[0] not in words]


def test_people_are_told_what_they_deal_with() -> None:
    """The description says that answers are generated and may be wrong, what is kept and how to delete it."""
    told = manifest(SlackMode.SOCKET)["display_information"]["long_description"]
    for words in ("AI-generated", "can be wrong", "What is kept", "90 days", "Delete my data", "/verdict forget"):
        assert words in told


def test_the_paths_are_slack_s_usual_ones() -> None:
    """Bolt's own paths, which its documentation and people's proxies know."""
    assert (EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH) == ("/slack/events", "/slack/install", "/slack/oauth_redirect")


def printed(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What `ftn manifest` does, in a folder without `.env`."""
    command = [sys.executable, "-m", "bot", "manifest", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(SLACK.parents[1]), **variables}
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_prints_the_file(tmp_path: Path) -> None:
    """`ftn manifest` prints what can be pasted, letter by letter, and makes no data directory."""
    done = printed(tmp_path, FTN_DATA_DIR=str(tmp_path / "data"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (SLACK / "install" / "manifest.json").read_text(encoding="utf-8")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("--mode", "http", "--url", ADDRESS), {}),
        (("--mode", "http"), {"FTN_PUBLIC_URL": ADDRESS}),
        ((), {"FTN_SLACK_MODE": "http", "FTN_PUBLIC_URL": ADDRESS}),
        (("--url", ADDRESS), {"FTN_SLACK_MODE": "http", "FTN_PUBLIC_URL": "https://other.example"}),
    ],
)
def test_the_command_takes_mode_and_address(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    """What is not given on the command line comes from the settings."""
    assert json.loads(printed(tmp_path, *arguments, **variables).stdout) == manifest(SlackMode.HTTP, ADDRESS)


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    """An address that can't be used ends with one sentence and status 1."""
    done = printed(tmp_path, "--mode", "http", "--url", "http://bot.example.com")
    assert (done.returncode, done.stdout) == (1, "")
    assert "does not begin with https://" in done.stderr
    assert "Traceback" not in done.stderr
