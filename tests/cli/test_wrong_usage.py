"""What newcomers and operators get wrong: each is answered with a sentence by which the next try works, and a status that is kept."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from rich.text import Text

from bot.cli.machine import OLDEST_SQLITE, check_machine
from bot.cli.safe_console import SafeConsole
from bot.cli.unknown_commands import unknown_command
from bot.errors import SettingsError
from knowledge.fetching.live import LiveFolder, LiveSource

from .ftn import LONGEST_RUN, ROOT

if TYPE_CHECKING:
    from .ftn import Ftn


def said(text: str) -> str:
    """What was printed, without the frame and breaks of lines."""
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["what", "is", "rag"], 2, "There is no command 'what'. To ask a question: ftn ask 'what is rag'"),
        (["dokter"], 2, "There is no command 'dokter'. Do you mean 'doctor'?"),
        (["knowlege", "list"], 2, "There is no command 'knowlege'. Do you mean 'knowledge'?"),
        (["ask", ""], 2, 'there is no text in it. For example: ftn ask "Is RAG enough?"'),
        (["ask", " \t\n"], 2, "there is no text in it."),
        (["verdict", ""], 2, "there is no text in it. For example: ftn verdict"),
        (["ask", "--lines", "hi"], 2, "--lines reads standard input; leave out 'hi'."),
        (["ask", "--jsn", "hi"], 2, "No such option: --jsn"),
        (["decisions", "export", "nope"], 1, "no single decision has the id 'nope'. `ftn decisions list` shows them."),
        (["knowledge", "add", "/no/such/folder"], 1, "'/no/such/folder' does not exist. Name a folder or a file"),
        (["knowledge", "add", ""], 1, "no folder or file is named. For the folder you are in, name '.'."),
        (["knowledge", "add", "~nobody-of-this-name/x"], 1, "there is no user of the name after ~"),
        (["backup", "~nobody-of-this-name/x"], 1, "there is no user of the name after ~"),
        (["knowledge", "add", "www.example.com/rules"], 1, "A page is named with https:// in front."),
        (["knowledge", "add", ".", "--channels", ""], 1, "--channels names no id. Name one or more"),
        (["knowledge", "add", ".", "--workspaces", " ,"], 1, "--workspaces names no id. Name one or more"),
        (["knowledge", "bind", "zzz", "--channels", "", "--everyone"], 1, "--channels names no id."),
        (["knowledge", "search", " "], 2, "there is no text in it. For example: ftn knowledge search"),
        (["gaps", "answer", "x?", "--passage", "a", "--document", "b"], 2, "name --passage or --document, not both."),
        (["knowledge", "add", "a" * 3_000], 1, "can't be read: File name too long. Name a folder or a file"),
        (["knowledge", "add", f"www.{'a' * 3_000}"], 1, "A page is named with https:// in front."),
        (["backup", "a" * 3_000], 1, "(File name too long). Make room there, or name another folder."),
        (["knowledge", "remove", "zzz"], 1, "no source of your own is called 'zzz'."),
        (["serve"], 1, "SLACK_APP_TOKEN is not set, and Socket Mode needs it."),
        (["token-rotate"], 1, "SLACK_CLIENT_ID is not set."),
        (["manifest", "--mode", "htp"], 2, "Invalid value for '--mode': 'htp' is not one of 'socket', 'http'."),
        (["knowledge", "search", "x", "--limit", "99"], 2, "'99': it has to be 20 or less."),
        (["ask", "x" * 8_001], 1, "ftn: the text has 8,001 characters, and at most 8,000 are read. Send the part"),
        (["verdict", "x" * 8_001], 1, "ftn: the text has 8,001 characters, and at most 8,000 are read. Send the part"),
    ],
)
def test_a_wrong_usage_is_answered(ftn: Ftn, arguments: list[str], code: int, sentence: str) -> None:
    """On standard error, without a traceback, and nothing on standard output that a program might take for a result."""
    done = ftn(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in said(done.stderr)
    assert "Traceback" not in done.stderr


def test_a_million_characters_are_an_error(ftn: Ftn) -> None:
    """Said at once, before anything is opened."""
    done = ftn("ask", "--json", said="x" * 1_200_000)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "ftn: the text has 1,000,000 characters or more, and at most 8,000 are read. Send the part that matters.\n"
    )


@pytest.mark.parametrize(
    ("bot_token", "app_token", "sentence"),
    [
        ("xapp-1-A0-geheim", "xoxb-geheim", "SLACK_BOT_TOKEN is an app-level token, which belongs in SLACK_APP_TOKEN."),
        ("xoxb-geheim", "xoxb-geheim", "SLACK_APP_TOKEN is a bot token, which belongs in SLACK_BOT_TOKEN."),
        ("'xoxb-geheim'", "xapp-geheim", "SLACK_BOT_TOKEN has quotes in it. Take them away."),
    ],
)
def test_tokens_that_were_mixed_up(fresh: Ftn, bot_token: str, app_token: str, sentence: str) -> None:
    """Said before Slack is asked and before the index is opened, and no token is shown."""
    settings = {"SLACK_BOT_TOKEN": bot_token, "SLACK_APP_TOKEN": app_token, "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    done = fresh("serve", settings=settings)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"ftn: {sentence}")
    assert "geheim" not in done.stderr
    assert not (fresh.data_dir / "index").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", "Is", "RAG", "enough", "for", "a", "policy", "bot?"], 0),
        (["ask", "How do I bake sourdough bread?"], 2),
        (["verdict", "hello"], 2),
        (["verdict", "our support bot should sound like us; we have a one-line prompt and 15 old replies we like"], 0),
        (["-h"], 0),
        (["ask", "-h"], 0),
        (["knowledge", "-h"], 0),
        (["--version"], 0),
    ],
)
def test_exit_codes_are_kept(ftn: Ftn, arguments: list[str], code: int) -> None:
    """0 where there is an answer, a card or what was asked for, 2 where there is none; words need no quotation marks."""
    done = ftn(*arguments)
    assert done.returncode == code
    assert done.stdout.strip()


def test_help_and_completion_load_little() -> None:
    """What answers without the assistant, a press of Tab among it, loads neither it nor its libraries."""
    heavy = {
        "bot.app",
        "bot.assistant",
        "chromadb",
        "numpy",
        "onnxruntime",
        "sqlalchemy",
        "langchain_core",
        "slack_bolt",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import bot.cli, sys; print(*sys.modules)"], cwd=ROOT, capture_output=True, text=True,
        timeout=LONGEST_RUN, check=True,
    )  # fmt: skip
    assert heavy & set(done.stdout.split()) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_it(ftn: Ftn, shell: str) -> None:
    """The script of each is printed, and what it asks the program for are commands."""
    environment = ftn.environment | {"_FTN_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "ftn kno"}
    environment |= {"COMP_WORDS": "ftn kno", "COMP_CWORD": "1", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    code = "import sys; sys.argv[0] = 'ftn'; from bot.cli import app; app(prog_name='ftn')"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=LONGEST_RUN, check=False
    )
    assert "knowledge" in done.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("FTN_TURNS_KEPT=5\n".encode("utf-16"), "is written in UTF-16 and has to be in UTF-8."),
        ("# café\n".encode("latin-1"), "has a byte that is no UTF-8, 0xe9."),
        (b"A=1\nno line at all\n", "is not of the form NAME=value."),
        (b"FTN_DATADIR=/srv\n", "Do you mean FTN_DATA_DIR?"),
    ],
)
@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_a_settings_file_that_is_not_read_is_one_sentence(
    ftn: Ftn, content: bytes, sentence: str, command: str
) -> None:
    """In every command, doctor too."""
    (ftn.folder / ".env").write_bytes(content)
    try:
        done = ftn(command)
    finally:
        (ftn.folder / ".env").unlink()
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("ftn: ")
    assert sentence in done.stderr


def test_a_setting_of_another_version_is_told(ftn: Ftn) -> None:
    """It stops nothing: going back to an older version has to work with the newer one's file."""
    (ftn.folder / ".env").write_text("FTN_OF_A_NEWER_VERSION=1\n", encoding="utf-8")
    try:
        done = ftn("knowledge", "list")
    finally:
        (ftn.folder / ".env").unlink()
    assert done.returncode == 0
    assert said(done.stderr) == "FTN_OF_A_NEWER_VERSION is no setting of this version; nothing is done with it."


