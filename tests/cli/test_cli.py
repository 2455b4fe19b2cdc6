"""The command line, as a person calls it: real processes, their output and their exit codes."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot import __version__
from bot.cli.shared import Exit
from bot.cli.terminal import CHAT_HELP
from bot.conversation.case import Case
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.turn import LOCAL_TEAM, LONGEST_MESSAGE, Place, Surface
from knowledge.index import Index
from tests.cli.ftn import KEY, LONGEST_RUN, ROOT, Ftn, model_at
from tests.model_server import ModelServer, fails, hangs_after, says
from tests.pseudo_terminal import client
from tests.storage.making import OPENING, before_the_move

TONE = "Our support bot should sound like us, so far we have a basic prompt."
QUESTION = "When does the base model gpt-4o-mini retire?"
COMMANDS = [
    [], ["chat"], ["ask"], ["verdict"], ["doctor"], ["decisions"], ["knowledge"],
    *(["knowledge", name] for name in ("list", "add", "remove", "search", "build")),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(fresh: Ftn, command: list[str]) -> None:
    """`--help` works everywhere, at once and without touching anything."""
    done = fresh(*command, "--help")
    assert done.returncode == 0
    assert "Usage: ftn" in done.stdout.replace("python -m bot", "ftn")
    assert not Path(fresh.environment["FTN_DATA_DIR"]).exists()


def test_version(fresh: Ftn) -> None:
    """`--version` prints the version and nothing else."""
    assert fresh("--version").stdout == f"{__version__}\n"


@pytest.mark.parametrize("arguments", [["no-such-command"], ["ask", "--no-such-option"], ["knowledge", "add"]])
def test_wrong_usage(fresh: Ftn, arguments: list[str]) -> None:
    """A command that does not exist is an error with a hint and no stack trace."""
    done = fresh(*arguments)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_answers_a_question(ftn: Ftn) -> None:
    """`ask` prints the answer with marks, and under it one line of sources with dates; in full their headings and links."""
    done = ftn("ask", QUESTION)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "2027-04-14" in done.stdout
    assert "[1]" in done.stdout
    assert "https://" not in done.stdout
    assert "https://" in ftn("ask", "--full", QUESTION).stdout


def test_reads_the_question_from_standard_input(ftn: Ftn) -> None:
    """Without an argument the question is read from the pipe and answered the same."""
    assert ftn("ask", said=QUESTION).stdout == ftn("ask", QUESTION).stdout


def test_prints_json(ftn: Ftn) -> None:
    """`--json` prints one object: text, citations that resolve, and where they lead."""
    done = ftn("ask", "--json", QUESTION)
    found = json.loads(done.stdout)
    assert found.keys() == {"kind", "text", "author", "citations", "caveats", "degraded", "more"}
    assert (found["kind"], found["author"]) == ("answer", "sources")
    for number, citation in enumerate(found["citations"], 1):
        assert citation["number"] == number
        assert f"[{number}]" in found["text"]
        assert citation["quote"] in citation["passage_text"]
        assert citation.keys() == {
            "number", "quote", "passage", "source", "title", "own", "heading", "headings", "link", "date", "status", "passage_text",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        (QUESTION, 0, "answer"),
        ("thanks a lot", 0, "notice"),
        ("What does hosting a tuned gpt-4o-mini cost in Swiss francs?", 2, "abstention"),
        ("How do I bake sourdough bread?", 2, "abstention"),
    ],
)
def test_exit_codes(ftn: Ftn, text: str, code: int, kind: str) -> None:
    """The status is 0 for an answer or a notice, and 2 where the sources don't say."""
    done = ftn("ask", "--json", said=text)
    assert (done.returncode, json.loads(done.stdout)["kind"]) == (code, kind)


