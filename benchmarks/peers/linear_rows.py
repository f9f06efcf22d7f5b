"""scikit-learn's linear models: fitted and saved, and coding a block of rows at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np

from clock import Clock
from judge import judge_rows
from outcome import describe_fit
from source import open_source

BLOCK_ROWS = 4096


def run_linear(model, data_dir: Path, setting: dict[str, Any], work_dir: Path) -> dict[str, Any]:
    """Trains, saves and judges a model of one setting; see run.py for the answer."""
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    with clock.phase("train"):
        model.fit(train.matrix, train.labels)
    model_file = save_model(model, work_dir, clock)
    test, validation = judge_linear(model, source, clock)
    return describe_fit(
        clock, test, validation, model_file, total_from=setting["input"], iterations=int(np.max(model.n_iter_))
    )


def save_model(model, work_dir: Path, clock: Clock) -> Path:
    """Writes the model, timed."""
    model_file = work_dir / "model.joblib"
    with clock.phase("save"):
        joblib.dump(model, model_file)
    return model_file


def judge_linear(model, source, clock: Clock):
    """As `judge_rows`."""
    return judge_rows(lambda rows: predict_blocks(model, rows.matrix), source, clock)


def predict_blocks(model, matrix) -> np.ndarray:
    """Code numbers; in blocks, as the scores of all rows at once would dwarf the model in memory."""
    starts = range(0, matrix.shape[0], BLOCK_ROWS)
    return np.concatenate([model.predict(matrix[start : start + BLOCK_ROWS]) for start in starts])
