"""The network that reads: a small BERT (all-MiniLM-L6-v2) with three heads over its tokens.

For each token how far it says each value of each criterion, once as stated and once as at least likely; for the text as a whole the
same, pooled, and what kind of message it is. The open question, where there is one, stands before the text as a first segment, so one network
reads messages and answers. Only training needs this module; what is exported runs in `bot.reading.encoder`.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from bot.reading.encoder import ABOUT, MODEL
from tests.training.eight_bits import unquantized

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN, HEADS, INNER, LAYERS, VOCABULARY, POSITIONS = 384, 12, 1536, 6, 30522, 512
DROPPED = 0.1
EPSILON = 1e-12
#: Added to the scores of padding, so that nothing attends to it.
NOT_THERE = -10_000.0
#: Where the heads begin: few values hold.
TOKEN_BIAS, WHOLE_BIAS, WHOLE_SHARE = -4.0, -2.0, 0.5
#: Our names of the parts, and those of a BERT in safetensors form.
_TABLES = {
    "words.weight": "embeddings.word_embeddings.weight",
    "places.weight": "embeddings.position_embeddings.weight",
    "segments.weight": "embeddings.token_type_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "attention.query": "attention.self.query",
    "attention.key": "attention.self.key",
    "attention.value": "attention.self.value",
    "attention.out": "attention.output.dense",
    "after_attention": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "after": "output.LayerNorm",
}


class Attention(nn.Module):
    """Self-attention: (batch, length, hidden) to the same."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Mix what stands elsewhere into each token; `mask` is added to the scores."""
        batch, length, _ = x.shape
        size = HIDDEN // HEADS
        query, key, value = (
            layer(x).view(batch, length, HEADS, size).transpose(1, 2) for layer in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(-1, -2) / math.sqrt(size) + mask
        mixed = torch.softmax(scores, -1) @ value
        out: Tensor = self.out(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        return out


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention()
        self.after_attention = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.widen, self.narrow = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.after = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Attend, then think about each token by itself."""
        x = self.after_attention(x + self.drop(self.attention(x, mask)))
        out: Tensor = self.after(x + self.drop(self.narrow(nn.functional.gelu(self.widen(x)))))
        return out


class Encoder(nn.Module):
    """Token ids to vectors: (batch, length) to (batch, length, hidden)."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.places = nn.Embedding(POSITIONS, HIDDEN)
        self.segments = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.drop = nn.Dropout(DROPPED)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Read tokens; `mask` is 1 where there is one, `segments` 0 for the question and 1 for the text."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x: Tensor = self.drop(self.norm(self.words(ids) + self.places(places) + self.segments(segments)))
        added = (1.0 - mask[:, None, None, :].float()) * NOT_THERE
        for layer in self.layers:
            x = layer(x, added)
        return x


class Network(nn.Module):
    """Encoder and heads; `values` columns for facts, `kinds` for kinds of message."""

    def __init__(self, values: int, kinds: int) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.drop = nn.Dropout(DROPPED)
        self.token = nn.Linear(HIDDEN, 2 * values)
        self.whole = nn.Linear(HIDDEN, 2 * values)
        self.kind = nn.Linear(HIDDEN, kinds)
        for head, bias in ((self.token, TOKEN_BIAS), (self.whole, WHOLE_BIAS), (self.kind, 0.0)):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.constant_(head.bias, bias)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of tokens (batch, length, 2 values), of the whole (batch, 2 values), and of kinds (batch, kinds)."""
        x = self.drop(self.encoder(ids, mask, segments))
        # What is added up below needs more places than the products above, which training may round.
        token = self.token(x).float()
        said = (mask * segments)[:, :, None].bool()
        # A soft maximum: what one token says, the whole says.
        peak = torch.logsumexp(torch.where(said, token, torch.full_like(token, -30.0)) * 2, 1) / 2
        first = x[:, 0]
        return token, peak + WHOLE_SHARE * self.whole(first).float() + 1.0, self.kind(first).float()


def pretrained(weights: str, values: int, kinds: int) -> Network:
    """A network whose encoder has the weights of a BERT in safetensors form, and whose heads know nothing."""
    from safetensors.torch import load_file

    kept = {name.removeprefix("bert."): value for name, value in load_file(weights).items()}
    names = dict(_TABLES)
    for row in range(LAYERS):
        for ours, theirs in _LAYER.items():
            for part in ("weight", "bias"):
                names[f"layers.{row}.{ours}.{part}"] = f"encoder.layer.{row}.{theirs}.{part}"
    network = Network(values, kinds)
    network.encoder.load_state_dict({ours: kept[theirs] for ours, theirs in names.items()})
    return network


def packaged(columns: Sequence[tuple[str, str]], kinds: Sequence[str]) -> Network:
    """The packaged network with float weights; columns that it does not have yet know nothing.

    Args:
        columns: The columns of its heads, criterion and value.
        kinds: The kinds of message.
    """
    about = json.loads(ABOUT.read_text(encoding="utf-8"))
    had = {(criterion, value): place for place, (criterion, value) in enumerate(about["columns"])}
    has = {kind: place for place, kind in enumerate(about["kinds"])}
    network, weights = Network(len(columns), len(kinds)), unquantized(MODEL)
    of_columns = [(place, had[column]) for place, column in enumerate(columns) if column in had]
    both = [*of_columns, *((len(columns) + place, len(had) + old) for place, old in of_columns)]
    of_kinds = [(place, has[kind]) for place, kind in enumerate(kinds) if kind in has]
    for name, value in network.state_dict().items():
        rows = {"token": both, "whole": both, "kind": of_kinds}.get(name.partition(".")[0])
        if rows is not None:
            kept = value.clone()
            kept[[place for place, _ in rows]] = weights[name][[old for _, old in rows]]
            weights[name] = kept
    network.load_state_dict(weights)
    return network
