"""Reading the settings: from the environment and `.env`, loudly where a value can't be used."""

from pathlib import Path
from traceback import format_exception

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, model_defaults

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
