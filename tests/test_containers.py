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
import time
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from starlette.routing import Route

from bot.load_settings import load_settings
from bot.settings import Settings
from bot.slack.outgoing.working_status import CLOSE_SECONDS
from bot.slack.server.http import STOP_SECONDS, serving, web_app
from bot.slack.server.metrics import Metrics
from bot.slack.server.serve import DRAIN_SECONDS, ENDS_WITHIN
from bot.slack.server.socket_mode import LAST_SECONDS
from bot.storage.address import engine_url
from bot.storage.engines import SERVER_POOL
from bot.turns.attempt import CANCEL_SECONDS
from knowledge.index import Index

from .knowledge.embedders import HashEmbedder
from .knowledge.making import passage, quiet
from .postgres import free_port

ROOT = Path(__file__).parents[1]
SETTINGS = {str(field.alias) for field in Settings.model_fields.values()}
#: Not settings of ours: what Python, onnxruntime, the C library and Compose read.
DIGEST = "@sha256:[0-9a-f]{64}"
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


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    """Both stages stand on one Python that the package allows, by its digest; so is what is not built here."""
    (base,) = {given("FROM", stage)[0].partition(" ")[0] for stage in (0, 1)}
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm" + DIGEST, base)
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert re.fullmatch(r"postgres:15\.\d+-bookworm" + DIGEST, images.pop("postgres"))
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    # The Chroma server too, which is by that the version of its client.
    assert images == dict.fromkeys(("bot", "worker", "chroma"), f"fine-tune-or-not:{version[1]}")
    assert {compose["services"][name]["build"] for name in images} == {"."}


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
    assert 'ftn = "bot.__main__:main"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_variable_is_known(compose: dict[str, Any]) -> None:
    """Image and compose file set no variable that nobody reads, and agree on those that both set."""
    image = variables()
    assert image.keys() <= SETTINGS | OTHERS
    for name, own in (("bot", set()), ("worker", {"DATABASE_URL", "CHROMA_URL"})):
        given_by_compose = compose["services"][name]["environment"]
        assert given_by_compose.keys() <= SETTINGS | OTHERS
        assert {key: str(value) for key, value in given_by_compose.items() if key not in own} == {
            key: image[key] for key in given_by_compose if key not in own
        }
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


def words_of(command: list[str], port: int) -> list[str]:
    """A command of the Chroma service, for one at another port of this machine."""
    return [word.replace("8000", str(port)).replace("0.0.0.0", "127.0.0.1") for word in command]  # noqa: S104 - of a container


async def test_the_chroma_server_and_its_check(compose: dict[str, Any], tmp_path: Path) -> None:
    """The service's own command serves vectors, and writes only where its volume is; its check succeeds by then and not before."""
    service, port, folder = compose["services"]["chroma"], free_port(), tmp_path / "data"
    assert service["volumes"] == ["vectors:/data"]
    (program,) = service["entrypoint"]
    command = [str(folder) if word == "/data" else word for word in words_of(service["command"], port)]
    word, python, *check = words_of(service["healthcheck"]["test"], port)
    assert (word, python) == ("CMD", "python")
    home = tmp_path / "home"
    home.mkdir()

    async def is_healthy() -> bool:
        process = await asyncio.create_subprocess_exec(sys.executable, *check, stderr=subprocess.DEVNULL)
        return await process.wait() == 0

    assert not await is_healthy()
    server = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name(program), *command, env={"PATH": os.environ["PATH"], "HOME": str(home)}, cwd=home,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while not await is_healthy():  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.2)
        with Index(tmp_path / "index", HashEmbedder("compose"), f"http://127.0.0.1:{port}") as index:
            index.sync("a", [passage("Ten training examples are enough.")], "first", quiet)
            assert len(index) == 1
    finally:
        server.terminate()
        await server.wait()
    assert [each.name for each in folder.iterdir() if each.name == "chroma.sqlite3"]
    assert list(home.iterdir()) == []


def test_one_process_or_many(compose: dict[str, Any]) -> None:
    """A profile each: one process beside nothing, or workers over one database and one index, which wait until those are healthy."""
    services = compose["services"]
    assert {name: service["profiles"] for name, service in services.items()} == {
        "bot": ["one"], "worker": ["many"], "chroma": ["many"], "postgres": ["many"],
    }  # fmt: skip
    assert "depends_on" not in services["bot"]
    worker = services["worker"]
    assert worker["depends_on"] == {each: {"condition": "service_healthy"} for each in ("postgres", "chroma")}
    assert worker["deploy"]["replicas"] == "${WORKERS:-3}"
    # Each worker takes a port of its own from the range.
    assert worker["ports"] == ["127.0.0.1:8080-8099:8080"]
    assert services["bot"]["ports"] == ["127.0.0.1:8080:8080"]
    load_settings(_env_file=None, **{name: worker["environment"][name] for name in ("DATABASE_URL", "CHROMA_URL")})
    url = engine_url(worker["environment"]["DATABASE_URL"].replace("${POSTGRES_PASSWORD:-}", "secret"))
    postgres = services["postgres"]["environment"]
    assert (url.host, url.username, url.database) == ("postgres", postgres["POSTGRES_USER"], postgres["POSTGRES_DB"])
    assert postgres["POSTGRES_PASSWORD"] == "${POSTGRES_PASSWORD:-}"  # noqa: S105 - a place for one
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "\nCOMPOSE_PROFILES=one\n" in example
    assert "\n# POSTGRES_PASSWORD=\n# WORKERS=3\n" in example


