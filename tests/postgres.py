"""A real PostgreSQL server of the tests' own, on a free port of this machine, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "ftn", "geheim@/:#1"
#: The same, as it stands in an address.
QUOTED = "geheim%40%2F%3A%231"
#: A PostgreSQL server refuses to run as root; the tests of a container may.
NOBODY = 65_534
MISSING = "no PostgreSQL is installed here, so nothing is tested on it: `apt-get install postgresql`"


@dataclass
class PostgresServer:
    """A running server; `made` counts the databases, so that each test has one of its own."""

    folder: Path
    programs: Path
    port: int
    made: int = 0
    template: str = ""

    def address(self, database: str, *, password: str = QUOTED, user: str = USER, port: int | None = None) -> str:
        """The address of a database of it, as DATABASE_URL has it."""
        return f"postgresql://{user}:{password}@127.0.0.1:{port or self.port}/{database}"

    async def fresh(self) -> str:
        """The address of a new, empty database."""
        self.made += 1
        name = f"test_{self.made}"
        await self.admin(f"CREATE DATABASE {name} OWNER {USER}")
        return self.address(name)

    async def copied(self) -> str:
        """The address of a new database with empty tables, which takes less time than making the tables."""
        if not self.template:
            address = await self.fresh()
            async with Database(address):
                self.template = f"test_{self.made}"
        self.made += 1
        name = f"test_{self.made}"
        await self.admin(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {self.template}")
        return self.address(name)

    async def admin(self, statement: str) -> None:
        """Run a statement as the owner of the server, outside of any transaction."""
        engine = create_async_engine(
            self.address("postgres").replace("postgresql://", "postgresql+asyncpg://"),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
        )
        async with engine.connect() as connection:
            await connection.execute(text(statement))

    def start(self) -> None:
        """Start it, and come back once it takes connections."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off -c max_connections=200"
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """Stop it, and cut who is connected."""
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        run(str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), *arguments, folder=self.folder)


@contextmanager
def postgres() -> Iterator[PostgresServer | None]:
    """A server, or None where none is installed."""
    programs = installed_programs()
    if programs is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="ftn-postgres-") as name:
        folder = Path(name)
        if is_root():
            os.chown(folder, NOBODY, NOBODY)
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        run(
            str(programs / "initdb"), "-D", str(folder / "data"), "-U", USER, "--pwfile", str(secret), "-N",
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", folder=folder,
        )  # fmt: skip
        server = PostgresServer(folder, programs, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def installed_programs() -> Path | None:
    """The folder of PostgreSQL's programs, which Debian keeps off the path."""
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))[::-1]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def is_root() -> bool:
    """Whether the tests run as root."""
    return os.geteuid() == 0


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def run(*command: str, folder: Path) -> None:
    """Run one of PostgreSQL's programs, as nobody where this is root."""
    as_nobody: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root() else {}
    with (folder / "said").open("a+", encoding="utf-8") as said:
        # Not through a pipe: the server would hold its end for as long as it runs.
        done = subprocess.run(  # noqa: S603 - programs found above
            command,
            cwd=folder,
            stdout=said,
            stderr=said,
            timeout=60,
            check=False,
            # Ctrl-C is for whoever started it, who stops it in the end.
            start_new_session=True,
            **as_nobody,
        )
        said.seek(0)
        assert done.returncode == 0, said.read()
