"""scikit-learn SGDClassifier: logistic loss, one code against the rest, codes fitted in parallel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import sklearn
from sklearn.linear_model import SGDClassifier

from clock import Clock
from linear_rows import judge_linear
from outcome import describe_fit
from source import open_source

VERSION = sklearn.__version__
DEFAULTS: dict[str, Any] = {
    "alpha": 1e-6,
    "epochs": 5,
    "input": "text",
    "bits": None,
    "minDocumentFrequency": 2,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; see run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    # tol=None: exactly `epochs` passes, as no validation rows are spent on stopping.
    model = SGDClassifier(
        loss="log_loss", alpha=setting["alpha"], max_iter=setting["epochs"], tol=None, n_jobs=threads, random_state=1
    )
    with clock.phase("train"):
        model.fit(train.matrix, train.labels)
    model_file = work_dir / "model.joblib"
    with clock.phase("save"):
        joblib.dump(model, model_file)
    test, validation = judge_linear(model, source, clock)
    return describe_fit(
        clock, test, validation, model_file, total_from=setting["input"], iterations=int(np.max(model.n_iter_))
    )
