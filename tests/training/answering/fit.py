"""Fits all-MiniLM-L6-v2 to the notes' ways of asking: a question comes to lie near the sentence that answers it.

One step takes the passages that a search brings for one way of asking, and with them what else their ways ask: among all their sentences each
question has to find its own (contrastive, with the hardest wrong ones there are). So do the labelled questions of `first-sentences.jsonl`;
what weighs it is fitted to others (`telling.py`).
"""

from __future__ import annotations

import json
import math
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from knowledge.answering import MODEL, question_tokens, sentence_tokens, under_heading
from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.minilm import tokenizer
from knowledge.notes import read_note
from knowledge.passages import Lead, sentences
from knowledge.refresh import refresh
from knowledge.search import Searcher
from knowledge.sources import load_sources
from tests.training.eight_bits import unquantized
from tests.training.reader.export import OPSET, QUANTIZED
from tests.training.reader.network import pretrained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

#: How often each way of asking is seen, how fast it learns, the passages and sentences of a step, and its questions.
EPOCHS, PACE, PASSAGES, SENTENCES, QUESTIONS = 3, 1e-4, 8, 48, 28
#: The same where a model that was trained before goes on learning.
EPOCHS_ON, PACE_ON = 1, 5e-5
WARM_UP, SLOWEST, DECAY, LARGEST_STEP = 0.08, 0.03, 0.01, 1.0
#: Of the weights after each step the mean is kept, each step forgetting this little of it (Polyak and Juditsky, 1992).
KEPT = 0.98
#: The logarithm of what likeness is multiplied by before it is compared, where it begins.
SCALE = 3.0
#: Questions with every sentence of the notes that would answer one by itself, by writers who read the facts and not the ways of asking.
FIRST_SENTENCES = Path(__file__).parents[1] / "data" / "first-sentences.jsonl"
#: How much it counts that questions lie near each other which one sentence answers, beside that they lie near the sentence.
OF_QUESTIONS = 0.5
#: Questions of opposite words are not alike even where one sentence answers both.
SIGNS = {Lead.YES: 1, Lead.NO: -1}
#: Below every score.
NOTHING = -1e4

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of asking as tokens, the sentence that answers it, and the passages that a search brings, its own first."""

    tokens: list[int]
    answer: Place
    near: tuple[str, ...]
    too: frozenset[Place] = frozenset()
    """Sentences that would answer as well, and count neither for nor against."""
    word: Lead = Lead.NONE
    """Yes or no, if it is to be answered so."""


class Network(nn.Module):
    """Texts to unit vectors: the mean over the tokens of the encoder's last layer. Its tables of words stay as they are."""

    def __init__(self, weights: str) -> None:
        super().__init__()
        self.encoder = pretrained(weights, 1, 1).encoder
        for table in (self.encoder.words, self.encoder.places, self.encoder.segments):
            table.requires_grad_(requires_grad=False)
        self.scale = nn.Parameter(torch.tensor(SCALE))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors, shape (texts, 384), of token ids and a mask that is 1 where there is one, both (texts, length)."""
        hidden = self.encoder(ids, mask, torch.zeros_like(ids))
        there = mask[:, :, None].to(hidden.dtype)
        return nn.functional.normalize(((hidden * there).sum(1) / there.sum(1)).float(), dim=-1)


def fit(weights: str, seed: int = 0, begun: Path | None = None) -> nn.Module:
    """The fitted network, from the float weights of the model; with a model that was written before it goes on from there, a third as long."""
    torch.manual_seed(seed)
    random.seed(seed)
    ways, told = _ways(), _told()
    by_passage: dict[str, list[Way]] = {}
    for way in ways:
        by_passage.setdefault(way.answer[0], []).append(way)
    network = Network(weights)
    if begun:
        network.load_state_dict(unquantized(begun), strict=False)
    pace, epochs = (PACE_ON, EPOCHS_ON) if begun else (PACE, EPOCHS)
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(KEPT))
    learned = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=pace, weight_decay=DECAY)
    steps = int(epochs * len(ways) / QUESTIONS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(SLOWEST, 1 - step / steps)
    )
    waiting: list[Way] = []
    losses: list[float] = []
    for step in range(steps):
        waiting = waiting or random.sample(ways, len(ways))
        loss = _loss(network, *_drawn(waiting.pop(), by_passage, told), told)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learned, LARGEST_STEP)
        optimizer.step()
        schedule.step()
        mean.update_parameters(network)
        losses.append(loss.item())
        if not (step + 1) % 100:
            sys.stdout.write(f"step {step + 1} of {steps}: loss {np.mean(losses[-100:]):.3f}\n")
    return mean.module.eval()


def export(network: nn.Module, model: Path = MODEL) -> None:
    """Write the network with 8-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.randint(5, 1_000, (1, 12))
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "answering.onnx"
        torch.onnx.export(
            network,
            (ids, torch.ones_like(ids)),
            str(whole),
            input_names=["ids", "mask"],
            output_names=["vector"],
            dynamic_axes={"ids": {0: "batch", 1: "token"}, "mask": {0: "batch", 1: "token"}, "vector": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(str(whole), str(model), weight_type=QuantType.QInt8, op_types_to_quantize=QUANTIZED)


def _ways() -> list[Way]:
    """Every way of asking of the notes, with what a search brings for it."""
    by = tokenizer()
    found: list[Way] = []
    with tempfile.TemporaryDirectory() as directory, Index(Path(directory) / "index", LocalEmbedder()) as index:
        refresh(index, Path(directory) / "none.toml", lambda *_: None)
        searcher = Searcher(index)
        known, labelled = set(_told()), dict(_first_sentences())
        for passage in (passage for source in load_sources() for passage in read_note(source)):
            for text, one in zip(passage.asked, passage.told, strict=True):
                hits = [hit.passage.id for hit in searcher.search_now(text).hits[:PASSAGES]]
                near = tuple(dict.fromkeys([passage.id, *(hit for hit in hits if hit in known)]))[:PASSAGES]
                answer = (passage.id, one.sentence)
                too = frozenset(labelled.pop(text, ())) - {answer}
                found.append(Way(question_tokens(by, text), answer, near, too, one.lead))
        found += [way for question, answers in labelled.items() if (way := _labelled(by, searcher, question, answers))]
    return found


def _first_sentences() -> list[tuple[str, list[Place]]]:
    """The labelled questions with the places of all sentences that would answer one by itself."""
    places = {
        (source.id, text): (passage.id, place)
        for source in load_sources()
        for passage in read_note(source)
        for place, text in enumerate(sentences(passage.text))
    }
    rows = map(json.loads, FIRST_SENTENCES.read_text(encoding="utf-8").splitlines())
    every = ((row["question"], [places.get((one[:3], one[5:])) for one in row["sentences"]]) for row in rows)
    return [(question, [one for one in answers if one]) for question, answers in every]


def _labelled(by: Tokenizer, searcher: Searcher, question: str, answers: Sequence[Place]) -> Way | None:
    """A labelled question among the passages that a search brings; None where none of its sentences is in the notes any more."""
    if not answers:
        return None
    hits = [hit.passage.id for hit in searcher.search_now(question).hits[:PASSAGES]]
    near = dict.fromkeys([answers[0][0], *hits])
    return Way(question_tokens(by, question), answers[0], tuple(near)[:PASSAGES], frozenset(answers[1:]))


def _told() -> dict[str, list[list[int]]]:
    """The sentences of every passage of the notes, as tokens."""
    by = tokenizer()
    return {
        passage.id: [sentence_tokens(by, under_heading(passage, text)) for text in sentences(passage.text)]
        for source in load_sources()
        for passage in read_note(source)
    }


def _drawn(
    seed: Way, by_passage: dict[str, list[Way]], told: dict[str, list[list[int]]]
) -> tuple[list[Way], list[Place]]:
    """The questions of a step and the sentences they choose from."""
    places = [(passage, place) for passage in seed.near for place in range(len(told[passage]))]
    if len(places) > SENTENCES:
        others = random.sample([one for one in places if one != seed.answer], SENTENCES - 1)
        places = [one for one in places if one in {seed.answer, *others}]
    there = set(places)
    others_asked = [
        way for passage in seed.near for way in by_passage.get(passage, []) if way is not seed and way.answer in there
    ]
    return [seed, *random.sample(others_asked, min(len(others_asked), QUESTIONS - 1))], places


def _loss(network: Network, ways: Sequence[Way], places: Sequence[Place], told: dict[str, list[list[int]]]) -> Tensor:
    """How surprising the right sentences are, among those of their passage and among all."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = _vectors(network, [*(way.tokens for way in ways), *(told[passage][row] for passage, row in places)])
    scores = (vectors[: len(ways)] @ vectors[len(ways) :].T) * network.scale.exp()
    scores = scores.masked_fill(torch.tensor([[place in way.too for place in places] for way in ways]), NOTHING)
    right = torch.tensor([places.index(way.answer) for way in ways])
    own = torch.tensor([[passage == way.answer[0] for passage, _ in places] for way in ways])
    among_all = nn.functional.cross_entropy(scores, right)
    among_own = nn.functional.cross_entropy(scores.masked_fill(~own, NOTHING), right)
    return among_all + among_own + OF_QUESTIONS * _of_questions(vectors[: len(ways)], network.scale.exp(), ways, right)


def _of_questions(vectors: Tensor, scale: Tensor, ways: Sequence[Way], answers: Tensor) -> Tensor:
    """How surprising it is, for each question, that those are nearest to it that the same sentence answers the same way (Khosla et al., 2020).

    `bot.answers` compares questions with the notes' ways of asking, for what to say and for yes and no; from the sentences alone their likeness
    would be a by-product, and a question as near to its opposite as to itself.
    """
    itself = torch.eye(len(ways), dtype=torch.bool)
    words = torch.tensor([SIGNS.get(way.word, 0) for way in ways])
    turned = words[:, None] * words[None, :] < 0
    could = torch.tensor([[other.answer in way.too for other in ways] for way in ways])
    scores = (vectors @ vectors.T) * scale
    same = (answers[:, None] == answers[None, :]) & ~itself & ~turned
    told = same.any(1)
    if not told.any():
        return scores.sum() * 0.0
    every = torch.logsumexp(scores.masked_fill(itself | could, NOTHING), 1)
    likely = (scores - every[:, None]).masked_fill(~same, 0.0).sum(1) / same.sum(1).clamp(min=1)
    return -likely[told].mean()


def _vectors(network: Network, texts: Sequence[list[int]]) -> Tensor:
    """The vectors of texts in order, shorter and longer ones padded apart."""
    by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    middle = math.ceil(len(by_length) / 2)
    parts = [
        network(*_padded([texts[row] for row in rows])) for rows in (by_length[:middle], by_length[middle:]) if rows
    ]
    back = torch.empty(len(texts), dtype=torch.long)
    back[torch.tensor(by_length)] = torch.arange(len(texts))
    return torch.cat(parts)[back]


def _padded(texts: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    ids, mask = torch.zeros((2, len(texts), max(map(len, texts))), dtype=torch.long)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = torch.tensor(text), 1
    return ids, mask
