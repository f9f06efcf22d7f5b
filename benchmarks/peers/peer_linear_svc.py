"""scikit-learn LinearSVC: squared hinge loss by liblinear, one code against the rest, one thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sklearn
from sklearn.svm import LinearSVC

from linear_rows import run_linear

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
    model = LinearSVC(C=setting["C"], class_weight=setting["classWeight"], random_state=1)
    return run_linear(model, data_dir, setting, work_dir)
