"""Reading the settings: from the environment and `.env`, loudly where a value can't be used."""

import os
import re
from pathlib import Path
from traceback import format_exception

import pytest

from bot.errors import SettingsError
from bot.load_settings import load_settings, unused_settings
from bot.settings import Settings, model_defaults

ALIASES = sorted(field.alias for field in Settings.model_fields.values() if field.alias)
SECRETS = ("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without `.env`."""
    monkeypatch.chdir(tmp_path)


def test_every_field_has_a_variable_and_a_description() -> None:
    """The list of settings documents itself."""
    for field in Settings.model_fields.values():
        assert field.alias
        assert field.description


@pytest.mark.parametrize("alias", ALIASES)
def test_empty_counts_as_not_set(alias: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing leaves the default."""
    default = load_settings()
    monkeypatch.setenv(alias, "")
    assert load_settings() == default


@pytest.mark.parametrize(
    ("alias", "value"),
    [
        ("OPENAI_BASE_URL", "localhost:8080"),
        ("AZURE_OPENAI_ENDPOINT", "my resource"),
        ("FTN_MODEL_TIMEOUT", "0"),
        ("FTN_MODEL_TIMEOUT", "soon"),
        ("FTN_MODEL_TIMEOUT", "601"),
        ("FTN_MODEL_RETRIES", "-1"),
        ("FTN_MODEL_RETRIES", "6"),
        ("FTN_MODEL_ANSWER_TOKENS", "10"),
        ("FTN_EMBEDDINGS", "word2vec"),
        ("FTN_TURNS_KEPT", "0"),
        ("FTN_DAYS_KEPT", "forever"),
        ("FTN_LOG_LEVEL", "LOUD"),
        ("FTN_LOG_FORMAT", "xml"),
    ],
)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_bad_value_names_its_variable(
    alias: str, value: str, where: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message names the variable, the value, and where to correct it, wherever the value came from."""
    if where == "environment":
        monkeypatch.setenv(alias, value)
    else:
        (tmp_path / ".env").write_text(f"{alias}={value}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(f"{alias} is set to {value!r}")
    assert message.endswith("Correct it in the environment or .env.")


def test_secrets_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings' text nor an error about another value shows a key."""
    for alias in SECRETS:
        monkeypatch.setenv(alias, "sk-secret")
    assert "sk-secret" not in f"{load_settings()!r} {load_settings()!s} {load_settings().model_dump_json()}"
    monkeypatch.setenv("FTN_TURNS_KEPT", "no")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_bad_secret_is_hidden(name: str) -> None:
    """A key of the wrong type is reported without its value."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**{name: ["sk-secret"]})
    assert name in str(caught.value)
    assert "sk-secret" not in str(caught.value)
    assert "a hidden value" in str(caught.value)


def test_reads_the_environment_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`.env` is read, unknown names in it are ignored, and the environment wins."""
    (tmp_path / ".env").write_text("FTN_MODEL=from-file\nFTN_TURNS_KEPT=5\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("FTN_MODEL", "from-environment")
    settings = load_settings()
    assert (settings.model, settings.turns_kept) == ("from-environment", 5)


@pytest.mark.parametrize(
    ("alias", "value", "expected"),
    [
        (None, "", False),
        ("OPENAI_API_KEY", "sk-x", True),
        ("OPENAI_BASE_URL", "http://localhost:8080/v1", True),
        ("AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com", True),
        ("AZURE_OPENAI_API_KEY", "sk-x", False),
        ("FTN_MODEL", "gpt-5.1", False),
    ],
)
def test_knows_whether_there_is_a_model(
    alias: str | None, value: str, monkeypatch: pytest.MonkeyPatch, *, expected: bool
) -> None:
    """A key or an address makes a model; a name alone does not."""
    if alias:
        monkeypatch.setenv(alias, value)
    assert load_settings().has_model is expected


def test_everything_is_kept_in_the_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One variable moves index, register and conversations."""
    monkeypatch.setenv("FTN_DATA_DIR", str(tmp_path / "d"))
    settings = load_settings()
    assert settings.index_dir.is_relative_to(tmp_path / "d")
    assert settings.register.is_relative_to(tmp_path / "d")
    assert str(tmp_path / "d") in settings.database_url


def test_packaged_model_names_are_dated() -> None:
    """What is used where no setting names a model says where it comes from and when that was true."""
    defaults = model_defaults()
    assert defaults["chat"]["name"]
    for table in (defaults["chat"], defaults["chat"]["azure"], defaults["embeddings"]):
        assert table["source"]
        assert table["date"] >= "2026"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://me:geheim@host/db", "it begins with none of sqlite://, postgresql://, postgres://"),
        ("geheim", "it begins with none of sqlite://, postgresql://, postgres://"),
        ("sqlite:///", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
        ("sqlite://geheim", "it names no file"),
    ],
)
def test_a_database_that_cannot_be_used(address: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the variable and what is allowed, and shows no password; nor does its traceback."""
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"DATABASE_URL is set to a hidden value: {said}. It is sqlite:///path or")
    assert "geheim" not in "".join(format_exception(caught.value))


def test_a_database_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken as it is, and its password is in no text of the settings."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:geheim@host/db")
    settings = load_settings()
    assert settings.database_url == "postgresql://me:geheim@host/db"
    assert "geheim" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


def refusal() -> str:
    """What is said of settings that can't be used."""
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("FTN_MODEL=x\n".encode("utf-16"), "is written in UTF-16 and has to be in UTF-8"),
        ("FTN_MODEL=x\n".encode("utf-16-be"), "is written in UTF-16 and has to be in UTF-8"),
        ("FTN_TURNS_KEPT=5\n# café\n".encode("latin-1"), "line 2 of '{}' has a byte that is no UTF-8, 0xe9"),
        (b"FTN_TURNS_KEPT=5\n\nthis is no line geheim\n", "line 3 of '{}' is not of the form NAME=value"),
        (b"FTN_TURNS_KEPT\n", "line 1 of '{}' is not of the form NAME=value"),
        (b"OPENAI_API_KEY: geheim\n", "line 1 of '{}' is not of the form NAME=value"),
        (b"A=1\nOPENAI_API_KEY='geheim\n", "line 2 of '{}' is not of the form NAME=value"),
        (b"\nFTN_MODLE=geheim\n", "line 2 of '{}' sets 'FTN_MODLE', which is no setting. Do you mean FTN_MODEL?"),
        (b"SLACK_BOT_TOKN=geheim\n", "sets 'SLACK_BOT_TOKN', which is no setting. Do you mean SLACK_BOT_TOKEN?"),
    ],
)
def test_a_file_that_is_not_read_whole_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    """With its name, the line and what to do; of the line nothing is shown, which may hold a key."""
    (tmp_path / ".env").write_bytes(content)
    message = refusal()
    assert said.format(tmp_path / ".env") in message
    assert str(tmp_path / ".env") in message
    assert "geheim" not in message


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfFTN_MODEL=x\r\n",
        b"# only a remark\n\n",
        "export FTN_MODEL='x' # café\n".encode(),
        b"ftn_model=x\nFTN_OF_A_NEWER_VERSION=1\nOPENAI_ORG_ID=o\nOPENAI_API_BASE=u\nCOMPOSE_PROFILES=one\nWORKERS=3\n",
        b"",
    ],
)
def test_a_file_with_nothing_wrong_is_read(content: bytes, tmp_path: Path) -> None:
    """A mark at its beginning, ends of lines of another system, names of others and of newer versions are no faults."""
    (tmp_path / ".env").write_bytes(content)
    assert load_settings().model == ("x" if b"ODEL" in content.upper() else None)