@pytest.mark.parametrize("text", ["x" * 100_000, "\x00\x1b[2J\x07", "\udce4\udcff"])
def test_odd_input(ftn: Ftn, text: str) -> None:
    """Long, invisible and broken input end in one sentence; no control character comes back."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask"],
        input=text.encode("utf-8", "surrogateescape"),
        cwd=ftn.folder,
        env=ftn.environment,
        capture_output=True,
        timeout=LONGEST_RUN,
        check=False,
    )
    is_too_long = len(text) > LONGEST_MESSAGE
    assert done.returncode in ({1} if is_too_long else {0, 2})
    assert (done.stderr if is_too_long else done.stdout).strip()
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"FTN_TURNS_KEPT": "none"}, "FTN_TURNS_KEPT"),
        ({"FTN_EMBEDDINGS": "openai"}, "OPENAI_API_KEY"),
        ({"FTN_DATA_DIR": "/dev/null/x"}, "Set FTN_DATA_DIR"),
    ],
)
def test_what_the_operator_can_fix(fresh: Ftn, variables: dict[str, str], named: str) -> None:
    """A bad setting ends with status 1 and one sentence that names it, on standard error."""
    done = fresh("ask", "--json", QUESTION, settings=variables)
    assert done.returncode == 1
    assert done.stderr.startswith("ftn: ")
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_doctor_finds_a_data_directory_that_can_not_be(fresh: Ftn) -> None:
    """A path below a file is no place for data."""
    done = fresh("doctor", settings={"FTN_DATA_DIR": "/dev/null/x"})
    assert done.returncode == 1
    assert "broken  data directory: '/dev/null/x' can't be written. Set FTN_DATA_DIR" in done.stdout


def test_the_doctor_finds_a_database_that_does_not_answer(fresh: Ftn) -> None:
    """The server is named, and the password is not shown."""
    done = fresh("doctor", settings={"DATABASE_URL": "postgresql://me:geheim@127.0.0.1:9/db"})
    assert done.returncode == 1
    assert "broken  database: No answer from the PostgreSQL server at 127.0.0.1:9. Start it" in done.stdout
    assert "geheim" not in done.stdout + done.stderr


def test_a_database_that_is_newer_is_refused(fresh: Ftn) -> None:
    """Commands that need it end with one sentence, and the doctor says the same."""
    file = Path(fresh.environment["FTN_DATA_DIR"]) / "ftn.sqlite3"
    assert fresh("decisions", "list").returncode == 0
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE ftn_schema SET version_num = '99'")
    done = fresh("decisions", "list")
    assert done.returncode == 1
    assert "The database has schema 99" in done.stderr
    assert "Traceback" not in done.stderr
    assert "broken  database: The database has schema 99" in fresh("doctor").stdout


def test_a_second_process_is_told(ftn: Ftn) -> None:
    """While another process owns the index, the message says so and what to do."""
    with Index(Path(ftn.environment["FTN_DATA_DIR"]) / "index", None):
        done = ftn("ask", QUESTION)
    assert done.returncode == 1
    assert "in use by another process" in done.stderr
    assert "FTN_DATA_DIR" in done.stderr


def test_a_piped_chat(ftn: Ftn) -> None:
    """A chat whose input is piped takes commands, follow-ups and questions, and ends with the input."""
    lines = [
        "/help",
        "/sources",
        "/nonsense",
        "/cost 20k",
        "",
        QUESTION,
        "and the bigger one?",
        "/new",
        "and the bigger one?",
    ]
    done = ftn("chat", said="\n".join(lines))
    assert done.returncode == 0
    assert CHAT_HELP in done.stdout
    assert "S01" in done.stdout
    assert "There is no command '/nonsense'. /help lists them." in done.stdout
    assert "There is no command '/cost'. Ask in words" in done.stdout
    assert "A new conversation." in done.stdout
    before, after = done.stdout.split("A new conversation.")
    assert "gpt-4o-mini (2024-07-18)" in before
    assert "base model gpt-4o retires" in before
    assert "base model gpt-4o retires" not in after
    assert done.stderr == ""


def test_more_of_what_was_said(ftn: Ftn) -> None:
    """`/why`, `/steps` and `/sources` show what stands behind the card and the answer; how to see it is said once a session."""
    lines = [TONE, "/why", "/steps", "/sources", QUESTION, "/sources", "How many examples do we need?"]
    done = ftn("chat", said="\n".join([*lines, "why", "all steps"]))
    card, why, steps, sources, answer, quoted, _, *in_words = done.stdout.split("you › ")[1:]
    assert "/why  /steps  /sources say more." in card
    assert "It would change if" in card
    assert "What would change it" not in card
    for text in ("It rests on", "What would change it", "Why\n"):
        assert text in why
    assert "  - Today: " in steps
    assert "https://" in sources
    assert "“" in sources
    assert done.stdout.count("what it rests on") == answer.count("what it rests on") == 1
    assert "    “" in quoted
    assert "What weighs most" in in_words[0]
    assert "step by step" in in_words[1]


def test_a_verdict_in_full(ftn: Ftn) -> None:
    """`--full` prints reasons, steps and sources below the card; without it that is said, and none of it printed."""
    short, full = (ftn("verdict", *more, TONE).stdout for more in ((), ("--full",)))
    assert "--full prints" in short
    assert len(short.split()) < len(full.split()) / 2
    assert full.startswith(short.split("--full prints")[0].rstrip())
    for text in ("It rests on", "What would change it", "Steps\n", "https://"):
        assert text in full
        assert text not in short


@pytest.mark.parametrize("leave", ["/quit", "/exit", " /quit "])
def test_leaving_a_chat(ftn: Ftn, leave: str) -> None:
    """After the word for it nothing more is read."""
    done = ftn("chat", said=f"{leave}\n{QUESTION}\n")
    assert done.returncode == 0
    assert "gpt-4o-mini" not in done.stdout


async def test_a_refused_key_still_ends_in_an_answer(ftn: Ftn, server: ModelServer) -> None:
    """Where the server refuses the key the answer comes from the sources and says so; the key is nowhere."""
    server.reads_with(fails(401))
    server.answers_with(fails(401))
    done = await ftn.beside("ask", QUESTION, settings=model_at(server, FTN_LOG_LEVEL="DEBUG"))
    assert done.returncode == 0
    assert "401" in done.stdout
    assert "2027-04-14" in done.stdout
    assert "outcome=extracted" in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert QUESTION not in done.stderr


async def test_logs_as_json(ftn: Ftn) -> None:
    """One line a turn, readable by machines."""
    done = await ftn.beside("ask", QUESTION, settings={"FTN_LOG_LEVEL": "INFO", "FTN_LOG_FORMAT": "json"})
    turns = [line for line in map(json.loads, done.stderr.splitlines()) if line["event"] == "turn"]
    assert [(line["outcome"], line["level"]) for line in turns] == [("extracted", "info")]


async def test_the_doctor_finds_everything_in_order(ftn: Ftn, server: ModelServer) -> None:
    """With an index and a model that answers, nothing is broken and no secret is printed."""
    server.answers_with(says("ready"))
    done = await ftn.beside("doctor", settings=model_at(server))
    assert done.returncode == 0
    assert "broken" not in done.stdout
    assert "language model: 'gpt-5.1' answers" in done.stdout
    assert "ok      database: SQLite, " in done.stdout
    assert KEY not in done.stdout + done.stderr


async def test_the_doctor_names_what_is_broken(ftn: Ftn, server: ModelServer) -> None:
    """A key that the server refuses is found, and named without being shown."""
    server.answers_with(fails(401))
    done = await ftn.beside("doctor", settings=model_at(server))
    assert done.returncode == 1
    assert "broken  language model" in done.stdout
    assert KEY not in done.stdout + done.stderr


def test_the_doctor_says_what_is_missing(fresh: Ftn) -> None:
    """On a fresh machine index and model are missing, with what to do; that is no failure."""
    done = fresh("doctor")
    assert done.returncode == 0
    assert "missing index: not built yet" in " ".join(done.stdout.split())
    assert "Set OPENAI_API_KEY" in done.stdout


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    """A folder of a person's own."""
    folder = tmp_path / "handbook"
    folder.mkdir()
    (folder / "zephyr.md").write_text(
        "# Gateway Zephyr\n\nThe gateway Zephyr allows 40 tuned models for each team.\n", encoding="utf-8"
    )
    return folder


