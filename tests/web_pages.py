"""The web as a refresh sees it, on this machine: a proxy that ends TLS for every host, with a certificate authority of its own.

What is asked is https://learn.microsoft.com/… and the like, over HTTPS_PROXY and SSL_CERT_FILE, as in a company. Pages are set by their whole address.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOSTS = (
    "learn.microsoft.com", "raw.githubusercontent.com", "dev.to", "developers.openai.com", "docs.aws.amazon.com", "docs.cloud.google.com",
    "api.github.com",     "elsewhere.example", "localhost",
)  # fmt: skip


@dataclass
class Answer:
    """What comes for an address. `cut` promises more than it sends; `endless` never ends; `drip` sends a byte at a time."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/markdown; charset=utf-8"
    packed: bool = False
    manner: str = ""
    #: Whether it has an ETag, and is answered with 304 where that is known.
    tagged: bool = True

    @property
    def raw(self) -> bytes:
        """The body as it is sent."""
        plain = self.body.encode() if isinstance(self.body, str) else self.body
        return gzip.compress(plain) if self.packed else plain

    @property
    def etag(self) -> str:
        """Changes with the body."""
        return f'"{hashlib.sha256(self.raw).hexdigest()[:16]}"'


@dataclass
class Web:
    """The pages by address, and what was asked: the address and the status it was answered with."""

    address: str = ""
    authority: str = ""
    pages: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a program finds it."""
        return {
            "HTTPS_PROXY": self.address,
            "https_proxy": self.address,
            "NO_PROXY": "",
            "no_proxy": "",
            "SSL_CERT_FILE": self.authority,
        }

    def answer(self, address: str) -> Answer:
        """What comes next for an address; the last of several stays."""
        found = self.pages.get(address, Answer("Not found", 404, kind="text/plain"))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def statuses(self, part: str) -> list[int]:
        """What the addresses with this in them were answered with."""
        return [status for address, status in self.asked if part in address]


@contextmanager
def web_pages(folder: Path) -> Iterator[Web]:
    """A running one; its certificates lie in a folder of the test's own."""
    chain, authority = _certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    web = Web(authority=str(authority))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        host = ""
        timeout = 5
        tls: ssl.SSLSocket | None = None

        def do_CONNECT(self) -> None:
            self.host = self.path.removesuffix(":443")
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            try:
                self.tls = self.connection = context.wrap_socket(self.connection, server_side=True)
            except OSError:
                # Who does not trust the certificate hangs up.
                self.close_connection = True
                return
            self.rfile = self.connection.makefile("rb", -1)
            self.wfile = self.connection.makefile("wb", 0)
            self.close_connection = False

        def do_GET(self) -> None:
            address = f"https://{self.host}{self.path}" if self.host else f"{web.address}{self.path}"
            answer = web.answer(address)
            status = answer.status
            if status == 200 and answer.tagged and self.headers.get("If-None-Match") == answer.etag:
                status = 304
            web.asked.append((address, status))
            _send(self, answer, status)

        def finish(self) -> None:
            super().finish()
            if self.tls is not None:
                self.tls.close()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = False
    web.address = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def _send(handler: BaseHTTPRequestHandler, answer: Answer, status: int) -> None:
    raw = answer.raw if status != 304 else b""
    handler.send_response(status)
    for name, value in _headers(answer, status, len(raw)).items():
        handler.send_header(name, value)
    handler.end_headers()
    pause = threading.Event()
    try:
        if answer.manner == "drip":
            for byte in raw:
                handler.wfile.write(bytes([byte]))
                pause.wait(0.05)
        else:
            handler.wfile.write(raw)
        while answer.manner == "endless":
            handler.wfile.write(raw)
    except OSError:
        handler.close_connection = True
    if answer.manner in {"cut", "endless"}:
        handler.close_connection = True


def _headers(answer: Answer, status: int, length: int) -> dict[str, str]:
    headers = {"Content-Type": answer.kind, **answer.headers}
    if answer.tagged and status in {200, 304}:
        headers["ETag"] = answer.etag
    if answer.packed:
        headers.setdefault("Content-Encoding", "gzip")
    if answer.manner == "endless":
        headers["Connection"] = "close"
    elif status != 304:
        headers["Content-Length"] = str(length + (1_000 if answer.manner == "cut" else 0))
    return headers


def _certificates(folder: Path) -> tuple[Path, Path]:
    """An authority, and a certificate of it for every host with its key in one file."""
    today = dt.datetime.now(tz=dt.UTC)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Authority", "Pages")]
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in names]
    made = []
    for own, name in enumerate(names):
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(names[0]).public_key(keys[own].public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(today - dt.timedelta(days=1)).not_valid_after(today + dt.timedelta(days=2))
        builder = builder.add_extension(x509.BasicConstraints(ca=not own, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(keys[own].public_key()), critical=False
        )
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False
        )
        if own:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False
            )
        else:
            usage = x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
                data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
            )  # fmt: skip
            builder = builder.add_extension(usage, critical=True)
        made.append(builder.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    key = keys[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain, authority = folder / "chain.pem", folder / "authority.pem"
    chain.write_bytes(made[1] + key)
    authority.write_bytes(made[0])
    return chain, authority
