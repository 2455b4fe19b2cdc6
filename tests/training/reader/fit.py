"""Fits the network to labelled texts, and reads with it as it is read with later: window by window."""

from __future__ import annotations

import math
import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from bot.reading.windows import QUESTIONS, windows
from tests.training.reader.examples import COLUMNS, KINDS, Example

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tokenizers import Tokenizer

    from tests.training.reader.network import Network

#: Chosen on writers held out: the number of passes made more difference than the pace.
EPOCHS, PACE, HEADS_PACE, BATCH = 7, 8e-5, 8e-4, 16
#: The same to go on from the packaged network, and how much less each step forgets there. Of a writer held out it read 60% of what was stated
#: for 46% before, three quarters of it right (1 December 2026).
EPOCHS_ON, PACE_ON, KEPT_ON = 3, 4e-5, 0.995
WARM_UP, SLOWEST, DECAY, LARGEST_STEP = 0.06, 0.02, 0.01, 1.0
#: What the scores of tokens and of kinds weigh beside the values of the whole.
TOKEN_WEIGHT, KIND_WEIGHT = 0.75, 0.6
#: A value counts in a window that holds this share of its words.
HELD = 0.6
#: Batches whose texts are sorted by length together, so that little is padded.
SORTED_TOGETHER = 20
#: Of the weights after each step the mean is kept, each step forgetting this little of it (Polyak and Juditsky, 1992).
KEPT = 0.998
HALF = len(COLUMNS)
#: Below any score that a text without windows could have.
NOTHING = -30.0
READ_AT_ONCE = 32
#: The columns of one criterion, stated and likely.
_ONLY = {criterion: np.array([of is criterion for of, _ in COLUMNS] * 2, np.float32) for criterion in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Item:
    """One window of an example as arrays; `spans` are of column, whether stated, first and last token."""

    ids: list[int]
    segments: list[int]
    values: Any
    columns: Any
    has_facts: bool
    spans: tuple[tuple[int, bool, int, int], ...] | None
    kind: int
    weight: float


@dataclass(frozen=True, slots=True)
class Course:
    """How often all examples are passed, how fast the encoder and the heads learn, and how much of the mean each step keeps."""

    epochs: int
    pace: float
    heads_pace: float
    kept: float


FROM_BERT = Course(EPOCHS, PACE, HEADS_PACE, KEPT)
GOING_ON = Course(EPOCHS_ON, PACE_ON, PACE_ON, KEPT_ON)


def fit(
    examples: Sequence[Example], tokenizer: Tokenizer, begun: Callable[[], Network], course: Course, *, seed: int = 0
) -> Network:
    """A network fitted to examples, from the one that `begun` makes."""
    random.seed(seed)
    torch.manual_seed(seed)
    network = begun()
    averaging = torch.optim.swa_utils.get_ema_multi_avg_fn(course.kept)
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=averaging)
    learned = [item for example in examples for item in items(example, tokenizer)]
    heads = [one for name, one in network.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": network.encoder.parameters(), "lr": course.pace}, {"params": heads, "lr": course.heads_pace}],
        weight_decay=DECAY,
        fused=True,
    )
    steps = course.epochs * math.ceil(len(learned) / BATCH)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(SLOWEST, 1 - step / steps)
    )
    began = time.monotonic()
    for epoch in range(course.epochs):
        network.train()
        total, batches = 0.0, _batches(learned)
        for batch in batches:
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), LARGEST_STEP)
            optimizer.step()
            scheduler.step()
            mean.update_parameters(network)
            total += loss.item()
        took = time.monotonic() - began
        sys.stdout.write(f"epoch {epoch + 1} of {course.epochs}: loss {total / len(batches):.3f}, {took:.0f} s\n")
        sys.stdout.flush()
    averaged: Network = mean.module
    return averaged.eval()


