"""Which chat model the settings name: one of OpenAI's, one of another provider's, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import model_defaults

if TYPE_CHECKING:
    from bot.chat_model import ChatModel
    from bot.settings import Settings


def chat_model(settings: Settings) -> ChatModel | None:
    """The model the settings name, or None where none is configured; whoever asks for it closes it.

    Raises:
        SettingsError: It needs a package that is not installed, or a key that is not set.
    """
    provider, _, name = (settings.model or "").partition(":")
    if name and provider in model_defaults()["providers"]:
        from bot.provider_chat_model import provider_chat_model

        return provider_chat_model(provider, name, settings)
    if not settings.has_model:
        return None
    from bot.openai_chat_model import openai_chat_model

    return openai_chat_model(settings)
