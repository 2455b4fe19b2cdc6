"""`python -m tests.training.strangers STEP FOLDER NAME …`: from what strangers typed to cases and ways of asking.

    candidates  asked-NAME.txt (one message a line, "!" before what no source should hold) → judge-NAME.txt, candidates-NAME.jsonl
    cases       judged-NAME.jsonl beside candidates-NAME.jsonl → cases-NAME.jsonl, in the form that `tests.evals.strangers` reads
    sentences   the notes' sentences dealt out to the writers → sentences-NAME.txt, ids-NAME.txt
    ways        what cases-NAME.jsonl were answered by, or ways-NAME.txt, into the notes' ways of asking
    unjudged    what the search now brings for the cases of the evaluation file NAME, and nobody has judged → judge-NAME.txt, candidates-NAME.jsonl
    judged      judged-NAME.jsonl beside them, into that file: due whenever the notes have got new sentences

The writers and judges get the files in `briefs/`, with PEOPLE and NAME filled in; nobody who writes may see the notes, the code or another's texts,
and whoever judges sees one file. Measure with the cases before their questions become ways of asking: afterwards they measure nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answers.relevance import measures, ranking
from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.notes import NOTES, read_note
from knowledge.passages import sentences
from knowledge.refresh import refresh
from knowledge.search import Searcher
from knowledge.sources import load_sources
from tests.evals.cases import CASES
from tests.evals.strangers import NOT_JUDGED, begin_of_digest, load_strangers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.passages import Passage

#: Sentences that are judged for a question: the likeliest, then those that answer most and are nearest, so that what ranks badly is seen as well.
LIKELIEST, ANSWERING, NEAREST = 9, 12, 14
#: A way of asking that is longer is a story.
LONGEST = 220
_WAY = re.compile(r"(?P<id>\S+-\d+) \| (?P<text>.+?)(?:\s*=>\s*(?P<word>yes|no|depends))?\s*")
_ASKED = re.compile(r"<!--\s*asked\b[^\n]*\n.*?(?=-->)", re.DOTALL)


def candidates(folder: Path, names: Sequence[str]) -> None:
    """Search for what was asked, and write what is to be judged, in an order that tells nothing."""
    with _notes() as (index, searcher):
        for name in names:
            lines = (folder / f"asked-{name}.txt").read_text(encoding="utf-8").splitlines()
            asked = {
                f"{name}-{number}": line.lstrip("! ").strip().replace(" / ", "\n") for number, line in enumerate(lines)
            }
            _to_judge(folder, name, ((key, said, _candidates(index, searcher, said)) for key, said in asked.items()))


def unjudged(folder: Path, names: Sequence[str]) -> None:
    """Write what is now likeliest for the cases of evaluation files and was not judged, since the notes had no such sentence then."""
    with _notes() as (index, searcher):
        for name in names:
            found = []
            for case in load_strangers(name):
                likeliest = _candidates(index, searcher, case.said)[:LIKELIEST]
                found.append((case.id, case.said, [one for one in likeliest if case.judged(one[1]) == NOT_JUDGED]))
            _to_judge(folder, _stem(name), (row for row in found if row[2]))


def judged(folder: Path, names: Sequence[str]) -> None:
    """Put into evaluation files what was judged of new sentences."""
    for name in names:
        texts = {row["id"]: row["texts"] for row in _rows(folder / f"candidates-{_stem(name)}.jsonl")}
        new = {row["id"]: row for row in _rows(folder / f"judged-{_stem(name)}.jsonl")}
        file, found = CASES / f"{name}.jsonl", []
        for case in _rows(file):
            if row := new.get(case["id"]):
                good, fair, other = _sorted_out(row, texts[case["id"]])
                settles = bool(good) and not case["good"] and row["word"] != "-"
                both = {
                    "good": [*case["good"], *good],
                    "fair": [*case["fair"], *fair],
                    "other": [*case["other"], *other],
                }
                case.update(both, word=row["word"] if settles else case["word"])
                case["gap"] = int(not case["good"] and not case["fair"])
            found.append(case)
        _write(file, found)


@contextmanager
def _notes() -> Iterator[tuple[Index, Searcher]]:
    """An index of the notes, built for this, and its search."""
    with tempfile.TemporaryDirectory() as directory, Index(Path(directory) / "index", LocalEmbedder()) as index:
        refresh(index, Path(directory) / "none.toml", lambda *_: None)
        yield index, Searcher(index)


def _to_judge(folder: Path, name: str, asked: Iterable[tuple[str, str, list[tuple[Passage, str]]]]) -> None:
    """Write the sentences to be judged for each question, by its id, in an order that tells nothing."""
    kept, blocks = [], []
    for number, (key, said, own) in enumerate(asked):
        random.Random(number).shuffle(own)  # noqa: S311  # an order, no secret
        told = [f"{row}. {text}  [{passage.header}]" for row, (passage, text) in enumerate(own, 1)]
        blocks.append("\n".join([f"== {key}", f"Q: {said.replace(chr(10), ' / ')}", *told, ""]))
        kept.append({"id": key, "said": said, "texts": [text for _, text in own]})
    (folder / f"judge-{name}.txt").write_text("".join(blocks), encoding="utf-8")
    _write(folder / f"candidates-{name}.jsonl", kept)


def _stem(name: str) -> str:
    return name.replace("/", "-")


def _sorted_out(row: dict[str, Any], texts: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The sentences that answer, those that do in part, and the beginnings of the others' digests; a number that no sentence has counts nothing."""
    good = [texts[number - 1] for number in row["good"] if 0 < number <= len(texts)]
    fair = [texts[number - 1] for number in row["fair"] if 0 < number <= len(texts) and number not in row["good"]]
    return good, fair, [begin_of_digest(text) for text in texts if text not in {*good, *fair}]


