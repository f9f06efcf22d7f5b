"""scikit-learn LogisticRegression, multinomial, by the solver that a peer names; its penalty stated as our l2."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from clock import Clock
from linear_rows import judge_linear, save_model
from objective import compute_objective
from outcome import describe_fit
from source import open_source

# precision "float32" halves the solver's memory; the objective is computed in float64 either way.
DEFAULTS: dict[str, Any] = {"l2": 1e-5, "maxIter": 20, "tol": 1e-4, "precision": "float64", "input": "svm", "bits": 16}


def run_solver(solver: str, data_dir: Path, setting: dict[str, Any], work_dir: Path) -> dict[str, Any]:
    """Trains, saves and judges one setting with `solver` ("lbfgs" or "saga"); see run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    train.matrix.data = train.matrix.data.astype(setting["precision"], copy=False)
    model = LogisticRegression(
        C=1.0 / (setting["l2"] * train.matrix.shape[0]),
        solver=solver,
        max_iter=setting["maxIter"],
        tol=setting["tol"],
        random_state=1,
    )
    with clock.phase("train"):
        converged = fit_model(model, train)
    model_file = save_model(model, work_dir, clock)
    test, validation = judge_linear(model, source, clock)
    return describe_fit(
        clock,
        test,
        validation,
        model_file,
        total_from=setting["input"],
        iterations=int(np.max(model.n_iter_)),
        converged=converged,
        objective=compute_objective(train.matrix, train.labels, model.coef_, model.intercept_, setting["l2"]),
    )


def fit_model(model: LogisticRegression, train) -> bool:
    """Fits, and tells whether the solver reached its own tolerance."""
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        model.fit(train.matrix, train.labels)
    for warning in raised:
        if not issubclass(warning.category, ConvergenceWarning):
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    return not any(issubclass(warning.category, ConvergenceWarning) for warning in raised)
