"""Writes a fitted network as the 8-bit ONNX file that the bot reads with, and beside it what it knows and from when on it counts."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from bot.reading.encoder import ABOUT, MODEL
from tests.training.reader.examples import COLUMNS, KINDS

if TYPE_CHECKING:
    from bot.reading.facts_in import Thresholds
    from tests.training.reader.network import Network

OPSET = 17
#: What is stored in 8 bits: nearly all of the weights.
QUANTIZED = ["MatMul", "Gather", "Gemm"]


def export(network: Network, model: Path = MODEL) -> None:
    """Write the network with 8-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.randint(5, 1_000, (1, 12))
    segments = torch.tensor([[0] * 3 + [1] * 9])
    dynamic = {name: {0: "batch", 1: "token"} for name in ("ids", "mask", "segments", "token")}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        torch.onnx.export(
            network,
            (ids, torch.ones_like(ids), segments),
            str(whole),
            input_names=["ids", "mask", "segments"],
            output_names=["token", "whole", "kind"],
            dynamic_axes=dynamic,
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(str(whole), str(model), weight_type=QuantType.QInt8, op_types_to_quantize=QUANTIZED)


def describe(thresholds: Thresholds, model: Path = MODEL, about: Path = ABOUT) -> None:
    """Write the file's digest, its columns and the thresholds."""
    known = {
        "digest": hashlib.sha256(model.read_bytes()).hexdigest(),
        "columns": [[criterion.value, value] for criterion, value in COLUMNS],
        "kinds": [kind.value for kind in KINDS],
        "thresholds": {
            "stated": {criterion.value: at for criterion, at in thresholds.stated.items()},
            "likely": {criterion.value: at for criterion, at in thresholds.likely.items()},
            "answer": thresholds.answer,
            "second_goal": thresholds.second_goal,
        },
    }
    about.write_text(f"{json.dumps(known, indent=1)}\n", encoding="utf-8")
