"""Git repositories of a person's own: cloned over https with git itself, the newest commit alone, within bounds of time and size.

What is cloned is a folder like any other then. Hooks, filters, submodules and other ways than https take no part; a name and a password come from git's
own credential helper and are neither asked for nor shown.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import PageError
from knowledge.fetching.outcome import Fetched, Happened
from knowledge.fetching.targets import Targets, hosts_of

if TYPE_CHECKING:
    from knowledge.fetching.live import LiveFolder, LiveSource
    from knowledge.sources import Source

#: Seconds that a clone may take, and bytes that it may have on the disk, what git keeps included.
MOST_SECONDS: Final = 300.0
MOST_BYTES: Final = 500_000_000
#: Seconds between two looks how large it is, and within which a server says what its newest commit is.
_LOOK: Final = 0.1
_ASKED: Final = 30.0
#: In the clone, which commit it is; hidden, so that it is not read.
_COMMIT: Final = ".commit"
_LONGEST_SAID: Final = 200


def fetch_repository(
    source: Source, before: LiveSource, folder: LiveFolder, *, private: bool, dry_run: bool
) -> tuple[LiveSource, Fetched]:
    """What is known of a repository now, and what happened; its files lie in `folder.clone_of` it.

    Args:
        source: Of the kind `repository`.
        before: What was known.
        folder: Where it is kept.
        private: Whether addresses of one's own network may be asked, over plain http too.
        dry_run: Ask which commit is the newest, and keep nothing.
    """
    now = datetime.now(tz=UTC).replace(microsecond=0).isoformat()
    clone = folder.clone_of(source.id)
    known = _commit_of(clone)
    try:
        Targets(hosts_of([source.address]), private=private).check(source.address)
        commit = _newest(source.address, private=private)
        if commit == known or dry_run:
            happened, said = (
                (Happened.UNCHANGED, "As it was") if commit == known else (Happened.CHANGED, "There is a newer one")
            )
        else:
            _clone(source.address, clone, private=private)
            folder.changed()
            happened, said = (Happened.CHANGED, "Cloned anew") if known else (Happened.NEW, "Cloned")
    except PageError as error:
        stays = f"What was cloned on {before.fetched[:10]} stays." if known else "Nothing is read of it."
        return replace(before, trouble=str(error), tried=now), Fetched(
            source.id, Happened.FAILED, f"{str(error).rstrip('.')}. {stays}", str(error) if error.unreachable else ""
        )
    fetched = before.fetched if happened is Happened.UNCHANGED else now
    live = replace(before, trouble="", tried=now, checked=now, fetched=fetched)
    return live, Fetched(source.id, happened, f"{said}: commit {commit[:12]}.")


def _commit_of(clone: Path) -> str:
    try:
        return (clone / _COMMIT).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _newest(address: str, *, private: bool) -> str:
    said = _git(["ls-remote", "--exit-code", "--", address, "HEAD"], Path.cwd(), _ASKED, private=private)
    commit = said.split(maxsplit=1)[0] if said.strip() else ""
    if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        raise PageError(f"{address} says of no commit that it is the newest")
    return commit


def _clone(address: str, clone: Path, *, private: bool) -> None:
    """Clone beside what is there, and put it in its place once it is whole.

    Raises:
        PageError: It can't be cloned, or not within bounds.
    """
    clone.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".clone-", dir=clone.parent) as made:
        fresh = Path(made) / "clone"
        options = ["--depth=1", "--single-branch", "--no-tags", "--no-recurse-submodules", "--template="]
        _git(["clone", "--quiet", *options, "--", address, str(fresh)], Path(made), MOST_SECONDS, private=private)
        commit, day = _git(
            ["-C", str(fresh), "log", "-1", "--format=%H %ct"], Path(made), _ASKED, private=private
        ).split()
        shutil.rmtree(fresh / ".git")
        for root, _, files in os.walk(fresh):
            for name in files:
                # The day of a document is that of the commit, and not of the clone.
                os.utime(Path(root) / name, (int(day), int(day)), follow_symlinks=False)
        (fresh / _COMMIT).write_text(commit, encoding="ascii")
        if clone.exists():
            clone.rename(Path(made) / "before")
        fresh.rename(clone)


def _git(arguments: list[str], folder: Path, seconds: float, *, private: bool) -> str:
    """What git prints; it is ended where it takes too long or `folder` grows too large.

    Raises:
        PageError: It is not installed, fails, or is ended.
    """
    settings = [
        "protocol.allow=never",
        "protocol.https.allow=always",
        "http.followRedirects=false",
        "core.hooksPath=/dev/null",
    ]
    settings += ["core.symlinks=false", "core.fsmonitor=false", *(["protocol.http.allow=always"] if private else [])]
    # An authority of one's own is named once, for all that is fetched.
    settings += [f"http.sslCAInfo={file}"] if (file := os.environ.get("SSL_CERT_FILE")) else []
    command = ["git", *(part for one in settings for part in ("-c", one)), *arguments]
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "GCM_INTERACTIVE": "never", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C"}  # fmt: skip
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(  # noqa: S603 - git, and an address that was looked at
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment, start_new_session=True
            )
        except OSError as error:
            raise PageError("git can't be started. Install it, or clone the repository and add its folder") from error
        try:
            _watch(process, folder, seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, 9)
            process.wait()
        out.seek(0)
        err.seek(0)
        printed, said = out.read(1_000_000), err.read(100_000).decode(errors="replace")
    if process.returncode:
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "it failed without a word")
        shown = re.sub(r"//[^/\s]*@", "//…@", last.removeprefix("fatal: "))
        raise PageError(f"git: {shown[:_LONGEST_SAID]}")
    return printed.decode(errors="replace")


def _watch(process: subprocess.Popen[bytes], folder: Path, seconds: float) -> None:
    """Wait for its end.

    Raises:
        PageError: It takes too long, or too much room.
    """
    until = time.monotonic() + seconds
    while process.poll() is None:
        try:
            process.wait(_LOOK)
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                raise PageError(f"git takes longer than {seconds:.0f} seconds") from None
            _keep_within(folder)
    # What came between the last look and the end.
    _keep_within(folder)


def _keep_within(folder: Path) -> None:
    if folder != Path.cwd() and _size(folder) > MOST_BYTES:
        raise PageError(f"the repository has more than {MOST_BYTES // 1_000_000} MB. Add a part of it as a folder")


def _size(folder: Path) -> int:
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            try:
                total += (Path(root) / name).lstat().st_size
            except OSError:
                continue
    return total
