"""scikit-learn LogisticRegression, multinomial, solver saga."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sklearn

import sklearn_logistic

VERSION = sklearn.__version__
DEFAULTS = sklearn_logistic.DEFAULTS


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; the solver has no thread count of its own (run.py sets that of BLAS)."""
    return sklearn_logistic.run_solver("saga", data_dir, setting, work_dir)
