"""Dockerfile and compose file: what can be known of them without a Docker engine.

The compose file was checked against the Compose Specification's JSON schema (compose-spec/compose-spec at 170098b) when
it was written; the schema is not ours to keep here, so what matters of it is asserted by hand. The Dockerfile's steps
were run by hand as another user with nothing but the data directory writable.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from starlette.routing import Route

from bot.settings import Settings
from bot.slack.server.http import serving, web_app
from bot.slack.server.metrics import Metrics

from .knowledge.chroma_server import ChromaServer

ROOT = Path(__file__).parents[1]
SETTINGS = {str(field.alias) for field in Settings.model_fields.values()}
#: Not settings of ours: what Python, onnxruntime, the C library and Compose read.
OTHERS = {"MALLOC_ARENA_MAX", "PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "ORT_DISABLE_TELEMETRY"}


def instructions(stage: int = -1) -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, of one stage; the last one by default."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    stages: list[list[tuple[str, str]]] = []
    for line in filter(str.strip, lines):
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, re.sub(r"\s+", " ", rest)))
    return stages[stage]


def given(word: str, stage: int = -1) -> list[str]:
    """The arguments of every instruction of a kind."""
    return [rest for found, rest in instructions(stage) if found == word]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return read


def variables() -> dict[str, str]:
    """The image's environment."""
    return dict(pair.split("=", 1) for line in given("ENV") for pair in line.split(" "))


def version_in_lock(package: str, lock: str = "requirements.lock") -> str:
    """The locked version of a package."""
    found = re.search(rf"^{re.escape(package)}==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{package} is not in {lock}"
    return found.group(1)


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    """Both stages stand on one Python that the package allows, and Chroma's server is the version of its client."""
    stages = {given("FROM", stage)[0].partition(" ")[0] for stage in (0, 1)}
    assert stages == {"python:3.11-slim-bookworm"}
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert compose["services"]["chroma"]["image"] == f"chromadb/chroma:{version_in_lock('chromadb')}"


def test_everything_installed_has_a_hash() -> None:
    """Each `pip install` from an index demands hashes; the rest is without an index."""
    steps = [part.strip() for line in given("RUN", 0) for part in line.split("&&") if "pip" in part]
    assert len(steps) == 5
    for step in steps:
        assert "--require-hashes" in step or "--no-index" in step
        assert "--require-hashes" in step or "--no-deps" in step
    assert any("--require-hashes -r requirements.lock" in step for step in steps)


def cut_out(name: str, folder: Path) -> set[str]:
    """The packages that a step cuts out of a lock file into one of this name, each with its hashes."""
    (step,) = [line.partition(" && ")[0] for line in given("RUN", 0) if line.startswith("sed") and f"> {name}" in line]
    subprocess.run(["sh", "-c", step.replace(name, str(folder / name))], cwd=ROOT, check=True)  # noqa: S603, S607 - our own step
    entries = re.split(r"\n(?=\S)", (folder / name).read_text(encoding="utf-8").strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    return {entry.partition("==")[0] for entry in entries}


def test_what_speaks_to_postgresql_is_locked(tmp_path: Path) -> None:
    """The image has the extra, which needs nothing beside it where the image's Python runs."""
    assert cut_out("postgres.lock", tmp_path) == {"asyncpg"}
    wanted = (Requirement(line) for line in requires("asyncpg") or ())
    assert not [each for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]


def test_what_builds_the_package_is_locked(tmp_path: Path) -> None:
    """The step that cuts the build's requirements out of a lock file cuts out all of them, each with its hashes."""
    locked = cut_out("build.lock", tmp_path)
    needed, waiting = set[str](), {"hatchling"}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        wanted = (Requirement(line) for line in requires(name) or ())
        waiting |= {each.name for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})} - needed
    assert locked == needed


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """Each file and folder that is copied exists and gets past `.dockerignore`, which lets nothing else through."""
    copied = {source for line in given("COPY", 0) for source in line.split(" ")[:-1]}
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    }
    assert copied == let_through
    assert not [source for source in copied if not (ROOT / source).exists()]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert "**/.*" in ignored


def test_the_image_builds_what_the_wheel_packs() -> None:
    """Every package of the wheel is copied, and so are the files that its metadata names."""
    copied = {source for line in given("COPY", 0) for source in line.split(" ")[:-1]}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packed = re.search(r"\[tool\.hatch\.build\.targets\.wheel\]\npackages = (\[.*\])", project)
    assert packed
    assert {*json.loads(packed.group(1)), "README.md", "LICENSE", "pyproject.toml"} <= copied


def test_nobody_is_root() -> None:
    """The image runs as a user with a fixed number, who owns the volume and nothing else."""
    (user,) = given("USER")
    assert user == "10001:10001"
    (run,) = given("RUN")
    assert "useradd --uid 10001 --gid 10001" in run
    assert "install --directory --owner=10001 --group=10001 --mode=0750 /data" in run
    assert json.loads(given("VOLUME")[0]) == ["/data"]
    assert given("COPY") == ["--from=build /opt/ftn /opt/ftn"]
    words = [word for word, _ in instructions()]
    assert words.index("USER") < words.index("CMD")


