"""The built wheel: what `pip install .` gives works anywhere, with its notes, prompts and data."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUESTION = "When does the base model gpt-4o-mini retire?"
#: What Python itself finds only in the source tree; the installed copy must not need it.
PACKAGES = ("bot", "knowledge", "prompts")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree."""
    directory = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory), folder=ROOT)
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed; its dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("installed")
    run(
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel),
        folder=folder,
    )  # fmt: skip
    return folder


def run(*command: str, folder: Path, **variables: str) -> str:
    """Run a command in a folder; what it printed."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_all_data(wheel: Path) -> None:
    """Every file of the packages travels, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
    assert held == wanted
    assert {"prompts/answer.md", "knowledge/sources.toml", "knowledge/notes/S01.md", "bot/models.toml"} <= held
    assert {
        "bot/py.typed",
        "knowledge/py.typed",
        "bot/reading/data/reader.onnx",
        "knowledge/data/answering.onnx",
    } <= held


def test_the_wheel_holds_nothing_to_learn_from(wheel: Path) -> None:
    """Classifiers travel trained: neither sentences to learn from nor what trains them is packed."""
    with zipfile.ZipFile(wheel) as archive:
        assert not [name for name in archive.namelist() if name.endswith(".jsonl") or "training/" in name]


def test_the_wheel_names_licence_and_command(wheel: Path) -> None:
    """The licence travels along, and `ftn` is the command."""
    with zipfile.ZipFile(wheel) as archive:
        named = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        assert "LICENSE" in named
        assert "ftn = bot.__main__:main" in archive.read(named["entry_points.txt"]).decode()


def test_the_installed_command_answers(installed: Path, built_directory: Path, tmp_path: Path) -> None:
    """From another folder, with only the installed copy to import, `ftn ask` answers with sources."""
    data = tmp_path / "data"
    shutil.copytree(built_directory, data / "index")
    variables = {"PYTHONPATH": str(installed), "FTN_DATA_DIR": str(data), "PYTHONSAFEPATH": "1"}
    command = str(installed / "bin" / "ftn")
    where = run(sys.executable, "-c", "import bot; print(bot.__file__)", folder=tmp_path, **variables)
    assert Path(where.strip()).is_relative_to(installed)
    found = json.loads(run(command, "ask", "--json", QUESTION, folder=tmp_path, **variables))
    assert found["kind"] == "answer"
    assert found["citations"]
    assert "0 of them were embedded now" in run(command, "knowledge", "build", folder=tmp_path, **variables)
    assert "ok      embedder" in run(command, "doctor", folder=tmp_path, **variables)
    assert "--json" in run(command, "ask", "--help", folder=tmp_path, **variables)
