"""Reads the settings, and says in a sentence what is wrong with one."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from bot.env_file import check_env_file, check_environment, unused_names
from bot.errors import SettingsError
from bot.refused_value import why_refused
from bot.settings import ENV_FILE, Settings


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: `.env` can't be read, a name is misspelt, or a value can't be used; names the variable, what is wrong and what is allowed.
    """
    check_environment(names_of_settings())
    check_env_file(ENV_FILE, names_of_settings())
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        field = next((f for key, f in Settings.model_fields.items() if name in (f.alias, key)), None)
        value = "a hidden value" if field and "SecretStr" in str(field.annotation) else repr(first["input"])
        allowed = f" It is {field.description}." if field and field.description else ""
        raise SettingsError(
            f"{name} is set to {value}: {why_refused(first)}.{allowed} Correct it in the environment or .env."
        ) from error


def names_of_settings() -> frozenset[str]:
    """Every variable that is a setting."""
    return frozenset(str(field.alias) for field in Settings.model_fields.values())


def unused_settings() -> list[str]:
    """A sentence for each variable that looks like a setting and with which nothing is done."""
    return [
        f"{name} is no setting, and nothing is done with it. Do you mean {meant}?"
        if meant
        else f"{name} is no setting of this version; nothing is done with it."
        for name, meant in unused_names(ENV_FILE, names_of_settings()).items()
    ]
