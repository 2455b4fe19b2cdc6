"""Reads a large page, PDF or Office file in a process of its own, which is ended when it takes too long or too much memory.

The libraries that read them have no bounds of their own for everything: a file of a megabyte can keep one for an hour, with nothing
in it that could be refused before. Small ones are read where they are, since none of them takes long.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from bot.errors import DocumentError
from knowledge.own.files import OFFICE
from knowledge.own.office_package import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

#: Bytes from which on a file is read in a process of its own; starting one takes about half a second.
LARGE: Final = 500_000
#: The same for what an Office file unpacks to; reading five megabytes of its XML takes about half a second.
LARGE_UNPACKED: Final = 5_000_000
#: Seconds, and bytes of memory, that reading one file may take; 360 pages of PDF take about 20 s and 300 MB (measured).
MOST_SECONDS: Final = 120.0
MOST_MEMORY: Final = 3_000_000_000
#: How the process ends where the file is refused.
_REFUSED: Final = 3

Sections = list[tuple[tuple[str, ...], str]]


def bounded_sections(
    kind: str, raw: bytes, file: str, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY
) -> Sections:
    """The sections of a file, read in a process of its own; `kind` is a key of what is read here.

    Raises:
        DocumentError: It can't be read, or not within bounds.
    """
    command = [sys.executable, "-m", "knowledge.own.bounded", kind, file, str(memory)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(command, input=raw, env=environment, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - our own code
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            file, f"could not be read in {seconds:g} seconds. Divide it, or save it as Markdown or text."
        ) from error
    if done.returncode == _REFUSED:
        raise DocumentError(file, json.loads(done.stdout))
    if done.returncode:
        raise DocumentError(file, "takes more memory to read than it may. Divide it, or save it as Markdown or text.")
    return [(tuple(path), text) for path, text in json.loads(done.stdout)]


def _readers() -> dict[str, Callable[[bytes, str], Sections]]:
    from knowledge.own.encodings import decoded
    from knowledge.own.html_page import html_to_markdown
    from knowledge.own.markdown_text import markdown_sections
    from knowledge.own.pdf_pages import pdf_sections
    from knowledge.own.slides import slide_sections
    from knowledge.own.word_document import word_sections
    from knowledge.own.workbook import workbook_sections

    def page(raw: bytes, file: str) -> Sections:
        return markdown_sections(html_to_markdown(decoded(raw, file, is_html=True), file))

    return {
        "html": page,
        "pdf": pdf_sections,
        "word": word_sections,
        "slides": slide_sections,
        "workbook": workbook_sections,
    }


def sections(kind: str, raw: bytes, file: str) -> Sections:
    """The sections of a file, read here if it is small.

    Raises:
        DocumentError: It can't be read, or not within bounds.
    """
    is_large = unpacked(raw) > LARGE_UNPACKED if kind in OFFICE.values() else len(raw) > LARGE
    return bounded_sections(kind, raw, file) if is_large else _readers()[kind](raw, file)


def main(kind: str, file: str, memory: str) -> int:
    """Read from standard input, and print the sections as JSON, or why the file is refused."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    try:
        found = _readers()[kind](sys.stdin.buffer.read(), file)
    except DocumentError as error:
        sys.stdout.write(json.dumps(error.reason))
        return _REFUSED
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
