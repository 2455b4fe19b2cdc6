"""The weights of a packaged network as floats again, to go on training it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


def unquantized(model: Path) -> dict[str, Tensor]:
    """The weights of an ONNX file with 8-bit weights, by their names in the network that was exported, as near as eight bits are."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(str(model)).graph
    kept = {one.name: to_array(one) for one in graph.initializer}

    def floats(stem: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        whole = kept[f"{stem}_quantized"].astype(np.float32) - kept[f"{stem}_zero_point"].astype(np.float32)
        return np.asarray(whole * kept[f"{stem}_scale"], np.float32)

    found = {name: value for name, value in kept.items() if value.dtype == np.float32 and value.ndim == 1}
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            stem = node.input[0].removesuffix("_quantized")
            found[stem] = floats(stem)
        if node.op_type == "MatMulInteger":
            layer = node.output[0].removeprefix("/").replace("/Gemm", "/MatMul").partition("/MatMul")[0]
            found[f"{layer.replace('/', '.')}.weight"] = floats(node.input[1].removesuffix("_quantized")).T.copy()
    return {name: torch.tensor(value) for name, value in found.items()}
