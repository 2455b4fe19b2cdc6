"""Which files of a person's folder are read, and what is left out, by name.

Regular files with a known ending are read, none of a link that leads out of the folder, none of a program's own.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DocumentError
from knowledge.own.skipped import Skipped

MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
HTML = frozenset({".html", ".htm", ".xhtml"})
PDF = frozenset({".pdf"})
TEXT = frozenset({".txt", ".text", ".rst"})
#: Word, PowerPoint and Excel since 2007, and what reads each.
OFFICE = {".docx": "word", ".pptx": "slides", ".xlsx": "workbook"}
READABLE = MARKDOWN | HTML | PDF | TEXT | OFFICE.keys()
#: Documents that people would expect to be read, and what to do with them.
_CONVERTIBLE = frozenset({".odt", ".rtf", ".odp", ".ods", ".csv", ".tsv", ".epub", ".tex", ".adoc", ".org", ".pages", ".eml", ".msg", ".wpd"})  # fmt: skip
#: What Office wrote before 2007, and with macros in it, and as what to save it.
_OLD_OFFICE = {
    ".doc": ".docx", ".dot": ".docx", ".ppt": ".pptx", ".pps": ".pptx", ".pot": ".pptx", ".xls": ".xlsx", ".xlt": ".xlsx", ".xlsb": ".xlsx",
}  # fmt: skip
_WITH_MACROS = {
    ".docm": ".docx", ".dotm": ".docx", ".pptm": ".pptx", ".ppsm": ".pptx", ".potm": ".pptx", ".xlsm": ".xlsx", ".xltm": ".xlsx",
}  # fmt: skip
#: Folders of dependencies and of what a build made.
BUILT = frozenset((
    "node_modules", "bower_components", "jspm_packages", "venv", "env", "virtualenv", "site-packages", "dist-packages", "__pycache__",
    "__pypackages__", "dist", "build", "_build", "target", "vendor", "third_party", "out", "obj", "htmlcov", "coverage", "Pods",
))  # fmt: skip
#: Hidden ones that are named, because they are large or somebody may look for them; other hidden ones are left out in silence.
_HIDDEN_BUILT = frozenset({".venv", ".git", ".tox", ".nox", ".svn", ".hg"})
#: Larger files are refused: reading one would block a start for minutes.
LARGEST_FILE = 50 * 1024 * 1024
_DEEPEST = 60
_MOST_ENDINGS = 5
_NOWHERE = "is a link that leads nowhere."
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(slots=True)
class Listed:
    """The files of a source in order of name, and what of it is not read."""

    files: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def listed(root: Path) -> Listed:
    """Look through a folder, or at one file; opens none."""
    found = Listed()
    try:
        mode = root.stat().st_mode
    except OSError as error:
        found.skipped.append(_unseen(str(root), error))
        return found
    if stat.S_ISDIR(mode):
        _Walk(root, found).walk(root, 0)
    elif kind := _special(mode):
        found.skipped.append(Skipped(str(root), f"is {kind} and not a file."))
    else:
        found.files.append(root)
    return found


class _Walk:
    """Goes through one folder."""

    def __init__(self, root: Path, found: Listed) -> None:
        self._root = root
        self._resolved = root.resolve()
        self._found = found
        self._others: Counter[str] = Counter()
        self._links: list[Path] = []

    def walk(self, folder: Path, depth: int) -> None:
        """Take in a folder and those in it; the outermost ends with what is left."""
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._found.skipped.append(_unseen(self._name(folder, "/"), error))
            ordered = []
        for entry in ordered:
            try:
                self._take(entry, depth)
            except OSError as error:
                self._found.skipped.append(_unseen(self._name(Path(entry.path)), error))
        if depth == 0:
            self._finish()

    def _take(self, entry: os.DirEntry[str], depth: int) -> None:
        path, name = Path(entry.path), entry.name
        if entry.is_symlink():
            if not name.startswith("."):
                self._link(path)
        elif entry.is_dir(follow_symlinks=False):
            self._folder(path, name, depth)
        elif name.startswith("."):
            return
        elif kind := _special(entry.stat(follow_symlinks=False).st_mode):
            self._skip(path, f"is {kind} and not a file.")
        else:
            self._file(path)

    def _folder(self, path: Path, name: str, depth: int) -> None:
        if name in BUILT or name in _HIDDEN_BUILT or name.endswith(".egg-info"):
            reason = "holds dependencies or what a build made, and is left out. Name a folder in it to have that read."
            self._found.skipped.append(Skipped(self._name(path, "/"), reason, meant=True))
        elif name.startswith("."):
            return
        elif depth >= _DEEPEST:
            self._skip(path, f"lies more than {_DEEPEST} folders deep.")
        else:
            self.walk(path, depth + 1)

    def _file(self, path: Path) -> None:
        ending = path.suffix.lower()
        if path.name.startswith("~$"):
            # What Office keeps beside a document that is open.
            return
        if ending in READABLE:
            self._found.files.append(path)
        elif ending in _OLD_OFFICE:
            self._skip(path, f"is not read: it is of an older format. Save it as {_OLD_OFFICE[ending]} or PDF.")
        elif ending in _WITH_MACROS:
            self._skip(path, f"is not read: it may hold macros. Save it as {_WITH_MACROS[ending]} or PDF.")
        elif ending in _CONVERTIBLE:
            self._skip(path, f"is not read: {ending} files are not. Save it as PDF, HTML, Markdown or text.")
        else:
            self._others[ending or "no ending"] += 1

    def _link(self, path: Path) -> None:
        """A link to a file of the same folder is read, once; one that leads out is refused."""
        try:
            target = path.resolve()
        except RuntimeError:
            # What Python says before 3.13 of links that lead round in a circle.
            self._skip(path, _NOWHERE)
            return
        if not target.is_relative_to(self._resolved):
            self._skip(
                path,
                "is a link that leads out of the folder and is not followed. Add what it leads to by its own path.",
            )
        elif not target.exists():
            self._skip(path, _NOWHERE)
        elif target.is_file() and target.suffix.lower() in READABLE:
            self._links.append(self._root / target.relative_to(self._resolved))

    def _finish(self) -> None:
        # A link to what is read itself adds nothing.
        self._found.files = sorted({*self._found.files, *self._links})
        if self._others:
            ordered = sorted(self._others.items(), key=lambda one: (-one[1], one[0]))
            most = ", ".join(f"{ending} {count:,}" for ending, count in ordered[:_MOST_ENDINGS])
            reason = f"holds {sum(self._others.values()):,} files of endings that are not read ({most})."
            self._found.skipped.append(Skipped(self._name(self._root, "/"), reason, meant=True))

    def _skip(self, path: Path, reason: str) -> None:
        self._found.skipped.append(Skipped(self._name(path), reason))

    def _name(self, path: Path, end: str = "") -> str:
        return name_within(self._root, path) + end


def name_within(root: Path, path: Path) -> str:
    """What a file is called to people: its place in the folder that was added, or its whole path where that is the file itself."""
    if path == root or not path.is_relative_to(root):
        return str(path)
    return path.relative_to(root).as_posix()


def content(path: Path, name: str) -> bytes:
    """What a regular file holds, up to the limit; nothing else is opened, whatever has taken its place meanwhile.

    Raises:
        DocumentError: It is too large, no regular file, or can't be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise DocumentError(name, f"is {_special(found.st_mode) or 'a folder'} and not a file.")
            if found.st_size > LARGEST_FILE:
                raise DocumentError(name, f"has {found.st_size:,} bytes; the most is {LARGEST_FILE:,}. Split it.")
            return stream.read(LARGEST_FILE)
    except OSError as error:
        raise DocumentError(name, _because(error)) from error


def _special(mode: int) -> str:
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "")


def _unseen(name: str, error: OSError) -> Skipped:
    return Skipped(name, _because(error))


def _because(error: OSError) -> str:
    return f"can't be read: {error.strerror or error}."
