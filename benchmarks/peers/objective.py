"""The objective that exact solvers are compared at.

F(W, b) = (1/n) Σ_i loss_i + l2/2 · ‖W‖²,   loss_i = logsumexp(z_i) − z_i[y_i],   z_i = W x_i + b

The intercept b is not penalised. scikit-learn's C is 1/(l2·n); Spark's regParam (elasticNetParam 0,
standardization false) is l2.
"""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

BLOCK_ROWS = 1024


def compute_objective(matrix, labels: np.ndarray, weights: np.ndarray, intercept: np.ndarray, l2: float) -> float:
    """F in float64 for weights (codes × features), a block of rows at a time so that logits stay small in memory."""
    loss = 0.0
    for start in range(0, matrix.shape[0], BLOCK_ROWS):
        truth = labels[start : start + BLOCK_ROWS]
        logits = np.asarray(matrix[start : start + BLOCK_ROWS] @ weights.T, dtype=np.float64) + intercept
        loss += float(np.sum(logsumexp(logits, axis=1) - logits[np.arange(len(truth)), truth]))
    squared_norm = sum(float(np.dot(row, row)) for row in weights.astype(np.float64, copy=False))
    return loss / matrix.shape[0] + 0.5 * l2 * squared_norm
