"""The workspaces that have installed the app, and their tokens, encrypted wherever they are written down.

Rows are Slack's own (`slack_installations`, `slack_bots`); what differs is that token columns hold Fernet texts, that
a workspace is found by its own id whichever organisation it belongs to, and that only its newest installation is kept.
Token rotation is off in the manifest; nothing here refreshes a token.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from sqlalchemy import ColumnElement, Table, Text, and_, delete, select, type_coerce, update
from sqlalchemy.types import TypeDecorator

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.oauth.installation_store import Bot, Installation
    from sqlalchemy import Dialect

    from bot.settings import Settings
    from bot.storage.database import Database

log = structlog.get_logger()

TOKEN_COLUMNS = frozenset(
    {"bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url"}
)
#: How an operator gets a key; the command prints `new_key()`.
NEW_KEY = "`ftn token-key` prints a new one."
LOST_KEY = (
    "No key in FTN_TOKEN_KEYS opens the stored token of {whose}. Put the key it was encrypted with back at the end of "
    "the list, or have the workspace install the app again."
)
CACHED_TEAMS = 1_000
#: Another process may have stored a newer token; a cached one is used no longer than this.
CACHED_SECONDS = 60.0

Owner: TypeAlias = tuple[str | None, str | None, bool]


def new_key() -> str:
    """A fresh key to put in front of the others in FTN_TOKEN_KEYS."""
    return Fernet.generate_key().decode()


def cipher_of(keys: str) -> MultiFernet:
    """The cipher of comma-separated keys: the first encrypts, all of them decrypt.

    Raises:
        SettingsError: There is no key, or one is not a Fernet key; says which by its place, never the key.
    """
    named = [key.strip() for key in keys.split(",") if key.strip()]
    if not named:
        raise SettingsError(f"FTN_TOKEN_KEYS is not set, and workspaces' tokens are only kept encrypted. {NEW_KEY}")
    ciphers: list[Fernet] = []
    for place, key in enumerate(named, start=1):
        try:
            ciphers.append(Fernet(key))
        except ValueError:
            # The cause would show the key's text in a traceback.
            raise SettingsError(
                f"Key {place} of {len(named)} in FTN_TOKEN_KEYS is not a Fernet key, 32 bytes in URL-safe base64. "
                f"Correct it, or put a new one first: {NEW_KEY}"
            ) from None
    return MultiFernet(ciphers)


class EncryptedText(TypeDecorator[str]):
    """Text that only a holder of a key can read in the database."""

    impl = Text
    cache_ok = True

    def __init__(self, cipher: MultiFernet) -> None:
        """Encrypt and decrypt with this cipher."""
        super().__init__()
        self.cipher = cipher

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's form
        """The text to write."""
        return None if value is None else self.cipher.encrypt(value.encode()).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - same
        """The text that was meant.

        Raises:
            SettingsError: No key opens it.
        """
        if value is None:
            return None
        try:
            return self.cipher.decrypt(value).decode()
        except InvalidToken:
            raise SettingsError(LOST_KEY.format(whose="a workspace")) from None


class Installations(AsyncSQLAlchemyInstallationStore):
    """The store of installed workspaces. Use it as an async context manager."""

    def __init__(
        self,
        database: Database,
        client_id: str,
        cipher: MultiFernet,
        *,
        clock: Callable[[], float] = time.monotonic,
        cached_teams: int = CACHED_TEAMS,
    ) -> None:
        """Keep them in this database, which whoever opened it closes."""
        super().__init__(client_id, database.engine)
        self._cipher = cipher
        self._clock = clock
        self._cached_teams = cached_teams
        self._cache: OrderedDict[Owner, tuple[float, Bot]] = OrderedDict()
        self._changes = 0
        self._tables: tuple[Table, ...] = (self.installations, self.bots)
        for table in self._tables:
            for column in table.columns:
                if column.name in TOKEN_COLUMNS:
                    column.type = EncryptedText(cipher)

    @classmethod
    def configured(cls, settings: Settings, database: Database) -> Self:
        """The store that the settings describe.

        Raises:
            SettingsError: The client id or the keys are missing or can't be used.
        """
        if not settings.slack_client_id:
            raise SettingsError("SLACK_CLIENT_ID is not set. The app's Basic Information page has it.")
        keys = settings.token_keys.get_secret_value() if settings.token_keys else ""
        return cls(database, settings.slack_client_id, cipher_of(keys))

    async def __aenter__(self) -> Self:
        """Name the workspaces whose tokens no key opens.

        Raises:
            SettingsError: There are tokens and not one of them can be read.
        """
        readable, lost = await self._readable_and_lost()
        if lost and not readable:
            raise SettingsError(LOST_KEY.format(whose=", ".join(lost)))
        if lost:
            log.warning("no key opens the stored tokens of some workspaces", teams=lost)
        return self

    async def __aexit__(self, *_: object) -> None:
        """The database outlives it."""

    async def bot_token(self, team_id: str, enterprise_id: str | None = None) -> str | None:
        """The token to act with in a workspace, or None where the app is not installed."""
        bot = await self.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)
        return bot.bot_token if bot else None

    async def is_installed_since(self, team_id: str, moment: float) -> bool:
        """Whether a workspace has installed the app after a moment, in seconds since 1970."""
        mine = self._of(self.bots, team_id, None)
        later = self.bots.c.installed_at > datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
        async with self.engine.connect() as connection:
            is_there = (
                await connection.execute(select(self.bots.c.id).where(mine, later).limit(1))
            ).first() is not None
        if is_there:
            # Another process may have kept it: the token that was revoked must not be used on.
            self._changed()
        return is_there

    async def organisations(self) -> list[str]:
        """The organisations that have installed the app as a whole, by their ids."""
        whole = select(self.bots.c.enterprise_id).where(
            self.bots.c.client_id == self.client_id, self.bots.c.team_id.is_(None)
        )
        async with self.engine.connect() as connection:
            return sorted(set(filter(None, (await connection.execute(whole)).scalars())))

    async def forget(self, team_id: str, *, before: float | None = None) -> bool:
        """Delete every row of a workspace; whether there was one.

        `before` spares what was installed later, in seconds since 1970: word of an uninstallation may come twice, and
        after the workspace has installed the app again.
        """
        deleted = 0
        async with self.engine.begin() as connection:
            for table in self._tables:
                mine = self._of(table, team_id, None)
                if before is not None:
                    mine = and_(mine, table.c.installed_at <= datetime.fromtimestamp(before, UTC).replace(tzinfo=None))
                deleted += (await connection.execute(delete(table).where(mine))).rowcount
        self._changed()
        return deleted > 0

    async def rotate(self) -> int:
        """Encrypt every token anew with the first key; how many rows there were. Older keys can be dropped then.

        Raises:
            SettingsError: Some can't be read, so nothing was changed.
        """
        _, lost = await self._readable_and_lost()
        if lost:
            raise SettingsError(LOST_KEY.format(whose=", ".join(lost)))
        count = 0
        async with self.engine.begin() as connection:
            for table in self._tables:
                columns = _encrypted(table)
                query = select(table.c.id, *columns).where(table.c.client_id == self.client_id).with_for_update()
                for row in (await connection.execute(query)).all():
                    values = dict(zip((column.name for column in columns), row[1:], strict=True))
                    await connection.execute(update(table).where(table.c.id == row[0]).values(values))
                    count += 1
        return count

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, and no older one of the same workspace."""
        await super().async_save(installation)
        installed = datetime.fromtimestamp(installation.installed_at, UTC).replace(tzinfo=None)
        async with self.engine.begin() as connection:
            for table in self._tables:
                mine = self._of(table, installation.team_id, installation.enterprise_id)
                await connection.execute(delete(table).where(mine, table.c.installed_at < installed))
        self._changed()

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep what is needed to act in a workspace."""
        await super().async_save_bot(bot)
        self._changed()

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """What is needed to act in a workspace: its own installation, else the one of its whole organisation.

        Raises:
            SettingsError: No key opens its token.
        """
        owner = (enterprise_id, team_id, bool(is_enterprise_install))
        kept = self._cache.get(owner)
        if kept and kept[0] > self._clock():
            self._cache.move_to_end(owner)
            return kept[1]
        changes = self._changes
        bot = None
        if team_id and not is_enterprise_install:
            bot = await self._newest_bot(team_id, None)
        if bot is None and enterprise_id:
            bot = await self._newest_bot(None, enterprise_id)
        # What was read before a change must not outlive it.
        if bot and changes == self._changes:
            self._cache[owner] = self._clock() + CACHED_SECONDS, bot
            self._cache.move_to_end(owner)
            if len(self._cache) > self._cached_teams:
                self._cache.popitem(last=False)
        return bot

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete every row of a workspace: without its bot, an installation is only a token left behind."""
        async with self.engine.begin() as connection:
            for table in self._tables:
                await connection.execute(delete(table).where(self._of(table, team_id, enterprise_id)))
        self._changed()

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Delete what one person has installed in a workspace, or everybody."""
        table = self.installations
        mine = self._of(table, team_id, enterprise_id)
        if user_id is not None:
            mine = and_(mine, table.c.user_id == user_id)
        async with self.engine.begin() as connection:
            await connection.execute(delete(table).where(mine))
        self._changed()

    def _changed(self) -> None:
        self._changes += 1
        self._cache.clear()

    def _of(self, table: Table, team_id: str | None, enterprise_id: str | None) -> ColumnElement[bool]:
        """The rows of a workspace, which its id alone tells, or of an organisation that has installed as a whole."""
        owner = (
            table.c.team_id == team_id
            if team_id
            else and_(table.c.enterprise_id == enterprise_id, table.c.team_id.is_(None))
        )
        return and_(table.c.client_id == self.client_id, owner)

    async def _newest_bot(self, team_id: str | None, enterprise_id: str | None) -> Bot | None:
        query = (
            select(self.bots)
            .where(self._of(self.bots, team_id, enterprise_id), self.bots.c.bot_token.is_not(None))
            .order_by(self.bots.c.installed_at.desc(), self.bots.c.id.desc())
            .limit(1)
        )
        async with self.engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else SQLAlchemyInstallationStore.build_bot_entity(row)

    async def _readable_and_lost(self) -> tuple[list[str], list[str]]:
        """The workspaces (or organisations) whose tokens can all be read, and the others, by their ids."""
        readable: dict[str, bool] = {}
        async with self.engine.connect() as connection:
            for table in self._tables:
                raw = [type_coerce(column, Text) for column in _encrypted(table)]
                query = select(table.c.team_id, table.c.enterprise_id, *raw)
                for row in await connection.execute(query.where(table.c.client_id == self.client_id)):
                    owner = row[0] or row[1] or ""
                    readable[owner] = readable.get(owner, True) and all(map(self._opens, filter(None, row[2:])))
        return sorted(team for team, good in readable.items() if good), sorted(
            team for team, good in readable.items() if not good
        )

    def _opens(self, text: str) -> bool:
        try:
            self._cipher.decrypt(text)
        except InvalidToken:
            return False
        return True


def _encrypted(table: Table) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, EncryptedText)]
