"""The rows that judge a fit, coded by it: those of test timed, those of validation where there are any."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from clock import Clock
from source import Labelled


def judge_rows(predict: Callable[[Labelled], np.ndarray], source, clock: Clock):
    """(truth, predicted) of the test rows and of the validation rows (None where there are none)."""
    test = source.judged("test")
    with clock.phase("predict"):
        predicted = predict(test)
    validation = source.judged("validation")
    judged_validation = None if validation is None else (validation.labels, predict(validation))
    return (test.labels, predicted), judged_validation
