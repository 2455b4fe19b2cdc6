"""The store of installed workspaces, in a real database of either kind."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.errors import SettingsError
from bot.load_settings import load_settings
from bot.slack.install.store import CACHED_SECONDS, TOKEN_COLUMNS, EncryptedText, Installations, cipher_of, new_key
from bot.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.settings import Settings

CLIENT = "1000.2000"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@asynccontextmanager
async def store(url: str, keys: str = OLD, client_id: str = CLIENT, **options: Any) -> AsyncIterator[Installations]:
    """The store with these keys, in a process of its own as it were."""
    async with Database(url) as database, Installations(database, client_id, cipher_of(keys), **options) as opened:
        yield opened


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A database file of the test's own."""
    return f"sqlite:///{tmp_path / 'installed.sqlite3'}"


def installed(team: str | None, number: int = 1, **changes: Any) -> Installation:
    """The `number`-th installation in a workspace; every token names the workspace and the number."""
    given: dict[str, Any] = {
        "app_id": "A0",
        "enterprise_id": None,
        "team_id": team,
        "team_name": f"Team {team}",
        "bot_token": f"xoxb-{team}-{number}",
        "bot_id": "B0",
        "bot_user_id": "U0BOT",
        "bot_scopes": "chat:write,commands",
        "bot_refresh_token": f"xoxe-{team}-{number}",
        "user_id": "U0",
        "user_token": f"xoxp-{team}-{number}",
        "user_refresh_token": f"xoxe-user-{team}-{number}",
        "incoming_webhook_url": f"https://hooks.example/{team}/{number}",
        "installed_at": 1_700_000_000.0 + number,
    }
    return Installation(**(given | changes))


def files(folder: Path) -> bytes:
    """All bytes that the database has written."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def rows(opened: Installations) -> int:
    """How many rows there are in both tables."""
    async with opened.engine.connect() as connection:
        tables = "select (select count(*) from slack_installations) + (select count(*) from slack_bots)"
        count: int = (await connection.execute(text(tables))).scalar_one()
    return count


async def test_each_workspace_has_its_own_token(url: str) -> None:
    """A token is found by its workspace, also after a restart, and by no other."""
    async with store(url) as opened:
        await opened.async_save(installed("T1"))
        await opened.async_save(installed("T2"))
    async with store(url) as opened:
        assert [await opened.bot_token(team) for team in ("T1", "T2", "T3")] == ["xoxb-T1-1", "xoxb-T2-1", None]
        found = await opened.async_find_installation(enterprise_id=None, team_id="T1")
        assert found is not None
        assert (found.bot_token, found.user_token) == ("xoxb-T1-1", "xoxp-T1-1")
        assert (found.bot_refresh_token, found.user_refresh_token) == ("xoxe-T1-1", "xoxe-user-T1-1")
        assert found.incoming_webhook_url == "https://hooks.example/T1/1"
        assert found.bot_scopes == ["chat:write", "commands"]


async def test_no_token_is_in_the_file(file_url: str, tmp_path: Path) -> None:
    """The bytes of the database hold the workspace's name, and neither a token nor a key."""
    async with store(file_url) as opened:
        await opened.async_save(installed("T1"))
        content = files(tmp_path)
        assert b"Team T1" in content
        # Whole beginnings: four letters alone come up by chance in what is encrypted.
        secrets = (b"xoxb-T1", b"xoxp-T1", b"xoxe-", b"hooks.example", OLD.encode())
        assert not [secret for secret in secrets if secret in content]


async def test_every_token_column_is_encrypted(url: str) -> None:
    """No column that is named after a token, nor the webhook's address, is left as it is."""
    async with store(url) as opened:
        for table in (opened.installations, opened.bots):
            secret = {
                column.name
                for column in table.columns
                if column.name.endswith("_token") or column.name == "incoming_webhook_url"
            }
            assert secret == {column.name for column in table.columns if isinstance(column.type, EncryptedText)}
            assert secret <= TOKEN_COLUMNS