def test_the_image_serves() -> None:
    """Without arguments the bot is run; arguments are `ftn`'s own."""
    assert json.loads(given("ENTRYPOINT")[0]) == ["ftn"]
    assert json.loads(given("CMD")[0]) == ["serve"]
    assert 'ftn = "bot.cli:main"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_variable_is_known(compose: dict[str, Any]) -> None:
    """Image and compose file set no variable that nobody reads, and agree on those that both set."""
    image, bot = variables(), compose["services"]["bot"]["environment"]
    assert image.keys() <= SETTINGS | OTHERS
    assert bot.keys() <= SETTINGS | OTHERS
    assert {name: image[name] for name in bot} == {name: str(value) for name, value in bot.items()}
    assert (image["FTN_DATA_DIR"], image["FTN_HTTP_HOST"]) == ("/data", "0.0.0.0")  # noqa: S104 - in a container of its own
    assert given("EXPOSE") == [image["FTN_HTTP_PORT"]]


def health_check() -> list[str]:
    """The image's own check as a command, with this Python."""
    (line,) = given("HEALTHCHECK")
    command: list[str] = json.loads(line.partition("CMD ")[2])
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


async def no_checks() -> dict[str, bool]:
    """Nothing has to hold."""
    return {}


async def test_the_health_check_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """It succeeds while the bot's own web server runs, past any proxy, and fails when it does not."""
    app = web_app(no_checks, Metrics())
    assert "/healthz" in {route.path for route in app.routes if isinstance(route, Route)}
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with serving(app, "127.0.0.1", 0) as port:
        environment = {**os.environ, "FTN_HTTP_PORT": str(port)}
        run = await asyncio.to_thread(subprocess.run, health_check(), env=environment, timeout=30, check=False)
        assert run.returncode == 0
    gone = await asyncio.to_thread(
        subprocess.run, health_check(), env=environment, timeout=30, check=False, stderr=subprocess.DEVNULL
    )
    assert gone.returncode != 0


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server like the one of the compose file."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


def chroma_health(compose: dict[str, Any], port: int) -> int:
    """What the compose file's check of the Chroma server says of one at a port."""
    word, *command = compose["services"]["chroma"]["healthcheck"]["test"]
    assert word == "CMD"
    assert command[:2] == ["bash", "-c"]
    script = command[2].replace("/8000", f"/{port}")
    assert str(port) in script
    return subprocess.run(["bash", "-c", script], timeout=30, check=False, stderr=subprocess.DEVNULL).returncode  # noqa: S603, S607 - our own check


def test_the_check_of_the_chroma_server_tells(compose: dict[str, Any], chroma: ChromaServer) -> None:
    """It succeeds with a real server, and fails where none listens."""
    assert chroma_health(compose, chroma.port) == 0
    assert chroma_health(compose, 1) != 0


def test_the_bot_waits_for_chroma_only_where_it_is_wanted(compose: dict[str, Any]) -> None:
    """The Chroma server is a profile; without it the bot starts alone, with it after it is healthy."""
    bot, chroma = compose["services"]["bot"], compose["services"]["chroma"]
    assert chroma["profiles"] == ["chroma"]
    assert bot["depends_on"] == {"chroma": {"condition": "service_healthy", "required": False}}
    assert "profiles" not in bot
    assert "ports" not in chroma
    assert chroma["volumes"] == ["chroma:/data"]
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "CHROMA_URL=http://chroma:8000" in example
    assert "COMPOSE_PROFILES=chroma" in example


def test_the_bot_is_confined(compose: dict[str, Any]) -> None:
    """Nothing but the volume and /tmp can be written, no privilege gained, and the port is this machine's own."""
    bot = compose["services"]["bot"]
    assert bot["read_only"] is True
    assert bot["tmpfs"] == ["/tmp"]  # noqa: S108 - in a container of its own
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert bot["volumes"] == ["data:/data"]
    assert bot["ports"] == ["127.0.0.1:8080:8080"]
    assert bot["env_file"] == ".env"


def test_the_bot_may_finish_its_work(compose: dict[str, Any]) -> None:
    """A stop reaches it at once and leaves longer than turns under way are given."""
    bot = compose["services"]["bot"]
    assert bot["init"] is True
    assert bot["restart"] == "unless-stopped"
    drain = re.search(
        r"^DRAIN_SECONDS = ([\d.]+)", (ROOT / "bot/slack/server/serve.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert drain
    assert int(bot["stop_grace_period"].removesuffix("s")) >= float(drain.group(1)) + 5


def test_the_compose_file_has_known_keys_only(compose: dict[str, Any]) -> None:
    """By hand, from the schema: the keys that are used, each volume declared, no obsolete version."""
    assert set(compose) == {"name", "services", "volumes"}
    known = {
        "build", "image", "env_file", "environment", "volumes", "ports", "depends_on", "restart", "init", "profiles",
        "stop_grace_period", "read_only", "tmpfs", "cap_drop", "security_opt", "healthcheck",
    }  # fmt: skip
    for service in compose["services"].values():
        assert service.keys() <= known
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= compose["volumes"].keys()
    assert compose["services"]["chroma"]["healthcheck"].keys() == {
        "test",
        "interval",
        "timeout",
        "retries",
        "start_period",
    }
