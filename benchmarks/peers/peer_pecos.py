"""PECOS XR-Linear: a tree of codes by k-means over their rows, a linear SVM a node, several threads.

Runs in an environment of its own (.venv-pecos): its wheels are for Python 3.10 and numpy 1.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from pecos.xmc import Indexer, LabelEmbeddingFactory
from pecos.xmc.xlinear.model import XLinearModel
from scipy.sparse import csr_matrix

from clock import Clock
from judge import judge_rows
from outcome import describe_fit
from source import open_source

VERSION = version("libpecos")
# tree False: no tree, each code against the rest.
DEFAULTS: dict[str, Any] = {
    "C": 1.0,
    "tree": True,
    "splits": 16,
    "leafCodes": 100,
    "beam": 10,
    "input": "text",
    "bits": None,
    "minDocumentFrequency": 1,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; the tree is part of training. See run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    with clock.phase("features"):
        rows, codes = single_precision(train.matrix), indicator_matrix(train.labels)
    with clock.phase("train"):
        clusters = build_tree(rows, codes, setting, threads) if setting["tree"] else None
        model = XLinearModel.train(rows, codes, C=clusters, Cp=setting["C"], Cn=setting["C"], threads=threads)
    model_dir = work_dir / "model"
    with clock.phase("save"):
        model.save(str(model_dir))
    test, validation = judge_rows(lambda rows: predict(model, rows.matrix, setting["beam"], threads), source, clock)
    return describe_fit(clock, test, validation, model_dir, total_from=setting["input"])


def single_precision(matrix) -> csr_matrix:
    """The only form that PECOS takes: float32, indices sorted."""
    rows = csr_matrix(matrix, dtype=np.float32)
    rows.sort_indices()
    return rows


def indicator_matrix(labels: np.ndarray) -> csr_matrix:
    """1 at the code of each row."""
    ones = np.ones(len(labels), dtype=np.float32)
    return csr_matrix((ones, (np.arange(len(labels)), labels)), shape=(len(labels), int(labels.max()) + 1))


def build_tree(rows: csr_matrix, codes: csr_matrix, setting: dict[str, Any], threads: int):
    """Codes that have like rows in one leaf."""
    embedding = LabelEmbeddingFactory.create(codes, rows, method="pifa")
    return Indexer.gen(
        embedding,
        indexer_type="hierarchicalkmeans",
        nr_splits=setting["splits"],
        max_leaf_size=setting["leafCodes"],
        threads=threads,
    )


def predict(model: XLinearModel, matrix, beam: int, threads: int) -> np.ndarray:
    """The best code of each row; −1 where the tree gives none."""
    scores = model.predict(single_precision(matrix), beam_size=beam, only_topk=1, threads=threads)
    predicted = np.full(scores.shape[0], -1, dtype=np.int64)
    found = np.diff(scores.indptr) > 0
    predicted[found] = scores.indices[scores.indptr[:-1][found]]
    return predicted