async def test_the_newest_installation_counts_and_is_the_only_one(url: str) -> None:
    """Installing again replaces the token, even one that was just used, and leaves no older row."""
    async with store(url) as opened:
        await opened.async_save(installed("T1", 1))
        assert await opened.bot_token("T1") == "xoxb-T1-1"
        await opened.async_save(installed("T1", 2, user_id="U9"))
        assert await opened.bot_token("T1") == "xoxb-T1-2"
        assert await rows(opened) == 2


async def test_a_workspace_is_known_by_its_own_id(url: str) -> None:
    """A workspace that has joined an organisation since it installed the app is found under both."""
    async with store(url) as opened:
        await opened.async_save(installed("T1"))
        assert await opened.bot_token("T1", "E1") == "xoxb-T1-1"
        await opened.async_save(installed("T1", 2, enterprise_id="E1"))
        assert await opened.bot_token("T1") == "xoxb-T1-2"
        assert await rows(opened) == 2


async def test_an_organisation_speaks_for_its_workspaces(url: str) -> None:
    """Where a whole organisation has installed the app, its token acts in each workspace without one of its own."""
    async with store(url) as opened:
        whole = installed(None, enterprise_id="E1", is_enterprise_install=True)
        await opened.async_save(whole)
        await opened.async_save(installed("T2", enterprise_id="E1"))
        assert await opened.bot_token("T1", "E1") == "xoxb-None-1"
        assert await opened.bot_token("T2", "E1") == "xoxb-T2-1"
        assert await opened.bot_token("T1", "E2") is None
        assert await opened.bot_token("T1") is None
        bot = await opened.async_find_bot(enterprise_id="E1", team_id="T2", is_enterprise_install=True)
        assert bot is not None
        assert bot.bot_token == whole.bot_token
        await opened.async_delete_all(enterprise_id="E1", team_id=None)
        assert (await opened.bot_token("T1", "E1"), await opened.bot_token("T2", "E1")) == (None, "xoxb-T2-1")


@pytest.mark.parametrize("way", ["forget", "all", "bot"])
async def test_deleting_a_workspace_leaves_nothing_of_it(file_url: str, tmp_path: Path, way: str) -> None:
    """Every row goes, a token that was just used is gone too, and other workspaces keep theirs."""
    async with store(file_url) as opened:
        await opened.async_save(installed("T1", enterprise_id="E1"))
        await opened.async_save(installed("T2"))
        assert await opened.bot_token("T1", "E1") == "xoxb-T1-1"
        if way == "forget":
            assert await opened.forget("T1")
            assert not await opened.forget("T1")
        elif way == "all":
            await opened.async_delete_all(enterprise_id="E1", team_id="T1")
        else:
            await opened.async_delete_bot(enterprise_id="E1", team_id="T1")
        assert (await opened.bot_token("T1", "E1"), await opened.bot_token("T2")) == (None, "xoxb-T2-1")
        assert await opened.async_find_installation(enterprise_id="E1", team_id="T1") is None
        assert await rows(opened) == 2
        assert b"Team T2" in files(tmp_path)


async def test_late_word_of_an_uninstallation_spares_what_came_after(url: str) -> None:
    """Only what was installed before the event is deleted."""
    async with store(url) as opened:
        await opened.async_save(installed("T1", 100))
        assert not await opened.forget("T1", before=1_700_000_099.0)
        assert await opened.bot_token("T1") == "xoxb-T1-100"
        assert await opened.forget("T1", before=1_700_000_100.0)
        assert await opened.bot_token("T1") is None


async def test_one_persons_installation_can_be_deleted(url: str) -> None:
    """A person's revoked token takes that person's row, and the bot goes on."""
    async with store(url) as opened:
        await opened.async_save(installed("T1"))
        await opened.async_delete_installation(enterprise_id=None, team_id="T1", user_id="U9")
        assert await rows(opened) == 2
        await opened.async_delete_installation(enterprise_id=None, team_id="T1", user_id="U0")
        assert await rows(opened) == 1
        assert await opened.bot_token("T1") == "xoxb-T1-1"


async def test_another_app_in_the_same_database_is_left_alone(url: str) -> None:
    """Rows of another client id are neither found, nor opened, nor deleted."""
    async with store(url, NEW, "3000.4000") as other:
        await other.async_save(installed("T1"))
        async with store(url, OLD) as opened:
            assert await opened.bot_token("T1") is None
            assert not await opened.forget("T1")
            assert await opened.rotate() == 0
        assert await other.bot_token("T1") == "xoxb-T1-1"


