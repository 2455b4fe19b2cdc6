"""A document reads the same in whatever encoding and layout it was saved; what reads as noise is refused by name."""

from __future__ import annotations

import random
from textwrap import wrap
from typing import TYPE_CHECKING

import pytest

from bot.errors import DocumentError
from knowledge.documents import read_document
from knowledge.own.encodings import decoded, is_noise

from .making import folder_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUSSIAN = (
    "Ассистент Таррагона дообучается в первый рабочий день каждого квартала.",
    "Это разрешено только тогда, когда набор из 340 диалогов упал более чем на два пункта.",
)
WESTERN = (
    "Le modèle Tarragona est réentraîné le premier jour ouvré de chaque trimestre.",
    "Ce n’est permis que si la suite de 340 dialogues a baissé de plus de deux points – décidé à l’été.",
)
CZECH = (
    "Model Tarragona je přetrénován první pracovní den každého čtvrtletí.",
    "Povoleno je to jen tehdy, když sada 340 dialogů klesla o více než dva body, což měří tým.",
)
TURKISH = (
    "Tarragona modeli her çeyreğin ilk iş gününde yeniden eğitilir.",
    "Buna yalnızca 340 diyalogluk küme iki puandan fazla düştüğünde izin verilir; ölçümü ekip yapar.",
)
SIMPLIFIED = (
    "塔拉戈纳助手在每季度的第一个工作日重新训练。",
    "只有当三百四十个对话的回归测试下降超过两点时才允许这样做。",
)
TRADITIONAL = (
    "塔拉戈納助手在每季度的第一個工作日重新訓練。",
    "只有當三百四十個對話的回歸測試下降超過兩點時才允許這樣做。",
)
JAPANESE = (
    "タラゴナの助手は各四半期の最初の営業日に再学習されます。",
    "三百四十の対話の回帰テストが二点以上下がった場合にのみ許可されます。",
)
KOREAN = (
    "타라고나 도우미는 매 분기 첫 영업일에 다시 학습됩니다.",
    "대화 340개의 회귀 테스트가 2점 넘게 떨어진 경우에만 허용됩니다.",
)

#: Fourteen encodings: how the text is saved, and in which language.
ENCODINGS: dict[str, tuple[str, bytes, tuple[str, str]]] = {
    "utf-8": ("utf-8", b"", RUSSIAN),
    "utf-8 with a mark": ("utf-8", b"\xef\xbb\xbf", WESTERN),
    "utf-16 little with a mark": ("utf-16-le", b"\xff\xfe", CZECH),
    "utf-16 big without a mark": ("utf-16-be", b"", RUSSIAN),
    "utf-16 little without a mark": ("utf-16-le", b"", JAPANESE),
    "cp1251": ("cp1251", b"", RUSSIAN),
    "koi8-r": ("koi8-r", b"", RUSSIAN),
    "cp1252": ("cp1252", b"", WESTERN),
    "iso-8859-2": ("iso-8859-2", b"", CZECH),
    "cp1254": ("cp1254", b"", TURKISH),
    "gbk": ("gbk", b"", SIMPLIFIED),
    "big5": ("big5", b"", TRADITIONAL),
    "shift_jis": ("shift_jis", b"", JAPANESE),
    "euc-kr": ("euc-kr", b"", KOREAN),
}
HEADING, REGION, TRAINING = "Retraining", "Region", "Training"


def flowing(said: tuple[str, str]) -> str:
    """The two sentences in one line, with a space between them where the language has one."""
    return (" " if " " in said[0] else "").join(said)


