"""Omikuji: trees of codes with balanced halves (Parabel), a linear SVM a node, several threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import omikuji
from omikuji._libomikuji import ffi, lib

from clock import Clock
from judge import judge_rows
from outcome import describe_fit
from source import Labelled, open_source

VERSION = omikuji.__version__
DEFAULTS: dict[str, Any] = {
    "trees": 3,
    "C": 1.0,
    "beam": 10,
    "input": "text",
    "bits": None,
    "minDocumentFrequency": 1,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; see run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    text_file = work_dir / "train.txt"
    with clock.phase("features"):
        write_examples(text_file, train)
    parameters = omikuji.Model.default_hyper_param()
    parameters.n_trees, parameters.linear_c = setting["trees"], setting["C"]
    # Its own call reads the file inside training: the reading alone is timed first, and taken off.
    with clock.phase("scan"):
        read_examples(text_file, threads)
    with clock.phase("train"):
        model = omikuji.Model.train_on_data(str(text_file), parameters, threads)
    clock.move("scan", "train", "read")
    model_dir = work_dir / "model"
    with clock.phase("save"):
        model.save(str(model_dir))
    test, validation = judge_rows(lambda rows: predict(model, rows, setting["beam"]), source, clock)
    return describe_fit(clock, test, validation, model_dir, total_from=setting["input"])


def write_examples(path: Path, rows: Labelled) -> None:
    """Rows, features and codes in the first line, then one row a line: `code id:value …`, all from 0."""
    matrix = rows.matrix
    with path.open("w", encoding="ascii") as out:
        out.write(f"{matrix.shape[0]} {matrix.shape[1]} {int(rows.labels.max()) + 1}\n")
        for row, label in enumerate(rows.labels.tolist()):
            cells = " ".join(f"{index}:{value:.6g}" for index, value in row_entries(matrix, row))
            out.write(f"{label} {cells}\n")


def read_examples(path: Path, threads: int) -> None:
    """Reads a file as training would, and lets go of it."""
    pool = omikuji._ThreadPoolHandle(threads)
    ffi.gc(lib.load_omikuji_data_set(ffi.new("char[]", str(path).encode()), pool.ptr), lib.free_omikuji_data_set)


def predict(model: omikuji.Model, rows: Labelled, beam: int) -> np.ndarray:
    """The best code of each row; −1 where it gives none (an empty text). It takes a row at a time."""
    found = [model.predict(row_entries(rows.matrix, row), beam, 1) for row in range(rows.matrix.shape[0])]
    return np.array([best[0][0] if best else -1 for best in found], dtype=np.int64)


def row_entries(matrix, row: int) -> list[tuple[int, float]]:
    """Ids and values of a row, ids ascending."""
    span = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return sorted(zip(matrix.indices[span].tolist(), matrix.data[span].tolist()))
