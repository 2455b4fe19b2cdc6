"""The data directory: there, and nobody's but its owner's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.private_files import OWN_FOLDER, mend_folder

if TYPE_CHECKING:
    from bot.settings import Settings


def make_data_dir(settings: Settings) -> None:
    """Create the data directory where it is missing; nobody but its owner can read it, or what the bot has in it.

    Raises:
        SettingsError: It can't be created.
    """
    try:
        settings.data_dir.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        mend_folder(settings.data_dir)
    except (FileExistsError, NotADirectoryError) as error:
        raise SettingsError(
            f"the data directory {str(settings.data_dir)!r} is a file, or lies in one. Set FTN_DATA_DIR to a folder."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"the data directory {str(settings.data_dir)!r} can't be created: {error.strerror}. "
            "Set FTN_DATA_DIR to one that can."
        ) from error