def test_there_are_connections_enough(compose: dict[str, Any]) -> None:
    """PostgreSQL lets in as many as the ports allow workers, up to nine, each with all that it may hold."""
    (most,) = [word for word in compose["services"]["postgres"]["command"] if "max_connections" in word]
    each = 2 * (SERVER_POOL["pool_size"] + SERVER_POOL["max_overflow"])
    assert each == 20
    assert int(most.partition("=")[2]) >= 9 * each


def test_all_are_confined(compose: dict[str, Any]) -> None:
    """Of none anything but its volume and /tmp can be written, none has a privilege, and all have bounds for memory and log."""
    for name, service in compose["services"].items():
        assert service["read_only"] is True
        assert service["tmpfs"][0] == "/tmp"  # noqa: S108 - in a container of its own
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["init"] is True
        assert service["restart"] == "unless-stopped"
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}
        assert service["deploy"]["resources"]["limits"]["memory"]
        assert not service.keys() & {"privileged", "network_mode", "pid", "ipc", "cap_add", "userns_mode"}
        # The image's own user, 10001, unless another one is named; and its own check.
        assert service.get("user", "10001:10001") in {"10001:10001", "999:999"}
        assert "healthcheck" in service or name in {"bot", "worker"}
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"bot", "worker"}
    assert {name for name, service in compose["services"].items() if "env_file" in service} == {"bot", "worker"}


def test_stores_are_on_a_network_of_their_own(compose: dict[str, Any]) -> None:
    """Only workers reach them, and they reach nothing outside."""
    assert compose["networks"] == {"stores": {"internal": True}}
    networks = {name: service.get("networks") for name, service in compose["services"].items()}
    assert networks == {"bot": None, "worker": ["default", "stores"], "chroma": ["stores"], "postgres": ["stores"]}


def test_how_long_a_stop_takes(compose: dict[str, Any]) -> None:
    """What waits at the end comes to less than the one figure that code, Dockerfile, compose file and docs name."""
    waits = STOP_SECONDS + LAST_SECONDS + DRAIN_SECONDS + CANCEL_SECONDS + CLOSE_SECONDS
    assert waits + 5 <= ENDS_WITHIN
    stated = f"{ENDS_WITHIN:.0f}"
    assert {service["stop_grace_period"] for service in compose["services"].values()} == {f"{stated}s"}
    assert given("STOPSIGNAL") == ["SIGTERM"]
    assert f"docker stop --timeout {stated}`" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    docs = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert f"within {stated} seconds" in docs
    assert f"docker stop --timeout {stated}" in docs
    assert f"terminationGracePeriodSeconds: {stated}" in docs
    assert set(re.findall(r"(?:timeout |PeriodSeconds: |within )(\d\d+)(?: seconds|\b)", docs)) == {stated}


def test_what_hangs_is_ended() -> None:
    """A process that does not end by itself ends when its time is over, although a thread waits for ever."""
    script = "import threading; from bot.slack.server.serve import end_within; end_within(0.5); threading.Thread(target=threading.Event().wait).start()"
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60, check=False, capture_output=True)  # noqa: S603 - our own
    assert done.returncode == 1
    assert time.monotonic() - began > 0.5


def test_the_compose_file_has_known_keys_only(compose: dict[str, Any]) -> None:
    """By hand, from the schema: the keys that are used, each volume declared, no obsolete version."""
    assert set(compose) == {"name", "x-confined", "x-bot", "x-bot-environment", "services", "networks", "volumes"}
    known = {
        "build", "image", "env_file", "environment", "volumes", "ports", "depends_on", "restart", "init", "profiles",
        "stop_grace_period", "read_only", "tmpfs", "cap_drop", "security_opt", "healthcheck", "logging", "deploy", "entrypoint", "command",
        "networks", "user", "stop_signal", "shm_size",
    }  # fmt: skip
    used = set[str]()
    for service in compose["services"].values():
        assert service.keys() <= known
        used |= {volume.partition(":")[0] for volume in service["volumes"]}
        if "healthcheck" in service:
            assert service["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}
    assert used == compose["volumes"].keys()