def test_own_documents_come_and_go(ftn: Ftn, handbook: Path) -> None:
    """A folder is added, listed, found, answered from, and removed again."""
    added = ftn("knowledge", "add", str(handbook), "--title", "Our handbook")
    assert added.returncode == 0
    assert "Added 'Our handbook' as 'handbook'." in added.stdout
    assert "Our handbook" in ftn("knowledge", "list").stdout
    found = json.loads(ftn("knowledge", "search", "--json", "--limit", "2", "gateway Zephyr tuned models").stdout)
    assert len(found) == 2
    assert found[0]["source"] == "handbook"
    assert "40 tuned models" in ftn("knowledge", "search", "gateway Zephyr tuned models").stdout
    removed = ftn("knowledge", "remove", "handbook")
    assert (removed.returncode, "Removed 'handbook'." in removed.stdout) == (0, True)
    assert "Our handbook" not in ftn("knowledge", "list").stdout
    again = ftn("knowledge", "remove", "handbook")
    assert (again.returncode, "no source of your own" in again.stderr) == (1, True)


def test_building_again_embeds_nothing(ftn: Ftn) -> None:
    """An index that is up to date stays as it is."""
    assert "0 of them were embedded now" in ftn("knowledge", "build").stdout


def test_a_folder_that_is_not_there(fresh: Ftn, tmp_path: Path) -> None:
    """The message names the path."""
    done = fresh("knowledge", "add", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "does not exist" in done.stderr


async def test_ctrl_c_stops_the_answer_and_not_the_chat(ftn: Ftn, server: ModelServer) -> None:
    """Ctrl-C while the model hangs stops that answer; the next question is answered, and /quit leaves."""
    server.answers_with(hangs_after(), fails(400))
    with client(ftn, "bot", "chat", **model_at(server, FTN_MODEL_TIMEOUT="60")) as terminal:
        async with asyncio.timeout(LONGEST_RUN):
            await asyncio.to_thread(terminal.shows, "you ›")
            terminal.types(f"{QUESTION}\n")
            asked = await server.wait_asked(2)
            terminal.interrupts()
            await asyncio.to_thread(terminal.shows, "Stopped.")
            await asked.hung_up.wait()
            await asyncio.to_thread(terminal.shows, "you ›")
            terminal.types(f"{QUESTION}\n")
            await asyncio.to_thread(terminal.shows, "2027-04-14")
            await asyncio.to_thread(terminal.shows, "you ›")
            terminal.types("/quit\n")
            assert await asyncio.to_thread(terminal.ends) == 0


async def test_a_decision_whose_ground_moved_is_marked(fresh: Ftn) -> None:
    """The list says below a case what the register says otherwise now than when it was decided."""
    folder = Path(fresh.environment["FTN_DATA_DIR"])
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with Database(f"sqlite+aiosqlite:///{folder / 'ftn.sqlite3'}") as database:
        cases = await Cases(database, 90, before_the_move()).open()
        await cases.save(Place(Surface.TERMINAL, LOCAL_TEAM, "", "1"), "me", Case().begin(OPENING), decided=True)
    listed = (await asyncio.to_thread(fresh, "decisions", "list")).stdout
    said = "changed: Serving tuned versions of gpt-4.1-mini on Azure now ends 14 October 2027; this rested on 14 October 2026."
    assert said in " ".join(listed.split())


def test_a_decision_from_the_verdict_to_the_record(ftn: Ftn, tmp_path: Path) -> None:
    """A verdict is listed, shown, written once, and deleted by the beginning of its id."""
    case = "Our support bot should sound like us, so far we have a basic prompt."
    verdict = json.loads(ftn("verdict", "--json", case).stdout)
    decision_id = verdict["decision_id"]
    assert f"{decision_id}  " in ftn("decisions", "list").stdout
    shown = ftn("decisions", "show", decision_id[:8]).stdout
    assert shown.startswith(f"# Decision: {verdict['headline']}\n")
    assert f"“{case}”" in shown
    file = tmp_path / "record.md"
    assert ftn("decisions", "export", decision_id, "--to", str(file)).stdout == f"Wrote {file}\n"
    assert file.read_text(encoding="utf-8") == shown.removesuffix("\n")
    again = ftn("decisions", "export", decision_id, "--to", str(file))
    assert (again.returncode, "can't be written" in again.stderr) == (1, True)
    assert ftn("decisions", "delete", decision_id[:8]).stdout == f"Deleted {decision_id}.\n"
    for gone in (decision_id, ""):
        done = ftn("decisions", "show", gone)
        assert (done.returncode, "no single decision has the id" in done.stderr) == (1, True)


def test_the_curve_of_a_sum_in_a_chat(ftn: Ftn) -> None:
    """After a sum it is drawn, before there is nothing to draw."""
    done = ftn("chat", said="/curve\nwhat would 20k calls a day cost with gpt-4.1?\n/curve\n")
    assert done.returncode == 0
    assert done.stdout.count("There is no sum yet to draw.") == 1
    assert "calls a day; | is today (20,000)" in done.stdout


def test_ctrl_c_while_the_parts_are_imported() -> None:
    """It ends as Ctrl-C does later, in a word and without a traceback."""
    program = """
import sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "bot.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
from bot.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    assert (done.returncode, done.stdout, done.stderr) == (Exit.INTERRUPTED, "", "Stopped.\n")
