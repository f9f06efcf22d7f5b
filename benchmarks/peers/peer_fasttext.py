"""fastText supervised: softmax over word 1–2-grams and sub-words 3–5, several threads."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import fasttext
import numpy as np

from clock import Clock
from dataset import Rows, index_codes, read_rows, truth_of
from features import normalise
from outcome import describe_fit

VERSION = version("fasttext")
DEFAULTS: dict[str, Any] = {"dim": 100, "epoch": 5, "lr": 0.5, "bucket": 2_000_000, "minCount": 1}
LABEL = "__label__"


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; see run.py for the answer."""
    clock = Clock()
    with clock.phase("read"):
        train = read_rows(data_dir, "train")
    with clock.phase("features"):
        index_of_code = index_codes(train.codes)
        text_file = work_dir / "train.txt"
        write_labelled(text_file, train, index_of_code)
    # fastText reads its file inside training. A run of no epoch does that reading (and sets up the matrices) alone.
    with clock.phase("scan"):
        fit(text_file, {**setting, "epoch": 0}, threads)
    with clock.phase("train"):
        model = fit(text_file, setting, threads)
    clock.move("scan", "train", "read")
    model_file = work_dir / "model.bin"
    with clock.phase("save"):
        model.save_model(str(model_file))

    test_rows, validation_rows = read_rows(data_dir, "test"), read_rows(data_dir, "validation")
    with clock.phase("predict"):
        test = (truth_of(test_rows.codes, index_of_code), predict(model, test_rows.texts))
    validation = (truth_of(validation_rows.codes, index_of_code), predict(model, validation_rows.texts))
    return describe_fit(clock, test, validation, model_file, total_from="text", iterations=setting["epoch"])


def write_labelled(path: Path, rows: Rows, index_of_code: dict[str, int]) -> None:
    """One row a line, its code number as the label."""
    with path.open("w", encoding="utf-8") as out:
        for text, code in zip(rows.texts, rows.codes):
            out.write(f"{LABEL}{index_of_code[code]} {normalise(text)}\n")


def fit(text_file: Path, setting: dict[str, Any], threads: int):
    """fastText's own training."""
    return fasttext.train_supervised(
        str(text_file), loss="softmax", wordNgrams=2, minn=3, maxn=5, thread=threads, verbose=0, **setting
    )


def predict(model, texts: list[str]) -> np.ndarray:
    """Code number of each text; −1 where fastText finds nothing to predict from (an empty text)."""
    # A list: predict of one string fails with numpy 2.
    labels, _ = model.predict([normalise(text) for text in texts])
    return np.array([int(found[0][len(LABEL) :]) if found else -1 for found in labels], dtype=np.int64)
