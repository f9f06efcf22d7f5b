"""The common input of all peers: a folder with train, validation and test rows, as text and as a hashed matrix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEADER = ["id", "text", "label"]


class DataFault(Exception):
    """The folder does not hold what a peer needs; the message says what, where, got and wanted."""


@dataclass(frozen=True)
class Rows:
    """Rows of one role in file order: the text and the code of each."""

    texts: list[str]
    codes: list[str]


def read_rows(data_dir: Path, role: str) -> Rows:
    """Reads `<role>.tsv` (UTF-8; columns id, text, label, with header; no tab or newline inside a text)."""
    path = data_dir / f"{role}.tsv"
    if not path.is_file():
        raise DataFault(f"{path}: no such file, wanted a folder with train.tsv, validation.tsv and test.tsv")
    texts: list[str] = []
    codes: list[str] = []
    # newline="\n": the default would also end a row at a carriage return inside a text.
    with path.open(encoding="utf-8", newline="\n") as lines:
        header = next(lines, "").rstrip("\r\n").split("\t")
        if header != HEADER:
            raise DataFault(f"{path}, line 1: got columns {header}, wanted {HEADER}")
        for number, line in enumerate(lines, start=2):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != len(HEADER):
                raise DataFault(f"{path}, line {number}: got {len(cells)} columns, wanted {len(HEADER)}")
            texts.append(cells[1])
            codes.append(cells[2])
    if not texts:
        raise DataFault(f"{path}: got no row, wanted at least one")
    return Rows(texts, codes)


def index_codes(train_codes: list[str]) -> dict[str, int]:
    """Numbers the codes of the train rows 0, 1, … in order of the code."""
    return {code: index for index, code in enumerate(sorted(set(train_codes)))}


def truth_of(codes: list[str], index_of_code: dict[str, int]) -> np.ndarray:
    """Code numbers of judged rows; a code that no train row has gets a number of its own that no peer can predict."""
    numbers = dict(index_of_code)
    return np.array([numbers.setdefault(code, len(numbers)) for code in codes], dtype=np.int64)


def matrix_path(data_dir: Path, role: str) -> Path:
    """Where the hashed matrix of a role is, in LIBSVM form: `label id:value …`, labels from 0, ids from 1."""
    return data_dir / f"{role}.svm"


def read_matrix(data_dir: Path, role: str, feature_count: int):
    """Reads `<role>.svm`: CSR matrix (rows × feature_count, float64) and code numbers."""
    from sklearn.datasets import load_svmlight_file

    path = matrix_path(data_dir, role)
    if not path.is_file():
        raise DataFault(f"{path}: no such file, wanted the hashed matrix (split_tsv.py --svm-bits makes one)")
    try:
        matrix, labels = load_svmlight_file(str(path), n_features=feature_count, zero_based=False)
    except ValueError as error:
        raise DataFault(f"{path}: not a LIBSVM file of ids 1 to {feature_count}: {error}") from error
    # The loader counts in 64 bits, which saga and SGDClassifier refuse; 2^31 entries are more than any peer is given.
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return matrix, labels.astype(np.int64)