def test_the_example_is_read(tmp_path: Path) -> None:
    """As it is, and with every setting's line uncommented as long as it has a value."""
    example = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(example, encoding="utf-8")
    default = load_settings()
    (tmp_path / ".env").write_text(re.sub(r"(?m)^# ?([A-Z_]+=)", r"\1", example), encoding="utf-8")
    assert load_settings() == default


@pytest.mark.parametrize(
    ("name", "meant"),
    [("FTN_DATADIR", "FTN_DATA_DIR"), ("FTN_HTTP_PROT", "FTN_HTTP_PORT"), ("ftn_loglevel", "FTN_LOG_LEVEL")],
)
def test_a_misspelt_variable_is_refused(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the nearest name, before anything is kept where nobody looks for it."""
    monkeypatch.setenv(name, "/srv/geheim")
    assert refusal() == f"the environment sets {name!r}, which is no setting. Do you mean {meant}?"


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said of which file."""

    def refuse(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / ".env").write_text("A=1", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refusal().startswith(f"'{tmp_path / '.env'}' can't be read: Permission denied. Make it readable")


def test_a_pipe_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    """To wait for somebody to write into it would be to wait for ever."""
    os.mkfifo(tmp_path / ".env")
    assert refusal().startswith(f"'{tmp_path / '.env'}' is a pipe or a device and has to be a file")


@pytest.mark.parametrize("target", ["away/.env", ".env"])
def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path, target: str) -> None:
    """Its settings are away and not taken back."""
    (tmp_path / ".env").symlink_to(tmp_path / target)
    assert refusal() == (
        f"'{tmp_path / '.env'}' is a link that leads nowhere. Bring back what it led to, or remove it."
    )


def test_a_field_is_no_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What other programs call MODEL or DATABASE, in the environment or in the file, changes nothing."""
    default = load_settings()
    names = [name.upper() for name, field in Settings.model_fields.items() if name.upper() != field.alias]
    for name in names:
        monkeypatch.setenv(name, "1")
    (tmp_path / ".env").write_text("".join(f"{name}=1\n{name.lower()}=1\n" for name in names), encoding="utf-8")
    assert "MODEL" in names
    assert load_settings() == default


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("OPENAI_KEY", "OPENAI_API_KEY"),
        ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
        ("AZURE_OPENAI_KEY", "AZURE_OPENAI_API_KEY"),
        ("AZURE_OPENAI_DEPLOYMENT", "FTN_MODEL"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("slack_app_tok", "SLACK_APP_TOKEN"),
        ("DATABASE", "DATABASE_URL"),
        ("CHROMA_HOST", "CHROMA_URL"),
    ],
)
def test_a_name_that_is_nearly_a_setting_is_told(name: str, meant: str, tmp_path: Path) -> None:
    """With the setting that is meant, and without the value; not where that setting is there, too, for it is another program's then."""
    (tmp_path / ".env").write_text(
        f"{name}=geheim\nWORKERS=3\nOPENAI_ORG_ID=o\nSLACK_WEBHOOK_URL=u\n", encoding="utf-8"
    )
    load_settings()
    assert unused_settings() == [f"{name} is no setting, and nothing is done with it. Do you mean {meant}?"]
    (tmp_path / ".env").write_text(f"{name}=geheim\n{meant}=\n", encoding="utf-8")
    assert unused_settings() == []


def test_names_of_others_in_the_environment_are_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose hands `.env` on as the environment, so what is surely meant for us is told there, too; what is only alike is not."""
    monkeypatch.setenv("SLACK_CHANNEL_ID", "C1")
    monkeypatch.setenv("AZURE_OPENAI_KEY", "geheim")
    (sentence,) = unused_settings()
    assert sentence.endswith("Do you mean AZURE_OPENAI_API_KEY?")


def test_a_folder_for_a_file_is_refused(tmp_path: Path) -> None:
    """As Docker makes one where the file to mount is not there."""
    (tmp_path / ".env").mkdir()
    assert refusal() == (
        f"'{tmp_path / '.env'}' is a folder and has to be a file of lines NAME=value. Move it, or put the file in its place."
    )


@pytest.mark.parametrize(
    ("alias", "value", "said"),
    [
        ("FTN_TURNS_KEPT", "many", "it is no whole number"),
        ("FTN_TURNS_KEPT", "0", "it has to be 1 or more"),
        ("FTN_TURNS_KEPT", "101", "it has to be 100 or less"),
        ("FTN_MODEL_TIMEOUT", "soon", "it is no number"),
        ("FTN_MODEL_TIMEOUT", "0", "it has to be more than 0"),
        ("FTN_EMBEDDINGS", "best", "it is none of 'local', 'openai' or 'none'"),
        ("FTN_MENTION_ONLY", "perhaps", "it is neither true nor false"),
        ("OPENAI_BASE_URL", "localhost", "it is no address that begins with https:// or http://"),
        ("FTN_OPERATORS", "@bob", "it has not the form that it needs. It is member ids"),
        ("FTN_GAPS_TIME", "monday 8am", "it has not the form that it needs. It is when that is sent"),
        ("FTN_METRICS_TOKEN", "short", "it is shorter than 16 characters"),
        ("FTN_DATA_DIR", "~nobody-of-this-name/d", "there is no user of the name after ~"),
    ],
)
def test_what_is_wrong_is_said_in_words_for_people(
    alias: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not in those of the library that found it."""
    monkeypatch.setenv(alias, value)
    message = refusal()
    assert f": {said}" in message
    assert not re.search(r"[Ii]nput|String|string|valid|parse", message)


def test_home_and_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` is the user's home in every path, and a path from here is one from the root on."""
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("FTN_DATA_DIR", "~/data")
    monkeypatch.setenv("FTN_PRICES", "prices.toml")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///~/ftn.sqlite3")
    settings = load_settings()
    assert settings.data_dir == Path("/home/ann/data")
    assert settings.own_prices == tmp_path / "prices.toml"
    assert settings.database_url == "sqlite:////home/ann/ftn.sqlite3"


def test_a_level_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same."""
    monkeypatch.setenv("FTN_LOG_LEVEL", "info")
    assert load_settings().log_level == "INFO"
