"""What can be wrong with the names of settings and with the `.env` file before any value is: encoding, lines, spelling.

Nothing of a line is ever shown but a setting's name: the rest may be a key.
"""

from __future__ import annotations

import io
import os
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

#: What names of ours begin with, and nobody else's do.
OURS: Final = "FTN_"
#: How alike a name and a setting's have to be to be one misspelt; names of others are only taken for one in `.env`, and if they are nearly the same.
ALIKE, NEARLY_THE_SAME = 0.75, 0.93
#: What other programs and older libraries call what is a setting here. openai-python 0.x: OPENAI_API_BASE; Microsoft's quickstarts of Azure OpenAI: the
#: key, the deployment and its version; Slack's own samples: the tokens.
CALLED_ELSEWHERE: Final = {
    "OPENAI_KEY": "OPENAI_API_KEY",
    "OPENAI_API_BASE": "OPENAI_BASE_URL",
    "OPENAI_MODEL": "FTN_MODEL",
    "AZURE_OPENAI_KEY": "AZURE_OPENAI_API_KEY",
    "AZURE_OPENAI_DEPLOYMENT": "FTN_MODEL",
    "AZURE_OPENAI_DEPLOYMENT_NAME": "FTN_MODEL",
    "AZURE_OPENAI_API_BASE": "AZURE_OPENAI_ENDPOINT",
    "AZURE_OPENAI_BASE": "AZURE_OPENAI_ENDPOINT",
    "CHROMA_HOST": "CHROMA_URL",
    "OPENAI_API_VERSION": "AZURE_OPENAI_API_VERSION",
    "SLACK_TOKEN": "SLACK_BOT_TOKEN",
    "SLACK_API_TOKEN": "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_KEY": "SLACK_SIGNING_SECRET",
}
#: The beginnings of files that editors and PowerShell write in other encodings.
_MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def check_env_file(path: Path, known: Collection[str]) -> None:
    """Refuse a file that would be read in part, or not at all; one that is not there is fine.

    Raises:
        SettingsError: Names the file, the line and what to do.
    """
    shown = str(path.absolute())
    content = _content(path, shown)
    if content is None:
        return
    names = []
    for binding in parse_stream(io.StringIO(_decoded(content, shown))):
        text = binding.original.string
        line = binding.original.line + len(text) - len(text.lstrip("\r\n"))
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsError(
                f"line {line} of {shown!r} is not of the form NAME=value. Correct it, or begin it with # to leave it out."
            )
        if binding.key is not None:
            names.append((binding.key, line))
    for name, line in names:
        if meant := misspelt(name, known, in_file=True):
            raise SettingsError(f"line {line} of {shown!r} sets {name!r}, which is no setting. Do you mean {meant}?")


def _content(path: Path, shown: str) -> bytes | None:
    """What a file holds; None where it is not there.

    Raises:
        SettingsError: It is no file, or can't be read.
    """
    if path.is_dir():
        raise SettingsError(
            f"{shown!r} is a folder and has to be a file of lines NAME=value. Move it, or put the file in its place."
        )
    if path.is_symlink() and not path.exists():
        raise SettingsError(f"{shown!r} is a link that leads nowhere. Bring back what it led to, or remove it.")
    if not path.exists():
        return None
    if not path.is_file():
        # Nobody may ever write into a pipe, and whoever reads it twice gets nothing the second time.
        raise SettingsError(
            f"{shown!r} is a pipe or a device and has to be a file of lines NAME=value. Put a file in its place, or set the variables in the environment and remove it."
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{shown!r} can't be read: {error.strerror}. Make it readable for the user that starts `ftn`, or remove it."
        ) from error


def check_environment(known: Collection[str]) -> None:
    """Refuse a variable that is a setting's name misspelt.

    Raises:
        SettingsError: Names it, and the setting it is like.
    """
    for name in sorted(os.environ):
        if meant := misspelt(name, known):
            raise SettingsError(f"the environment sets {name!r}, which is no setting. Do you mean {meant}?")


def misspelt(name: str, known: Collection[str], *, in_file: bool = False) -> str:
    """The setting that a name is like, or nothing: it is one, or somebody else's, or of another version of ours."""
    upper = name.upper()
    if upper in known:
        return ""
    near = ALIKE if upper.startswith(OURS) else NEARLY_THE_SAME
    if not in_file and near == NEARLY_THE_SAME:
        return ""
    return "".join(get_close_matches(upper, known, n=1, cutoff=near))


def unused_names(path: Path, known: Collection[str]) -> dict[str, str]:
    """The names in the environment and in a file that was checked that look like settings and are none.

    Args:
        path: The file.
        known: The names of all settings.

    Returns:
        By name the setting that is meant: one that is not set itself; empty for a name that is ours and of another version.
    """
    in_file = set(dotenv_values(path, encoding="utf-8-sig") if path.is_file() else ())
    names = {*os.environ, *in_file}
    given = {name.upper() for name in names}
    unused = {name: "" for name in names if name.upper().startswith(OURS) and name.upper() not in known}
    for name in names - unused.keys():
        meant = CALLED_ELSEWHERE.get(name.upper(), "")
        if not meant and name in in_file and name.upper() not in known:
            meant = _of_its_family(name.upper(), known)
        if meant and meant not in given:
            unused[name] = meant
    return dict(sorted(unused.items()))


def _of_its_family(name: str, known: Collection[str]) -> str:
    """The setting that a name is like which begins with the same word, such as OPENAI."""
    family = [one for one in known if not one.startswith(OURS) and one.split("_")[0] == name.split("_", maxsplit=1)[0]]
    return "".join(get_close_matches(name, family, n=1, cutoff=ALIKE))


def _decoded(content: bytes, shown: str) -> str:
    """The text of a file.

    Raises:
        SettingsError: It is in another encoding than UTF-8; says which, where that can be told.
    """
    mark = _MARKS.get(content[:2]) or ("UTF-16" if b"\x00" in content[:400] else "")
    if mark:
        raise SettingsError(
            f"{shown!r} is written in {mark} and has to be in UTF-8. Save it so in the editor, or in PowerShell with "
            "(Get-Content .env) | Set-Content -Encoding utf8 .env"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"line {line} of {shown!r} has a byte that is no UTF-8, {content[error.start]:#04x}. Save the file as UTF-8 in the "
            "editor, or take the letter out."
        ) from error
