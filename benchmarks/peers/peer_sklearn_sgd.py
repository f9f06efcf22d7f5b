"""scikit-learn SGDClassifier: logistic loss, one code against the rest, codes fitted in parallel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sklearn
from sklearn.linear_model import SGDClassifier

from linear_rows import run_linear

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
    # tol=None: exactly `epochs` passes, as no validation rows are spent on stopping.
    model = SGDClassifier(
        loss="log_loss", alpha=setting["alpha"], max_iter=setting["epochs"], tol=None, n_jobs=threads, random_state=1
    )
    return run_linear(model, data_dir, setting, work_dir)
