"""all-MiniLM-L6-v2 as it is run here: its tokenizer, and ONNX files whose digest is checked before use.

The embedder and the reader of messages are both such a model; they share one tokenizer, and what is run is what was reviewed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

#: SHA-256 of the tokenizer that belongs to the model.
TOKENIZER_DIGEST = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TOKENIZER_FILE = Path(__file__).parent / "data" / "minilm" / "tokenizer.json"

#: The setting of ONNX Runtime that says where the weights of a model lie that is read from memory.
WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path"


@cache
def tokenizer(file: Path = TOKENIZER_FILE) -> Tokenizer:
    """The tokenizer, which neither cuts nor pads; loaded once and shared, so never to be changed.

    Raises:
        ImportError: The library is missing.
        ValueError: Its digest is not the reviewed one.
        OSError: The file can't be read.
    """
    from tokenizers import Tokenizer

    check_digest(file, TOKENIZER_DIGEST)
    loaded: Tokenizer = Tokenizer.from_file(str(file))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def session(model: Path, digest: str, weights: Path | None = None) -> InferenceSession:
    """An ONNX model ready to run on one processor thread; `weights` is the folder of the files that it leaves weights in.

    Raises:
        ImportError: The library is missing.
        ValueError: The file's digest is not this one.
        OSError: The file can't be read.
    """
    # Read when the library is loaded: without it each start reports to Microsoft and keeps an id in the home folder.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    check_digest(model, digest)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    if weights is None:
        given: str | bytes = str(model)
    else:
        given = model.read_bytes()
        options.add_session_config_entry(WEIGHTS_FOLDER, str(weights))
    loaded = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
    _give_back()
    return loaded


def _give_back() -> None:
    """Return to the system what loading a model took and running it does not need: of the embedder some 60 MB, which glibc would keep."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def readable(text: str) -> str:
    """A text as the tokenizer takes it: a lone surrogate, which badly decoded input may hold, is no text to it."""
    return text.encode(errors="replace").decode()


def check_digest(file: Path, expected: str) -> None:
    """Check that a file is the reviewed one.

    Raises:
        ValueError: It is another.
        OSError: It can't be read.
    """
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise ValueError(f"the file {str(file)!r} has the digest {found[:12]}… instead of {expected[:12]}…")