@pytest.mark.parametrize(
    ("words", "said_of_it"),
    [
        (["aks", "hi"], "To ask a question: ftn ask 'aks hi'"),
        (["verdikt"], "Do you mean 'verdict'?"),
        (["$(rm -rf /)", "x"], "ftn ask '$(rm -rf /) x'"),
    ],
)
def test_what_to_type_instead(words: list[str], said_of_it: str) -> None:
    """What is given to copy does nothing else in a shell."""
    assert said_of_it in unknown_command(words, ["ask", "chat", "verdict", "doctor"])


def test_other_systems_are_refused_with_a_word() -> None:
    """Windows itself, and a SQLite that is too old; everything else may try."""
    with pytest.raises(SettingsError, match=r"Windows.*WSL"):
        check_machine("nt")
    with pytest.raises(SettingsError, match=r"3\.34\.1.*3\.35\.0 or newer is needed"):
        check_machine("posix", (3, 34, 1))
    check_machine("posix", OLDEST_SQLITE)
    check_machine()


@pytest.mark.parametrize(
    "text", ["\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x9b31m", "a\x08\x08b", "\u202egnp.exe", "\x1b]8;;http://x\x1b\\y"]
)
def test_no_text_commands_the_terminal(text: str) -> None:
    """Whoever wrote it: only rich's own colours are sent."""
    out = io.StringIO()
    console = SafeConsole(file=out, force_terminal=True, color_system="standard", width=80)
    console.print(Text(f"before {text} after", style="red"))
    console.print(f"before {text} after", markup=False, highlight=False)
    sent = out.getvalue()
    assert "\x1b[31mbefore" in sent
    for own in ("\x1b[31m", "\x1b[0m"):
        sent = sent.replace(own, "")
    assert not {character for character in sent if not character.isprintable()} - {"\n"}