def items(example: Example, tokenizer: Tokenizer) -> list[Item]:
    """The windows of an example with their labels."""
    found = []
    for window in windows(tokenizer, example.text, example.asked):
        values = np.zeros(2 * HALF, np.float32)
        spans = []
        first, last = window.places[0][0], window.places[-1][1]
        for span in example.spans:
            if min(span.end, last) - max(span.start, first) < HELD * (span.end - span.start):
                continue
            values[HALF + span.column] = 1
            if span.stated:
                values[span.column] = 1
            held = [row for row, (start, end) in enumerate(window.places) if start < span.end and end > span.start]
            if held:
                spans.append((span.column, span.stated, window.begin + held[0], window.begin + held[-1] + 1))
        columns = _ONLY[example.only] if example.only else np.ones(2 * HALF, np.float32)
        kind = KINDS.index(example.kind) if example.kind else -1
        words = tuple(spans) if example.has_words else None
        item = Item(window.ids, window.segments, values, columns, example.has_facts, words, kind, example.weight)
        found.append(item)
    return found


@torch.no_grad()
def read(network: Network, tokenizer: Tokenizer, examples: Sequence[Example]) -> tuple[Any, Any]:
    """Probabilities of the columns, stated and then at least likely, and of the kinds: (texts, columns) and (texts, kinds)."""
    values = np.full((len(examples), 2 * HALF), NOTHING, np.float32)
    kinds = np.zeros((len(examples), len(KINDS)), np.float32)
    parts = [(row, window) for row, one in enumerate(examples) for window in windows(tokenizer, one.text, one.asked)]
    for start in range(0, len(parts), READ_AT_ONCE):
        some = parts[start : start + READ_AT_ONCE]
        _, whole, kind = network(*_padded([(window.ids, window.segments) for _, window in some]))
        for place, (row, window) in enumerate(some):
            values[row] = np.maximum(values[row], whole[place].numpy())
            if window.is_first:
                kinds[row] = torch.softmax(kind[place], 0).numpy()
    return 1 / (1 + np.exp(-values)), kinds


def _batches(learned: list[Item]) -> list[list[Item]]:
    """Batches of texts of about one length, in random order."""
    shuffled = random.sample(learned, len(learned))
    found = []
    for start in range(0, len(shuffled), BATCH * SORTED_TOGETHER):
        chunk = sorted(shuffled[start : start + BATCH * SORTED_TOGETHER], key=lambda item: len(item.ids))
        found += [chunk[row : row + BATCH] for row in range(0, len(chunk), BATCH)]
    random.shuffle(found)
    return found


def _loss(network: Network, batch: Sequence[Item]) -> Tensor:
    ids, mask, segments = _padded([(item.ids, item.segments) for item in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        token, whole, kind = network(ids, mask, segments)
    weight = torch.tensor([item.weight for item in batch])
    cross = nn.functional.binary_cross_entropy_with_logits
    facts = torch.tensor([float(item.has_facts) for item in batch]) * weight
    values = torch.tensor(np.stack([item.values for item in batch]))
    columns = torch.tensor(np.stack([item.columns for item in batch]))
    loss = ((cross(whole, values, reduction="none") * columns).sum(1) * facts).sum() / len(batch)
    said, used = torch.zeros_like(token), torch.zeros(token.shape[:2])
    for row, item in enumerate(batch):
        if item.spans is None:
            continue
        used[row] = (mask[row] * segments[row]).float()
        for column, stated, start, end in item.spans:
            said[row, start:end, HALF + column] = 1
            if stated:
                said[row, start:end, column] = 1
    if used.sum() > 0:
        each = cross(token, said, reduction="none").sum(-1)
        loss = loss + TOKEN_WEIGHT * (each * used).sum() / used.sum()
    kinds = torch.tensor([item.kind for item in batch])
    if (kinds >= 0).any():
        each = nn.functional.cross_entropy(kind, kinds, ignore_index=-1, reduction="none")
        loss = loss + KIND_WEIGHT * (each * weight * (kinds >= 0)).sum() / len(batch)
    return loss


def _padded(some: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Token ids, 1 where there is one, and segments, each (texts, longest)."""
    longest = max(len(ids) for ids, _ in some)
    ids, mask, segments = (torch.zeros(len(some), longest, dtype=torch.long) for _ in range(3))
    for row, (own, parts) in enumerate(some):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
        segments[row, : len(own)] = torch.tensor(parts)
    return ids, mask, segments
