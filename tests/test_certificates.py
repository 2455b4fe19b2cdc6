"""A model server whose certificate a private authority has signed: said in a sentence, and trusted where it is named."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.chat_model import ChatMessage, Request
from bot.choose_model import chat_model
from bot.errors import ModelUnavailableError
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

BODY = b'data: {"choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that nobody but itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme's own authority")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    own, secret = folder / "own.pem", folder / "own.key"
    own.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    unencrypted = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unencrypted))
    return own, secret


@asynccontextmanager
async def model_behind(own: Path, secret: Path) -> AsyncIterator[str]:
    """A model server's address, by https."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own, secret)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        writer.write(head % len(BODY) + BODY)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def said_by(address: str) -> str:
    """The model's words."""
    settings = Settings.model_validate(
        {"openai_api_key": "sk-1", "openai_base_url": address, "model_retries": 0}, by_name=True
    )
    model = chat_model(settings)
    assert model is not None
    try:
        return "".join([piece async for piece in model.stream(Request((ChatMessage("user", "ready?"),)))])
    finally:
        await model.close()


async def test_a_certificate_that_is_not_trusted_is_said(tmp_path: Path) -> None:
    """With the reason and the setting that helps, and not as a server that is away."""
    async with model_behind(*certificate(tmp_path)) as address:
        with pytest.raises(ModelUnavailableError, match=r"certificate is not trusted here: self-signed.*SSL_CERT_FILE"):
            await said_by(address)


async def test_the_authority_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable that the sentence names."""
    own, secret = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    async with model_behind(own, secret) as address:
        assert await said_by(address) == "ready"