async def test_a_token_in_use_is_read_once(url: str) -> None:
    """For a minute the database is not asked again, so that what another process wrote is seen after that."""
    now = [0.0]
    async with store(url, clock=lambda: now[0]) as opened, store(url) as elsewhere:
        await opened.async_save(installed("T1", 1))
        assert await opened.bot_token("T1") == "xoxb-T1-1"
        await elsewhere.async_save(installed("T1", 2))
        now[0] = CACHED_SECONDS - 1
        assert await opened.bot_token("T1") == "xoxb-T1-1"
        now[0] = CACHED_SECONDS + 1
        assert await opened.bot_token("T1") == "xoxb-T1-2"


async def test_a_workspace_without_the_app_is_looked_up_each_time(url: str) -> None:
    """An installation in another process is seen at once where there was none."""
    async with store(url) as opened, store(url) as elsewhere:
        assert await opened.bot_token("T1") is None
        await elsewhere.async_save(installed("T1"))
        assert await opened.bot_token("T1") == "xoxb-T1-1"


async def test_what_is_kept_in_memory_is_bounded(url: str) -> None:
    """The workspace that was used longest ago is read again, the others are not."""
    async with store(url, cached_teams=2) as opened, store(url) as elsewhere:
        for team in ("T1", "T2", "T3"):
            await opened.async_save(installed(team))
        for team in ("T1", "T2", "T1", "T3"):
            await opened.bot_token(team)
        for team in ("T1", "T2", "T3"):
            await elsewhere.async_save(installed(team, 2))
        assert [await opened.bot_token(team) for team in ("T1", "T3", "T2")] == ["xoxb-T1-1", "xoxb-T3-1", "xoxb-T2-2"]


async def test_an_old_key_still_reads_and_the_new_one_writes(url: str) -> None:
    """With a new key in front both rows are read; the old key alone no longer reads what was written since."""
    async with store(url, OLD) as opened:
        await opened.async_save(installed("T1"))
    async with store(url, f"{NEW}, {OLD}") as opened:
        await opened.async_save(installed("T2"))
        assert [await opened.bot_token(team) for team in ("T1", "T2")] == ["xoxb-T1-1", "xoxb-T2-1"]
    async with store(url, OLD) as opened:
        assert await opened.bot_token("T1") == "xoxb-T1-1"
        with pytest.raises(SettingsError, match="FTN_TOKEN_KEYS"):
            await opened.bot_token("T2")


async def test_after_rotation_the_old_key_is_needed_no_more(url: str) -> None:
    """Every row is encrypted anew: the new key alone reads all of it, the old one nothing."""
    async with store(url, OLD) as opened:
        await opened.async_save(installed("T1"))
        await opened.async_save(installed("T2", user_token=None, bot_refresh_token=None))
    async with store(url, f"{NEW},{OLD}") as opened:
        assert await opened.rotate() == 4
    async with store(url, NEW) as opened:
        assert [await opened.bot_token(team) for team in ("T1", "T2")] == ["xoxb-T1-1", "xoxb-T2-1"]
        found = await opened.async_find_installation(enterprise_id=None, team_id="T2")
        assert found is not None
        assert (found.user_token, found.user_refresh_token) == (None, "xoxe-user-T2-1")
    with pytest.raises(SettingsError):
        async with store(url, OLD):
            pass


async def test_the_operator_rotates_the_keys(tmp_path: Path) -> None:
    """`ftn token-rotate` leaves tokens that the first key opens alone, and says how many rows it has written."""
    settings = load_settings(_env_file=None, data_dir=tmp_path)
    async with store(settings.database_url, OLD) as opened:
        await opened.async_save(installed("T1"))
    named = {"FTN_DATA_DIR": str(tmp_path), "SLACK_CLIENT_ID": CLIENT, "FTN_TOKEN_KEYS": f"{NEW},{OLD}"}
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "token-rotate", env=os.environ | named, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await command.communicate()
    assert told.startswith(b"Encrypted 2 rows")
    async with store(settings.database_url, NEW) as opened:
        assert await opened.bot_token("T1") == "xoxb-T1-1"


