"""Telling languages apart, and the data that does it."""

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.language import ENGLISH, FILE, english_only, language_of, languages

DATA: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
SENTENCES = {
    "de": (
        "Sollen wir fine-tunen oder RAG für 3.000 Handbücher, die sich wöchentlich ändern?",
        "Wie viele Beispiele brauchen wir zum Feintuning?",
        "Unser Support-Bot soll wie wir klingen. Wir haben nur einen kurzen Prompt.",
        "Was kostet das und wie lange dauert es?",
        "Nein, das haben wir noch nicht probiert",
        "Unterschied zwischen RAG und Fine-Tuning?",
        "Lohnt sich Fine-Tuning?",
    ),
    "es": (
        "¿Deberíamos ajustar el modelo o usar RAG para 3.000 manuales que cambian cada semana?",
        "Queremos que nuestro bot suene como nosotros, solo tenemos un prompt corto.",
        "¿Cuánto cuesta y qué necesitamos?",
        "No, pero tenemos los manuales y se actualizan cada semana",
        "Hola, tenemos una pregunta sobre los costes",
        "diferencias entre RAG y fine tuning",
        "mejor prompting o entrenar?",
    ),
    "fr": (
        "Faut-il affiner le modèle ou utiliser RAG pour 3 000 manuels qui changent chaque semaine ?",
        "Nous voulons que notre bot parle comme nous, nous avons seulement un prompt court.",
        "Combien ça coûte et pour qui ?",
        "Non, nous n'avons pas encore essayé",
        "Le modèle ne connaît pas les produits de notre catalogue",
        "différence entre RAG et fine-tuning ?",
    ),
    "pt": (
        "Devemos ajustar o modelo com os nossos manuais, que mudam em cada semana?",
        "Queremos que o nosso bot fale como nós, temos só um prompt curto.",
        "Quanto custa isso?",
        "Não, ainda não temos uma resposta para isso",
        "Olá, temos uma pergunta sobre os custos do modelo",
    ),
    "hr": (
        "Trebamo li fine-tuning za odgovore gostima? Imamo samo kratki prompt.",
        "koliko košta fine-tuning?",
        "Nije dobro, ali ne znamo zašto",
    ),
    "cs": (
        "Máme 4000 e-mailů a chceme, aby je model třídil.",
        "kolik stojí fine-tuning?",
        "Ještě ne, ale už jsme to zkoušeli s promptem",
    ),
    "sv": (
        "Vi har 4000 mejl och behöver rätt ton i svaren.",
        "hur mycket kostar det?",
        "Nej, det har vi inte provat",
    ),
    "tr": (
        "Bizim bot müşterilere yanlış tonda cevap veriyor, ne yapmak gerekiyor?",
        "fine-tuning ne kadar, bize gerek var mı?",
        "Hayır, henüz değil ama istiyoruz",
    ),
    "ja": (
        "3000冊のマニュアルがあります。ファインチューニングすべきですか？",
        "費用はいくらですか？",
        "まだ何も試していません",
        "GPT-4.1をファインチューニングしたいです",
    ),
    "zh": ("我们有3000本手册，需要微调吗？", "这要多少钱？", "还没有尝试过", "我们想微调GPT-4.1模型"),
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SENTENCES.items() for text in texts])
def test_tells_languages_apart(code: str, text: str) -> None:
    """A sentence is in the language that its little words or its script show, with English terms in it or not."""
    assert language_of(text) == code
    assert language_of(text.upper()) == code


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "a",
        "b",
        "none",
        "die hard",
        "so so",
        "RAG?",
        "20k a day",
        "gpt-4.1-mini",
        "in the EU",
        "via API",
        "per day 300",
        "do it",
        "um, yes",
        "en route",
        "de facto",
        "?",
        "👍",
        "",
        "Dr. Müller approved the 300 café replies",
        "our bot must answer in German and French",
        "We translate “Wir haben die Rechnung” into English for our clients",
        "The label 微调 stands in the data of our Chinese office, and we want it in English",
    ],
)
def test_english_stays_english(text: str) -> None:
    """Short answers, names, borrowed words and quoted foreign ones are no reason to think of another language."""
    assert language_of(text) == ENGLISH


@pytest.mark.parametrize("code", DATA)
def test_every_language_has_its_line_and_its_marks(code: str) -> None:
    """Each has a code of two letters, a name, one line without a break, and words or letters it is known by."""
    entry = DATA[code]
    assert re.fullmatch(r"[a-z]{2}", code)
    assert code != ENGLISH
    assert set(entry) <= {"name", "line", "words", "letters", "signs"}
    assert entry["name"].isalpha()
    assert entry["line"] == entry["line"].strip()
    assert "\n" not in entry["line"]
    assert bool(entry.get("words")) != bool(entry.get("letters"))


@pytest.mark.parametrize("code", [code for code in DATA if "words" in DATA[code]])
def test_little_words_can_be_found(code: str) -> None:
    """Each stands once, in the form it is looked up in, and enough are left beside those that English has too."""
    words = DATA[code]["words"]
    assert len(words) == len(set(words))
    assert all(re.fullmatch(r"[^\W\d_]+", word) and word == word.lower() for word in words)
    assert len(languages()[code].words) >= 20


@pytest.mark.parametrize("code", DATA)
def test_the_line_is_in_its_own_language(code: str) -> None:
    """Whoever writes in a language gets a line that holds its marks, and that is not taken for another one's."""
    line, language = english_only(code), languages()[code]
    assert line == language.line
    assert language.words & set(line.lower().split()) or (language.letters and language.letters.search(line))
    assert language_of(line) in {code, ENGLISH}


@pytest.mark.parametrize("code", [ENGLISH, "xx", ""])
def test_no_line_where_none_is_needed(code: str) -> None:
    """English, and what is not known, gets none."""
    assert english_only(code) == ""


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    """Whatever is written is in one of the languages."""
    assert language_of(text) in {ENGLISH, *languages()}


@pytest.mark.parametrize(
    "text",
    [
        "actually correction F1 was 0.84 w/ the newest prompt, .81 was older",
        "recall was .71, precision was .84",
        "accuracy was 81%, was 78% before",
    ],
)
def test_english_words_of_another_language_tell_nothing_alone(text: str) -> None:
    """Who says "was" twice speaks no German."""
    assert language_of(text) == ENGLISH
