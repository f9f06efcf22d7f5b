"""scikit-learn RandomForestClassifier: trees grown in full, several threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sklearn
from sklearn.ensemble import RandomForestClassifier

from clock import Clock
from linear_rows import judge_linear, save_model
from outcome import describe_fit
from source import open_source

VERSION = sklearn.__version__
DEFAULTS: dict[str, Any] = {
    "trees": 100,
    "maxFeatures": "sqrt",
    "input": "svm",
    "bits": 16,
    "minDocumentFrequency": 1,
    "seed": 1,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting. See run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    model = RandomForestClassifier(
        setting["trees"], max_features=setting["maxFeatures"], n_jobs=threads, random_state=setting["seed"]
    )
    with clock.phase("train"):
        model.fit(train.matrix, train.labels)
    model_file = save_model(model, work_dir, clock)
    test, validation = judge_linear(model, source, clock)
    return describe_fit(clock, test, validation, model_file, total_from=setting["input"])