async def test_no_rotation_where_a_key_is_missing(url: str) -> None:
    """One row that can't be read stops it: it is named, and nothing has changed."""
    async with store(url, OLD) as opened:
        await opened.async_save(installed("T1"))
    async with store(url, NEW + "," + OLD) as opened:
        await opened.async_save(installed("T2"))
    async with store(url, NEW) as opened:
        with pytest.raises(SettingsError, match="token of T1") as caught:
            await opened.rotate()
    assert NEW not in str(caught.value)
    async with store(url, OLD) as opened:
        assert await opened.bot_token("T1") == "xoxb-T1-1"


async def test_a_wrong_key_stops_the_start(url: str) -> None:
    """With no key for any of the tokens there, the operator is told what to do, and shown no key and no token."""
    async with store(url, OLD) as opened:
        await opened.async_save(installed("T1"))
    with pytest.raises(SettingsError, match=r"FTN_TOKEN_KEYS.*T1.*install the app again") as caught:
        async with store(url, NEW):
            pass
    shown = f"{caught.value!r} {caught.value.__cause__!r}"
    assert not [secret for secret in (OLD, NEW, "xoxb") if secret in shown]


async def test_one_lost_key_stops_one_workspace(url: str) -> None:
    """The others go on, a log line names the one, and it is well again once it has installed the app again."""
    async with store(url, OLD) as opened:
        await opened.async_save(installed("T1"))
    async with store(url, f"{NEW},{OLD}") as opened:
        await opened.async_save(installed("T2"))
    with capture_logs() as lines:
        async with store(url, NEW) as opened:
            assert await opened.bot_token("T2") == "xoxb-T2-1"
            with pytest.raises(SettingsError):
                await opened.bot_token("T1")
            await opened.async_save(installed("T1", 2))
            assert await opened.bot_token("T1") == "xoxb-T1-2"
    assert [line["teams"] for line in lines] == [["T1"]]
    with capture_logs() as lines:
        async with store(url, NEW):
            pass
    assert not lines


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("", "is not set"),
        (" , ", "is not set"),
        ("short", "Key 1 of 1"),
        (f"{OLD},{OLD[:-1]}", "Key 2 of 2"),
        (f"{OLD},ключ", "Key 2 of 2"),
        ("A" * 44, "Key 1 of 1"),
    ],
    ids=["none", "empty ones", "too short", "one cut", "other letters", "no key"],
)
def test_keys_that_can_not_be_used(keys: str, told: str) -> None:
    """The message says which key it is by its place, how to get one, and never the key."""
    with pytest.raises(SettingsError, match=f"{told}.*ftn token-key") as caught:
        cipher_of(keys)
    assert not [key for key in keys.split(",") if key.strip() and key in str(caught.value)]
    assert caught.value.__cause__ is None


@given(st.text())
def test_any_text_comes_back(words: str) -> None:
    """What was encrypted is read as it was, and is not in what is written."""
    column = EncryptedText(cipher_of(new_key()))
    dialect: Any = None
    written = column.process_bind_param(words, dialect)
    assert written is not None
    assert column.process_result_value(written, dialect) == words
    assert len(words) < 8 or words not in written


async def test_the_settings_describe_the_store(settings: Settings) -> None:
    """The client id, the keys and the data directory are the settings'; what is missing is named."""
    settings.data_dir.mkdir(parents=True)
    database = Database(settings.database_url)
    with pytest.raises(SettingsError, match="SLACK_CLIENT_ID"):
        Installations.configured(settings, database)
    some = settings.model_copy(update={"slack_client_id": CLIENT})
    with pytest.raises(SettingsError, match="FTN_TOKEN_KEYS"):
        Installations.configured(some, database)
    whole = load_settings(_env_file=None, data_dir=settings.data_dir, slack_client_id=CLIENT, token_keys=OLD)
    async with database, Installations.configured(whole, database) as opened:
        await opened.async_save(installed("T1"))
    async with store(settings.database_url) as opened:
        assert await opened.bot_token("T1") == "xoxb-T1-1"
