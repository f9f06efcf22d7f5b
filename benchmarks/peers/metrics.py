"""One computation of accuracy and macro F1 for all peers."""

from __future__ import annotations

import numpy as np


def accuracy(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Share of rows whose predicted code is the true one."""
    return float(np.mean(truth == predicted))


def macro_f1(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Mean of F1 over the codes with support in `truth`, and no others.

    F1 = 2·hits / (support + predictions); a code that is never predicted scores 0. Predictions of a code
    without support cost the true code its hit and have no term of their own.
    """
    size = int(max(truth.max(), predicted.max())) + 1
    support = np.bincount(truth, minlength=size)
    predictions = np.bincount(predicted, minlength=size)
    hits = np.bincount(truth[truth == predicted], minlength=size)
    judged = support > 0
    return float(np.mean(2.0 * hits[judged] / (support[judged] + predictions[judged])))
