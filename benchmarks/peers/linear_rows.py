"""Prediction with scikit-learn's linear models, a block of rows at a time."""

from __future__ import annotations

import numpy as np

from clock import Clock

BLOCK_ROWS = 4096


def judge_linear(model, source, clock: Clock):
    """(truth, predicted) of the test rows, timed, and of the validation rows (None where there are none)."""
    test = source.judged("test")
    with clock.phase("predict"):
        predicted = predict_blocks(model, test.matrix)
    validation = source.judged("validation")
    judged_validation = None
    if validation is not None:
        judged_validation = (validation.labels, predict_blocks(model, validation.matrix))
    return (test.labels, predicted), judged_validation


def predict_blocks(model, matrix) -> np.ndarray:
    """Code numbers; in blocks, as the scores of all rows at once would dwarf the model in memory."""
    starts = range(0, matrix.shape[0], BLOCK_ROWS)
    return np.concatenate([model.predict(matrix[start : start + BLOCK_ROWS]) for start in starts])
