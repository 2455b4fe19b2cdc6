"""Every setting, typed, read once from the environment and a `.env` file in the current folder.

An empty variable counts as not set. docs/settings.md lists them all; a test keeps the two lists equal.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from bot.settings_sources import SettingsByAlias

#: Beside the environment, in the folder that the program is started in.
ENV_FILE = Path(".env")
#: How the address of a database may begin.
DATABASE_SCHEMES = ("sqlite", "postgresql", "postgres")


class Embeddings(StrEnum):
    """Who turns texts into vectors."""

    LOCAL = "local"
    OPENAI = "openai"
    NONE = "none"


class LogFormat(StrEnum):
    """How log lines look."""

    TEXT = "text"
    JSON = "json"


class SlackMode(StrEnum):
    """How Slack's events reach the bot."""

    SOCKET = "socket"
    HTTP = "http"


class Settings(SettingsByAlias):
    """All settings; the field's alias is the environment variable's name."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        frozen=True,
        # A traceback would show a key, or a database's password.
        hide_input_in_errors=True,
    )

    data_dir: Annotated[
        Path, Field(alias="FTN_DATA_DIR", description="where the index and the conversations are kept")
    ] = Path(platformdirs.user_data_dir("fine-tune-or-not", appauthor=False))
    database: Annotated[
        SecretStr | None,
        Field(
            alias="DATABASE_URL",
            description="sqlite:///path or postgresql://user:password@host/name; else a file in FTN_DATA_DIR",
        ),
    ] = None
    openai_api_key: Annotated[
        SecretStr | None,
        Field(
            alias="OPENAI_API_KEY", description="a key for OpenAI or a compatible server; without it there is no model"
        ),
    ] = None
    openai_base_url: Annotated[
        str | None,
        Field(alias="OPENAI_BASE_URL", pattern=r"^https?://\S+$", description="the address of a compatible server"),
    ] = None
    azure_openai_endpoint: Annotated[
        str | None,
        Field(
            alias="AZURE_OPENAI_ENDPOINT",
            pattern=r"^https?://\S+$",
            description="the address of an Azure OpenAI resource",
        ),
    ] = None
    azure_openai_api_key: Annotated[
        SecretStr | None, Field(alias="AZURE_OPENAI_API_KEY", description="the key of that resource")
    ] = None
    azure_openai_api_version: Annotated[
        str | None, Field(alias="AZURE_OPENAI_API_VERSION", description="the API version to ask for")
    ] = None
    model: Annotated[
        str | None,
        Field(alias="FTN_MODEL", description="the chat model's name, the deployment's name on Azure, or provider:name"),
    ] = None
    model_timeout: Annotated[
        float,
        Field(
            alias="FTN_MODEL_TIMEOUT",
            gt=0,
            le=600,
            description="seconds that a turn waits for the model's first words; half as long between two",
        ),
    ] = 20.0
    model_retries: Annotated[
        int, Field(alias="FTN_MODEL_RETRIES", ge=0, le=5, description="how often a failed model call is tried again")
    ] = 2
    model_answer_tokens: Annotated[
        int, Field(alias="FTN_MODEL_ANSWER_TOKENS", ge=64, le=16_000, description="the most tokens of a model's answer")
    ] = 2_000
    embeddings: Annotated[
        Embeddings, Field(alias="FTN_EMBEDDINGS", description="local, openai, or none (BM25 alone)")
    ] = Embeddings.LOCAL
    turns_kept: Annotated[
        int, Field(alias="FTN_TURNS_KEPT", ge=1, le=100, description="turns of a thread that are remembered")
    ] = 12
    days_kept: Annotated[
        int, Field(alias="FTN_DAYS_KEPT", ge=1, le=3_650, description="days after which a quiet thread is forgotten")
    ] = 90
    log_level: Annotated[
        str,
        Field(
            alias="FTN_LOG_LEVEL", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR"
        ),
    ] = "WARNING"
    log_format: Annotated[LogFormat, Field(alias="FTN_LOG_FORMAT", description="text or json")] = LogFormat.TEXT

    slack_mode: Annotated[
        SlackMode, Field(alias="FTN_SLACK_MODE", description="socket (nothing public) or http (a public address)")
    ] = SlackMode.SOCKET
    slack_bot_token: Annotated[
        SecretStr | None, Field(alias="SLACK_BOT_TOKEN", description="the bot token, xoxb-, of a single workspace")
    ] = None
    slack_app_token: Annotated[
        SecretStr | None, Field(alias="SLACK_APP_TOKEN", description="the app-level token, xapp-, for Socket Mode")
    ] = None
    slack_signing_secret: Annotated[
        SecretStr | None,
        Field(alias="SLACK_SIGNING_SECRET", description="the signing secret that requests are checked with, for HTTP"),
    ] = None
    slack_client_id: Annotated[
        str | None,
        Field(alias="SLACK_CLIENT_ID", description="the app's client id, to be installed by several workspaces"),
    ] = None
    slack_client_secret: Annotated[
        SecretStr | None, Field(alias="SLACK_CLIENT_SECRET", description="the app's client secret, for the same")
    ] = None
    slack_api_url: Annotated[
        str,
        Field(alias="SLACK_API_URL", pattern=r"^https?://\S+$", description="the base address of Slack's Web API"),
    ] = "https://slack.com/api/"
    token_keys: Annotated[
        SecretStr | None,
        Field(
            alias="FTN_TOKEN_KEYS",
            description="Fernet keys, comma-separated, newest first, that encrypt the tokens of installed workspaces",
        ),
    ] = None
    public_url: Annotated[
        str | None,
        Field(alias="FTN_PUBLIC_URL", pattern=r"^https?://\S+$", description="the bot's own public address, for HTTP"),
    ] = None
    http_host: Annotated[str, Field(alias="FTN_HTTP_HOST", description="the address to listen at")] = "127.0.0.1"
    http_port: Annotated[
        int,
        Field(
            alias="FTN_HTTP_PORT", ge=0, le=65_535, description="the port to listen at, for health, metrics and HTTP"
        ),
    ] = 8080
    metrics_token: Annotated[
        SecretStr | None,
        Field(
            alias="FTN_METRICS_TOKEN",
            min_length=16,
            description="a word of 16 characters or more that /metrics wants as bearer token; without one whoever reaches the port may read it",
        ),
    ] = None
    traces: Annotated[
        str | None,
        Field(
            alias="FTN_TRACES",
            pattern=r"^https?://\S+$",
            description="the address of an OpenTelemetry collector (OTLP over gRPC) that gets one trace a turn",
        ),
    ] = None
    mention_only: Annotated[
        bool,
        Field(
            alias="FTN_MENTION_ONLY", description="whether every message in a channel needs a mention, follow-ups too"
        ),
    ] = False
    channels_allowed: Annotated[
        str, Field(alias="FTN_CHANNELS_ALLOWED", description="channel ids or names, comma-separated; empty allows all")
    ] = ""
    channels_denied: Annotated[
        str,
        Field(
            alias="FTN_CHANNELS_DENIED", description="channel ids or names, comma-separated, where the bot keeps silent"
        ),
    ] = ""
    answer_strangers: Annotated[
        bool,
        Field(
            alias="FTN_ANSWER_STRANGERS",
            description="whether people of other workspaces are answered in shared channels",
        ),
    ] = False
    tell_changes: Annotated[
        bool,
        Field(
            alias="FTN_TELL_CHANGES",
            description="whether people are told once, in a direct message, that a date or price their decision rested on has moved",
        ),
    ] = True
    operators: Annotated[
        str,
        Field(
            alias="FTN_OPERATORS",
            pattern=r"^\s*(([TE][A-Z0-9]{2,}/)?[UW][A-Z0-9]{2,}\s*(,\s*([TE][A-Z0-9]{2,}/)?[UW][A-Z0-9]{2,}\s*)*)?$",
            description="member ids, comma-separated, such as U012AB3CD (T012AB3CD/U012AB3CD where workspaces install the app), whose Home tab also shows feedback, declined questions and how it goes, and who may say which passage answers those",
        ),
    ] = ""
    gaps_channel: Annotated[
        str,
        Field(
            alias="FTN_GAPS_CHANNEL",
            description="the channel, by id or name, that gets a digest a week of what no source holds; T…/C… where workspaces install the app",
        ),
    ] = ""
    gaps_time: Annotated[
        str,
        Field(
            alias="FTN_GAPS_TIME",
            pattern=r"^(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d$",
            description="when that is sent: a day and a time in UTC, such as mon 08:00",
        ),
    ] = "mon 08:00"
    turns_at_once: Annotated[
        int,
        Field(
            alias="FTN_TURNS_AT_ONCE",
            ge=1,
            le=500,
            description="how many threads one process works on at the same time",
        ),
    ] = 50
    person_turns_at_once: Annotated[
        int,
        Field(
            alias="FTN_PERSON_TURNS_AT_ONCE",
            ge=1,
            le=500,
            description="how many threads of one person all processes work on at the same time",
        ),
    ] = 10
    person_turns_waiting: Annotated[
        int,
        Field(
            alias="FTN_PERSON_TURNS_WAITING",
            ge=1,
            le=5_000,
            description="how many messages of one person may wait; who sends more is told that they are left out",
        ),
    ] = 200
    team_turns_at_once: Annotated[
        int | None,
        Field(
            alias="FTN_TEAM_TURNS_AT_ONCE",
            ge=1,
            le=500,
            description="how many threads of one workspace all processes work on at the same time; as many as there is room for by default",
        ),
    ] = None
    team_turns_waiting: Annotated[
        int,
        Field(
            alias="FTN_TEAM_TURNS_WAITING", ge=1, le=10_000, description="how many messages of one workspace may wait"
        ),
    ] = 2_000
    person_model_calls: Annotated[
        int,
        Field(
            alias="FTN_PERSON_MODEL_CALLS",
            ge=0,
            description="calls of the language model a day for one person, beyond which answers are built without it; 0 for no bound",
        ),
    ] = 1_000
    person_model_tokens: Annotated[
        int,
        Field(alias="FTN_PERSON_MODEL_TOKENS", ge=0, description="tokens a day for one person, likewise"),
    ] = 5_000_000
    team_model_calls: Annotated[
        int,
        Field(alias="FTN_TEAM_MODEL_CALLS", ge=0, description="calls a day for one workspace, likewise"),
    ] = 20_000
    team_model_tokens: Annotated[
        int,
        Field(alias="FTN_TEAM_MODEL_TOKENS", ge=0, description="tokens a day for one workspace, likewise"),
    ] = 100_000_000
    passages_asked_a_day: Annotated[
        int,
        Field(
            alias="FTN_PASSAGES_ASKED_A_DAY",
            ge=0,
            description="passages a day for which the model is asked to write questions that they are found by; 0 for none",
        ),
    ] = 500
    refresh_hours: Annotated[
        int,
        Field(
            alias="FTN_REFRESH_HOURS",
            ge=0,
            le=8_760,
            description="hours between two times that a running bot fetches the built-in sources' pages anew; 0 for never",
        ),
    ] = 0
    refresh_private: Annotated[
        bool,
        Field(
            alias="FTN_REFRESH_PRIVATE",
            description="whether pages may be fetched from private addresses, other ports and plain http, such as a mirror's",
        ),
    ] = False
    register_from_pages: Annotated[
        bool, Field(alias="FTN_REGISTER_FROM_PAGES", description="whether models follow certain days of fetched pages")
    ] = True
    stale_page_days: Annotated[
        int,
        Field(
            alias="FTN_STALE_PAGE_DAYS", ge=0, description="days after which a page not looked at is said to be stale"
        ),
    ] = 30
    stale_document_days: Annotated[
        int,
        Field(alias="FTN_STALE_DOCUMENT_DAYS", ge=0, description="days after which an own document is said to be old"),
    ] = 365
    own_prices: Annotated[
        Path | None,
        Field(alias="FTN_PRICES", description="a TOML file with your company's own prices, which override the lists"),
    ] = None
    chroma_url: Annotated[
        str | None,
        Field(
            alias="CHROMA_URL", pattern=r"^https?://\S+$", description="the address of a Chroma server; else embedded"
        ),
    ] = None

    @field_validator("database")
    @classmethod
    def _is_known(cls, value: SecretStr | None) -> SecretStr | None:
        """The address of a database, if its scheme is known and it names a file or a server; `~` is the user's home."""
        scheme, divider, rest = value.get_secret_value().partition("://") if value else ("sqlite", "://", "/file")
        if not divider or scheme not in DATABASE_SCHEMES:
            raise ValueError(f"it begins with none of {', '.join(f'{known}://' for known in DATABASE_SCHEMES)}")
        if scheme == "sqlite" and (not rest.startswith("/") or rest in {"/", "/:memory:"}):
            raise ValueError("it names no file")
        return SecretStr(f"{scheme}:///{_home(rest[1:])}") if value and rest.startswith("/~") else value

    @field_validator("data_dir", "own_prices")
    @classmethod
    def _is_whole(cls, value: Path | None) -> Path | None:
        """A path from the root on, whatever folder the program is in later; `~` is the user's home."""
        return value and Path(_home(str(value))).absolute()

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        """A level in whatever letters."""
        return value.strip().upper() if isinstance(value, str) else value

    @property
    def has_model(self) -> bool:
        """Whether a chat model is configured."""
        return bool(self.azure_openai_endpoint or self.openai_api_key or self.openai_base_url)

    @property
    def index_dir(self) -> Path:
        """Where the index lies, or what is kept here of one that lies in a server."""
        # Beside the directory that is owned, which is there for the day on which the server is left again.
        return self.data_dir / ("index-of-server" if self.chroma_url else "index")

    @property
    def register(self) -> Path:
        """The register of a person's own sources."""
        return self.data_dir / "sources.toml"

    @property
    def database_url(self) -> str:
        """Where conversations are kept; it may hold a password, so it is neither printed nor logged."""
        return self.database.get_secret_value() if self.database else f"sqlite:///{self.data_dir / 'ftn.sqlite3'}"


def _home(path: str) -> str:
    """A path with `~` at its beginning replaced."""
    try:
        return str(Path(path).expanduser())
    except RuntimeError:
        raise ValueError("there is no user of the name after ~") from None


@lru_cache(maxsize=1)
def model_defaults() -> dict[str, Any]:
    """The model names used where no setting names one, from `models.toml`, with their source and date."""
    return tomllib.loads((Path(__file__).parent / "models.toml").read_text(encoding="utf-8"))