def _candidates(index: Index, searcher: Searcher, said: str) -> list[tuple[Passage, str]]:
    found = searcher.search_now(said)
    near, answering, likewise = measures(searcher, found)
    ranked = [(one.passage, one.text) for one in ranking(found, index.lexical, near, answering, likewise).tellings]
    most = dict(zip(ranked, answering(ranked) or (), strict=False))
    nearest = dict(zip(ranked, near([text for _, text in ranked]) or (), strict=False))
    chosen: dict[str, tuple[Passage, str]] = {}
    by: Sequence[tuple[Callable[[tuple[Passage, str]], float], int]] = (
        (lambda _: 0.0, LIKELIEST),
        (lambda one: -most.get(one, 0.0), ANSWERING),
        (lambda one: -nearest.get(one, 0.0), NEAREST),
    )
    for key, at_most in by:
        for one in sorted(ranked, key=key):
            if len(chosen) < at_most:
                chosen.setdefault(one[1], one)
    return list(chosen.values())


def cases(folder: Path, names: Sequence[str]) -> None:
    """Put what was judged beside what was asked."""
    for name in names:
        texts = {row["id"]: row for row in _rows(folder / f"candidates-{name}.jsonl")}
        found = []
        for row in _rows(folder / f"judged-{name}.jsonl"):
            good, fair, other = _sorted_out(row, texts[row["id"]]["texts"])
            case = {"id": row["id"], "said": texts[row["id"]]["said"], "good": good, "fair": fair, "other": other}
            found.append({**case, "word": row["word"], "gap": row["gap"]})
        _write(folder / f"cases-{name}.jsonl", found)


def deal(folder: Path, names: Sequence[str]) -> None:
    """Deal the notes' passages out to writers of ways, one after the other."""
    lines: dict[str, list[str]] = {name: [] for name in names}
    ids: dict[str, list[str]] = {name: [] for name in names}
    for number, (_, _, passage) in enumerate(_passages()):
        name = names[number % len(names)]
        lines[name].append(f"## {passage.header}")
        for place, text in enumerate(sentences(passage.text)):
            ids[name].append(f"{passage.id} {place}")
            lines[name].append(f"{name}-{len(ids[name])} | {text}")
    for name in names:
        (folder / f"sentences-{name}.txt").write_text("\n".join([*lines[name], ""]), encoding="utf-8")
        (folder / f"ids-{name}.txt").write_text("\n".join([*ids[name], ""]), encoding="utf-8")


def ways(folder: Path, names: Sequence[str]) -> None:
    """Add ways of asking to the notes: each once, at the end of its passage's."""
    known = {asked.lower() for _, _, passage in _passages() for asked in passage.asked}
    new: dict[tuple[str, int], list[str]] = {}
    blocks = {passage.id: (source, block) for source, block, passage in _passages()}
    for name in names:
        read = _of_writer if (folder / f"ways-{name}.txt").exists() else _of_cases
        for passage, place, text, word in read(folder, name):
            asked = " ".join(text.replace("=>", "to").replace("--", "-").split())
            if asked.lower() not in known and len(asked) <= LONGEST:
                known.add(asked.lower())
                tail = " ".join(part for part in (word, str(place + 1) if place else "") if part)
                new.setdefault(blocks[passage], []).append(f"{asked} => {tail}" if tail else asked)
    for source in {source for source, _ in new}:
        file = NOTES / f"{source}.md"
        text = file.read_text(encoding="utf-8")
        for block, found in reversed(list(enumerate(_ASKED.finditer(text)))):
            added = "".join(f"{line}\n" for line in new.get((source, block), []))
            text = f"{text[: found.end()]}{added}{text[found.end() :]}"
        file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{sum(map(len, new.values()))} ways of asking added\n")


def _of_writer(folder: Path, name: str) -> Iterator[tuple[str, int, str, str]]:
    """By passage and place what somebody wrote for a sentence, and the word that it is answered with."""
    ids = [line.split() for line in (folder / f"ids-{name}.txt").read_text(encoding="utf-8").splitlines()]
    for line in (folder / f"ways-{name}.txt").read_text(encoding="utf-8").splitlines():
        if (found := _WAY.fullmatch(line)) and found["text"].strip() != "-":
            passage, place = ids[int(found["id"].rpartition("-")[2]) - 1]
            yield passage, int(place), found["text"], found["word"] or ""


def _of_cases(folder: Path, name: str) -> Iterator[tuple[str, int, str, str]]:
    """The same of what somebody asked and others judged: the sentence that was put first among those that answer."""
    places = {
        text: (passage.id, place) for _, _, passage in _passages() for place, text in enumerate(sentences(passage.text))
    }
    for row in _rows(folder / f"cases-{name}.jsonl"):
        if row["good"] and (where := places.get(row["good"][0])):
            yield *where, row["said"], row["word"].replace("-", "")


def _passages() -> Iterator[tuple[str, int, Passage]]:
    """Every passage of the notes with its source and its place there."""
    for source in load_sources():
        for block, passage in enumerate(read_note(source)):
            yield source.id, block, passage


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def _write(file: Path, rows: Sequence[object]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


STEPS = {
    "candidates": candidates,
    "cases": cases,
    "sentences": deal,
    "ways": ways,
    "unjudged": unjudged,
    "judged": judged,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.training.strangers", description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    given = parser.parse_args()
    STEPS[given.step](given.folder, given.names)