def lines_of(said: tuple[str, str], width: int) -> str:
    """The two sentences in lines."""
    text = flowing(said)
    return "\n".join(wrap(text, width if " " in text else width // 2, break_long_words=" " not in text))


def wrapped_markdown(said: tuple[str, str]) -> str:
    """Lines of forty columns, where the language puts spaces between words."""
    return f"# {HEADING}\n\n{lines_of(said, 40)}\n"


def flowing_markdown(said: tuple[str, str]) -> str:
    """A line for each paragraph, from Windows."""
    return f"# {HEADING}\r\n\r\n{flowing(said)}\r\n"


def underlined_text(said: tuple[str, str]) -> str:
    """Plain text with an underlined heading."""
    return f"{HEADING}\n==========\n\n{lines_of(said, 60)}"


def page(said: tuple[str, str]) -> str:
    """HTML that does not say how it is encoded."""
    return f"<html><body><h1>{HEADING}</h1>\n<p>{lines_of(said, 50)}</p></body></html>"


def table(said: tuple[str, str]) -> str:
    """A table of two columns."""
    return f"# {HEADING}\n\n| {REGION} | {TRAINING} |\n|---|---|\n| {said[0]} | {said[1]} |\n"


LAYOUTS: dict[str, Callable[[tuple[str, str]], str]] = {
    "wrapped.md": wrapped_markdown,
    "flowing.md": flowing_markdown,
    "underlined.txt": underlined_text,
    "page.html": page,
    "table.md": table,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_in_every_layout(tmp_path: Path, name: str, layout: str) -> None:
    """Fourteen encodings and five layouts: the passage holds the sentences whole, under their heading."""
    encoding, mark, said = ENCODINGS[name]
    file = tmp_path / layout
    file.write_bytes(mark + LAYOUTS[layout](said).encode(encoding))
    (found,) = read_document(file, folder_source(tmp_path))
    assert found.heading_path == (HEADING,)
    expected = f"{REGION}: {said[0]}; {TRAINING}: {said[1]}" if layout == "table.md" else flowing(said)
    assert found.text == expected


@pytest.mark.parametrize(
    ("declared", "encoding", "said"),
    [
        ("windows-1251", "cp1251", RUSSIAN), ("GB2312", "gbk", SIMPLIFIED), ("Shift_JIS", "cp932", JAPANESE),
        ("iso-8859-2", "iso-8859-2", CZECH), ("ISO-8859-1", "cp1252", WESTERN), ("ks_c_5601-1987", "cp949", KOREAN),
        ("iso-2022-jp", "iso2022_jp", JAPANESE), ("utf-16", "utf-8", RUSSIAN), ("nobody-knows", "cp1251", RUSSIAN),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "form", ['<meta charset="{}">', '<meta http-equiv="Content-Type" content="text/html; charset={}">']
)
def test_page_is_read_as_it_declares(
    tmp_path: Path, declared: str, encoding: str, said: tuple[str, str], form: str
) -> None:
    """`meta charset` in both forms counts, as browsers understand the names; one that is wrong does no harm."""
    file = tmp_path / "a.html"
    file.write_bytes(
        f"<html><head>{form.format(declared)}</head><body><p>{' '.join(said)}</p></body></html>".encode(encoding)
    )
    (found,) = read_document(file, folder_source(tmp_path))
    assert found.text == " ".join(said)


@pytest.mark.parametrize("size", [60, 600, 6_000])
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("ending", ["md", "txt", "html"])
def test_noise_is_refused_by_name(tmp_path: Path, seed: int, size: int, ending: str) -> None:
    """Random bytes are no text, and the refusal says what to do."""
    file = tmp_path / f"noise.{ending}"
    noise = random.Random(seed).randbytes(size)  # noqa: S311 - nothing secret
    file.write_bytes(noise.replace(b"\0", b"") if seed % 2 else noise)
    with pytest.raises(DocumentError, match=r"'noise\.\w+' .*(?:Save it as UTF-8|Convert it to UTF-8)"):
        read_document(file, folder_source(tmp_path))


def test_a_few_spoiled_characters_spoil_no_text() -> None:
    """A UTF-8 text with one broken character in a hundred is read, and the broken ones are shown as such."""
    raw = " ".join(RUSSIAN).encode() + b" \xff."
    assert decoded(raw, "a.txt").endswith(" �.")


@pytest.mark.parametrize("text", ["", "a", "Größe 🙂", "a\tb\r\nc\x1b[1mbold\x1b[0m", "日本語"])
def test_text_is_no_noise(text: str) -> None:
    """Short texts, emoji and a terminal's colours are text."""
    assert not is_noise(text)
    assert decoded(text.encode(), "a.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("если набор из 340 диалогов упал", "koi8-r"), ("каждый второй вторник", "cp1251"), ("Größe – 5 €", "cp1252"),
        ("à l’été", "cp1252"), ("každé druhé úterý v měsíci, pokud se sada zhoršila", "iso-8859-2"), ("każdy drugi wtorek miesiąca, jeśli zestaw spadł", "cp1250"),
        ("cada año, según la señora", "cp1252"), ("如果低于阈值，该模型在每月的第二个星期二进行微调。", "gbk"), ("モデルを調整", "shift_jis"),
    ],
)  # fmt: skip
def test_a_few_words_are_enough_for_most(text: str, encoding: str) -> None:
    """What stands in a short note is told as well, in the encodings that are met most."""
    assert decoded(text.encode(encoding), "a.txt") == text
