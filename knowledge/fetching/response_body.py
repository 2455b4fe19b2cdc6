"""The body of an answer from the web: read within bounds of size and time, unpacked, and turned into text."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Any, Final

from bot.errors import DocumentError, PageError
from knowledge.own.encodings import decoded, is_noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

#: Bytes of a page, unpacked; the longest page among the built-in sources has 0.2 MB.
LARGEST: Final = 10_000_000


def unpacked_parts(response: httpx.Response, until: float) -> Iterator[bytes]:
    """The body unpacked, never more of it at once or altogether than allowed, `until` a moment of the monotonic clock: a megabyte can hold a gigabyte.

    Raises:
        PageError: It is too large, takes too long, is packed in an unknown way, or ends in the middle.
    """
    where = response.url.host
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > LARGEST:
        raise PageError(f"{where} sent more than {LARGEST // 1_000_000} MB: that is no page")
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise PageError(f"{where} packs the page as {encoding[:40]!r}, which was not asked for")
    unpacked = _Unpacking() if encoding not in {"", "identity"} else None
    size = 0
    for chunk in response.iter_raw():
        for part in unpacked.parts(chunk, where) if unpacked else (chunk,):
            size += len(part)
            if size > LARGEST:
                raise PageError(f"{where} sent more than {LARGEST // 1_000_000} MB: that is no page")
            yield part
        if time.monotonic() > until:
            raise PageError(f"{where} takes too long to send the page")
    if unpacked and size and not unpacked.is_whole:
        raise PageError(f"{where} cut the page off in the middle")


class _Unpacking:
    """Unpacks gzip and deflate in steps of a bounded size."""

    STEP = 256_000

    def __init__(self) -> None:
        self._unpack: Any = zlib.decompressobj(zlib.MAX_WBITS | 32)

    @property
    def is_whole(self) -> bool:
        """Whether the end has come."""
        return bool(self._unpack.eof)

    def parts(self, chunk: bytes, where: str) -> Iterator[bytes]:
        """What a piece unpacks to."""
        left = chunk
        while left and not self._unpack.eof:
            try:
                yield self._unpack.decompress(left, self.STEP)
            except zlib.error as error:
                raise PageError(f"{where} packed the page in a way that can't be read") from error
            left = self._unpack.unconsumed_tail


def text_of(raw: bytes, content_type: str, where: str) -> str:
    """The text of a body: UTF-8 where it can be, whatever is declared; then what is declared; then what it looks like.

    Raises:
        PageError: It is no text.
    """
    declared = content_type.partition("charset=")[2].partition(";")[0].strip().strip("\"'")
    for name in ("utf-8-sig", declared):
        try:
            text = raw.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
        if not is_noise(text):
            return text
    try:
        return decoded(raw, where, is_html="html" in content_type)
    except DocumentError as error:
        raise PageError(f"what {where} sent is no text") from error
