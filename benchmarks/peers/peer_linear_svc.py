"""scikit-learn LinearSVC: squared hinge loss by liblinear, one code against the rest, one thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import sklearn
from sklearn.svm import LinearSVC

from clock import Clock
from linear_rows import judge_linear
from outcome import describe_fit
from source import open_source

VERSION = sklearn.__version__
DEFAULTS: dict[str, Any] = {
    "C": 1.0,
    "classWeight": None,
    "input": "text",
    "bits": None,
    "minDocumentFrequency": 1,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; liblinear has one thread, whatever `threads` says. See run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    model = LinearSVC(C=setting["C"], class_weight=setting["classWeight"], random_state=1)
    with clock.phase("train"):
        model.fit(train.matrix, train.labels)
    model_file = work_dir / "model.joblib"
    with clock.phase("save"):
        joblib.dump(model, model_file)
    test, validation = judge_linear(model, source, clock)
    return describe_fit(
        clock, test, validation, model_file, total_from=setting["input"], iterations=int(np.max(model.n_iter_))
    )