def test_a_document_can_not_command_the_terminal(ftn: Ftn) -> None:
    """Its text and its name are shown on a real one without what they would do to it."""
    folder = ftn.folder / "own"
    folder.mkdir()
    (folder / "a\x1b[2Jb.md").write_text(
        "# Zarquon \x1b]0;owned\x07\n\nThe Zarquon budget is \x1b[31m40,000 euros\x1b[0m a year \x9b5m now.\n",
        encoding="utf-8",
    )
    ftn("knowledge", "add", str(folder))
    leader, follower = pty.openpty()
    for arguments in (["knowledge", "search", "Zarquon budget"], ["ask", "What is the Zarquon budget?"], ["doctor"]):
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", *arguments], cwd=ftn.folder, env=ftn.environment | {"TERM": "dumb"},
            stdout=follower, stderr=follower, timeout=LONGEST_RUN, check=False,
        )  # fmt: skip
        os.write(follower, b"\nEND\n")
        sent = b""
        while b"END\r\n" not in sent:
            sent += os.read(leader, 65_536)
        for command in (b"\x1b]", b"\x1b[2J", b"\x1b[31m4", b"\x07", b"\xc2\x9b"):
            assert command not in sent, (arguments, command)
    os.close(leader)
    os.close(follower)
    ftn("knowledge", "remove", "own")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["U012AB3CD"], "For Slack name the workspace too, --team."),
        (["Bob", "--team", "T012AB3CD"], "A person's id in Slack is such as U012AB3CD"),
        (["U012AB3CD", "--team", "acme"], "a workspace's such as T012AB3CD"),
        (["U012AB3CD", "--team", "T012AB3CD"], ""),
        (["you"], ""),
    ],
)
def test_forgetting_nobody_says_what_may_be_wrong(fresh: Ftn, arguments: list[str], hint: str) -> None:
    """Nothing was kept, which is no error; an id that is none is named, so that nobody believes that a person is gone."""
    done = fresh("forget", "person", *arguments)
    assert (done.returncode, done.stdout.endswith("messages 0, cases 0, ratings 0.\n")) == (0, True)
    assert hint in done.stderr
    assert bool(done.stderr) is bool(hint)


def test_a_backup_in_the_data_folder_is_warned_of(fresh: Ftn) -> None:
    """It is made, as a container's has to be, and goes with the folder."""
    fresh("decisions", "list")
    done = fresh("backup", str(fresh.data_dir / "backup"))
    assert done.returncode == 0
    assert "It lies in the data folder and would be lost with it" in done.stderr
    assert fresh("backup", str(fresh.folder / "backup-elsewhere")).stderr == ""


def test_a_file_for_a_data_folder_is_said_to_be_one(fresh: Ftn) -> None:
    """And not that it can't be created since it exists."""
    file = fresh.folder / "file"
    file.touch()
    for named in (file, file / "folder"):
        done = fresh("decisions", "list", settings={"FTN_DATA_DIR": str(named)})
        assert done.returncode == 1
        assert "is a file, or lies in one. Set FTN_DATA_DIR to a folder." in done.stderr


def test_a_folder_without_documents_is_said_to_be_empty(ftn: Ftn) -> None:
    """It is added, since something may be put there, and nobody believes that it is read already."""
    (ftn.folder / "nothing-yet").mkdir()
    done = ftn("knowledge", "add", "nothing-yet")
    assert done.returncode == 0
    assert "Nothing is read of 'nothing-yet' so far" in done.stderr
    ftn("knowledge", "remove", "nothing-yet")


def test_a_folder_of_which_nothing_can_be_read_is_an_error(ftn: Ftn) -> None:
    """Each file is named with its reason, and the status says that nothing was added; one that can be read beside them is enough."""
    folder = ftn.folder / "broken"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7 no more than that")
    (folder / "plan.docx").write_bytes(b"no package")
    done = ftn("knowledge", "add", "broken")
    assert done.returncode == 1
    assert "'scan.pdf' " in done.stderr
    assert "'plan.docx' " in done.stderr
    assert "ftn: nothing of 'broken' could be read, for the reasons above." in done.stderr
    ftn("knowledge", "remove", "broken")
    (folder / "rules.md").write_text("# Rules\n\nThe plinth is kept for 7 years.\n", encoding="utf-8")
    again = ftn("knowledge", "add", "broken")
    assert (again.returncode, "'scan.pdf' " in again.stderr) == (0, True)
    ftn("knowledge", "remove", "broken")


def test_pages_of_which_none_came_have_no_day(ftn: Ftn) -> None:
    """After a refresh without a network the doctor says that none was read yet."""
    folder = LiveFolder(ftn.data_dir)
    folder.keep(LiveSource("S05", trouble="it can't be reached"))
    said_by_doctor = said(ftn("doctor").stdout)
    folder.forget("S05")
    assert "live pages: none read yet" in said_by_doctor
