"""`python -m tests.training.embedder`: writes the graph that the embedder's packaged weights are run by.

The package's own graph turns its 8-bit weights into floats when it is loaded: 90 MB that are read for every question. This one multiplies the
8-bit weights themselves, which stay in the package's file, as they are. What they are multiplied by is told in 16 bits, eight and what these leave out
eight more: the vectors are the same to five decimals, and a question takes half as long. Print the digest into `knowledge/embedder.py`.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING, Any

import onnx
from onnx import helper

from knowledge.embedder import GRAPH, packaged_weights

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes from which an initializer stays in the package's file.
LARGE = 10_000
#: Times that eight bits are told of a number.
TIMES = 2


def main(graph: Path = GRAPH) -> str:
    """Write the graph; its digest."""
    weights = packaged_weights()
    model = onnx.load(str(weights))
    _rewrite(model.graph)
    held = weights.read_bytes()
    for one in model.graph.initializer:
        if len(one.raw_data) > LARGE:
            _leave(one, held.index(one.raw_data), weights.name)
    graph.write_bytes(model.SerializeToString(deterministic=True))
    return hashlib.sha256(graph.read_bytes()).hexdigest()


def _rewrite(graph: Any) -> None:
    """Take from each product with floats made of 8-bit weights the step that makes them."""
    made_by = {name: node for node in graph.node for name in node.output}
    stored = {one.name for one in graph.initializer}
    floats: dict[str, tuple[str, str]] = {}
    gone: set[str] = set()
    for node in graph.node:
        cast = made_by.get(node.input[0]) if node.op_type == "Mul" else None
        if cast is not None and cast.op_type == "Cast" and cast.input[0] in stored:
            floats[node.output[0]] = cast.input[0], node.input[1]
            gone |= {node.output[0], cast.output[0]}
    nodes: list[Any] = []
    told: dict[str, list[str]] = {}
    bias = {
        node.input[row]: (node, node.input[1 - row])
        for node in graph.node
        if node.op_type == "Add"
        for row in (0, 1)
        if node.input[1 - row] in stored
    }
    added: set[str] = set()
    for node in graph.node:
        if node.output[0] in gone | added:
            continue
        if node.op_type == "Gather" and node.input[0] in floats:
            nodes += _gathered(node, *floats[node.input[0]])
        elif node.op_type == "MatMul" and node.input[1] in floats:
            if node.input[0] not in told:
                steps, told[node.input[0]] = _in_eight_bits(node.input[0])
                nodes += steps
            end, more = bias.get(node.output[0], (node, ""))
            nodes += _products(told[node.input[0]], *floats[node.input[1]], more, end.output[0])
            added.add(end.output[0])
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _gathered(node: Any, weights: str, scales: str) -> list[Any]:
    """The rows of an 8-bit table, each times its scale."""
    to, rows = node.output[0], node.input[1]
    return [
        helper.make_node("Gather", [weights, rows], [f"{to}_eight"], axis=0),
        helper.make_node("Gather", [scales, rows], [f"{to}_scale"], axis=0),
        helper.make_node("Cast", [f"{to}_eight"], [f"{to}_whole"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [f"{to}_whole", f"{to}_scale"], [to]),
    ]


def _in_eight_bits(number: str) -> tuple[list[Any], list[str]]:
    """The steps that tell numbers in eight bits, and then what is left of them; and what each time is called."""
    steps: list[Any] = []
    told: list[str] = []
    for time in range(TIMES):
        one = f"{number}_{time}"
        parts = [f"{one}_eight", f"{one}_scale", f"{one}_zero"]
        steps.append(helper.make_node("DynamicQuantizeLinear", [number], parts))
        told.append(one)
        if time + 1 < TIMES:
            steps += [
                helper.make_node("DequantizeLinear", parts, [f"{one}_told"]),
                helper.make_node("Sub", [number, f"{one}_told"], [f"{one}_left"]),
            ]
            number = f"{one}_left"
    return steps, told


def _products(told: list[str], weights: str, scales: str, bias: str, to: str) -> list[Any]:
    """The product of numbers that were told in eight bits with 8-bit weights, and the bias."""
    steps: list[Any] = []
    sum_so_far = bias
    for time, one in enumerate(told):
        name = f"{to}_{time}"
        result = to if time + 1 == len(told) else f"{name}_sum"
        steps += [
            helper.make_node("MatMulInteger", [f"{one}_eight", weights, f"{one}_zero"], [f"{name}_whole"]),
            helper.make_node("Cast", [f"{name}_whole"], [f"{name}_float"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{one}_scale", scales], [f"{name}_scale"]),
            helper.make_node("Mul", [f"{name}_float", f"{name}_scale"], [f"{name}_product" if sum_so_far else result]),
        ]
        if sum_so_far:
            steps.append(helper.make_node("Add", [f"{name}_product", sum_so_far], [result]))
        sum_so_far = result
    return steps


def _leave(one: Any, at: int, file: str) -> None:
    """Have an initializer read from another file."""
    size = len(one.raw_data)
    one.ClearField("raw_data")
    one.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", file), ("offset", str(at)), ("length", str(size))):
        entry = one.external_data.add()
        entry.key, entry.value = key, value


if __name__ == "__main__":
    sys.stdout.write(f"{main()}\n")
