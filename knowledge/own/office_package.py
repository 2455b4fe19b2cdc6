"""The zip that a Word, PowerPoint or Excel file is: looked at before a library opens it, and what its libraries raise when it is broken.

What would unpack to much more than a document has, holds macros, is encrypted or of the formats before 2007 is refused by name.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes and parts that a file may unpack to. A thousand slides with pictures have 150 MB and 5,000 parts; own estimate.
MOST_UNPACKED: Final = 300_000_000
MOST_PARTS: Final = 20_000
#: How much of a part is looked at for a document type definition, which these formats forbid and bombs of entities need.
_HEAD: Final = 1_024
#: What files of the formats before 2007 begin with, and encrypted ones of today.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
#: What each format holds its text in.
_MAIN: Final = {"word": "word/", "slides": "ppt/", "workbook": "xl/"}
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError,
    RuntimeError, SyntaxError,
)  # fmt: skip


def unpacked(raw: bytes) -> int:
    """How many bytes a file says that it unpacks to; 0 where it is none of these."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            return sum(part.file_size for part in package.infolist())
    except _BROKEN:
        return 0


def check_package(raw: bytes, file: str, kind: str) -> None:
    """Look at a file before it is opened.

    Raises:
        DocumentError: It is encrypted, old, broken, too large once unpacked, or holds macros.
    """
    if raw.startswith(_COMPOUND):
        if _ENCRYPTED in raw:
            raise DocumentError(file, "is encrypted. Save it without a password.")
        raise DocumentError(file, "is of the format before 2007. Save it as .docx, .pptx, .xlsx or PDF.")
    with reading(file), zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise DocumentError(file, f"unpacks to more than {MOST_UNPACKED:,} bytes. Divide it, or save it as PDF.")
        if any(part.flag_bits & 1 for part in parts):
            raise DocumentError(file, "is encrypted. Save it without a password.")
        if not any(part.filename.startswith(_MAIN[kind]) for part in parts):
            raise DocumentError(file, "is not what its ending says. Save it anew, or as PDF.")
        for part in parts:
            if part.filename.lower().endswith("vbaproject.bin"):
                raise DocumentError(file, "holds macros and is not read. Save it without them, or as PDF.")
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as stream:
                    head = stream.read(_HEAD)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise DocumentError(
                        file, "defines entities, which no such program writes. Save it anew, or as PDF."
                    )


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Says in one sentence that a file can't be read, whatever its library raises."""
    from lxml.etree import LxmlError

    try:
        yield
    except DocumentError:
        raise
    except (RecursionError, MemoryError) as error:
        raise DocumentError(
            file, "nests too deeply or is too large to be read. Divide it, or save it as PDF."
        ) from error
    except (*_BROKEN, LxmlError, *_library_errors()) as error:
        raise DocumentError(
            file, "is broken: what it holds can't be read. Open it and save it anew, or as PDF."
        ) from error


def _library_errors() -> tuple[type[Exception], ...]:
    from docx.exceptions import PythonDocxError
    from openpyxl.utils.exceptions import InvalidFileException
    from pptx.exc import PythonPptxError

    return (PythonDocxError, PythonPptxError, InvalidFileException)
