"""The one JSON object that a peer answers with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from clock import Clock
from metrics import accuracy, macro_f1


def describe_fit(
    clock: Clock,
    test: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray] | None,
    model: Path,
    *,
    total_from: str,
    iterations: int | None = None,
    converged: bool | None = None,
    objective: float | None = None,
) -> dict[str, Any]:
    """Fields of a finished fit. `test` and `validation` are (truth, predicted); `model` the saved file or folder.

    `total_from` is "text" or "svm": the file that totalSeconds starts at. `iterations`, `converged` and `objective`
    are None where the peer has no such notion. `answers` goes to a file of its own where one is asked for, not into the line.
    """
    return {
        "answers": {"test": list_answers(test), "validation": None if validation is None else list_answers(validation)},
        "trainSeconds": clock.seconds("train"),
        "totalSeconds": clock.total(),
        "trainCpuSeconds": clock.cpu_seconds("train"),
        "totalCpuSeconds": clock.cpu_total(),
        "totalFrom": total_from,
        "readSeconds": clock.seconds("read"),
        "featureSeconds": clock.seconds("features"),
        "saveSeconds": clock.seconds("save"),
        "predictSeconds": clock.seconds("predict"),
        "accuracy": accuracy(*test),
        "macroF1": macro_f1(*test),
        "validationMacroF1": None if validation is None else macro_f1(*validation),
        "iterations": iterations,
        "converged": converged,
        "objective": objective,
        "modelBytes": count_bytes(model),
    }


def list_answers(judged: tuple[np.ndarray, np.ndarray]) -> dict[str, list[int]]:
    """Code numbers of the judged rows in their order: the truth, and what the peer says."""
    label, predicted = judged
    return {"label": np.asarray(label).tolist(), "predicted": np.asarray(predicted).tolist()}


def count_bytes(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
