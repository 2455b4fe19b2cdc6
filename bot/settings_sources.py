"""Where settings come from: code, the environment and `.env`, in this order."""

from __future__ import annotations

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


class SettingsByAlias(BaseSettings):
    """Settings that are read by their aliases alone: by a field's own name, somebody's MODEL, DATABASE or HTTP_HOST would be one."""

    model_config = SettingsConfigDict(dotenv_filtering="only_existing", extra="ignore", populate_by_name=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources; fields' names are for code."""
        del settings_cls, file_secret_settings
        for source in (env_settings, dotenv_settings):
            source.config = SettingsConfigDict(**(source.config | {"populate_by_name": False}))
        return init_settings, env_settings, dotenv_settings
