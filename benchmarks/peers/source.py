"""Where a matrix peer takes its rows from: the text with its own features, or our hashed matrix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clock import Clock
from dataset import index_codes, matrix_path, read_matrix, read_rows, truth_of
from features import HashedFeatures, VocabularyFeatures


@dataclass(frozen=True)
class Labelled:
    """A CSR matrix (rows × features) and the code number of each row."""

    matrix: Any
    labels: np.ndarray


class TextSource:
    """Features of the peer's own: hashed to 2^bits ids, or a vocabulary where bits is None."""

    def __init__(self, data_dir: Path, bits: int | None, minimum_document_frequency: int) -> None:
        self._data_dir = data_dir
        self._features = VocabularyFeatures(minimum_document_frequency) if bits is None else HashedFeatures(bits)
        self._index_of_code: dict[str, int] = {}

    def train(self, clock: Clock) -> Labelled:
        """The train rows; reading and features are timed apart."""
        with clock.phase("read"):
            rows = read_rows(self._data_dir, "train")
        with clock.phase("features"):
            self._index_of_code = index_codes(rows.codes)
            matrix = self._features.fit_transform(rows.texts)
        return Labelled(matrix, truth_of(rows.codes, self._index_of_code))

    def judged(self, role: str) -> Labelled | None:
        """The rows of another role, with the features fitted on train."""
        rows = read_rows(self._data_dir, role)
        return Labelled(self._features.transform(rows.texts), truth_of(rows.codes, self._index_of_code))


class MatrixSource:
    """Our hashed matrix, read from LIBSVM files; there are no features to compute."""

    def __init__(self, data_dir: Path, bits: int) -> None:
        self._data_dir = data_dir
        self._feature_count = 2**bits

    def train(self, clock: Clock) -> Labelled:
        """The train rows."""
        with clock.phase("read"):
            return Labelled(*read_matrix(self._data_dir, "train", self._feature_count))

    def judged(self, role: str) -> Labelled | None:
        """The rows of another role; None where there is no validation matrix."""
        if role == "validation" and not matrix_path(self._data_dir, role).is_file():
            return None
        return Labelled(*read_matrix(self._data_dir, role, self._feature_count))


def open_source(data_dir: Path, setting: dict[str, Any]) -> TextSource | MatrixSource:
    """The source that a setting names: `input` (text or svm), `bits`, `minDocumentFrequency`."""
    if setting["input"] == "svm":
        return MatrixSource(data_dir, setting["bits"])
    return TextSource(data_dir, setting["bits"], setting.get("minDocumentFrequency", 2))
