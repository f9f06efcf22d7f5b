"""Vowpal Wabbit: one code against all, logistic loss, hashed n-grams as explicit features."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import vowpalwabbit

from clock import Clock
from judge import judge_rows
from outcome import describe_fit
from source import Labelled, open_source

VERSION = vowpalwabbit.__version__
# bits: the ids that n-grams are hashed to; tableBits (-b): the weights, shared by all codes of all ids.
DEFAULTS: dict[str, Any] = {
    "passes": 1,
    "tableBits": 22,
    "learningRate": 0.5,
    "input": "text",
    "bits": 18,
    "probabilities": False,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; VW has its own two threads (parser, learner), whatever `threads` says.

    It parses its text while it learns, so that parsing counts as training as far as learning does not hide it.
    """
    clock = Clock()
    source = open_source(data_dir, setting)
    train = source.train(clock)
    code_count = int(train.labels.max()) + 1
    text_file, model_file = work_dir / "train.vw", work_dir / "model.vw"
    with clock.phase("features"):
        write_examples(text_file, train)
    with clock.phase("train"):
        workspace = vowpalwabbit.Workspace(arguments(setting, code_count, text_file, work_dir) + f" -f {model_file}")
    with clock.phase("save"):
        workspace.finish()

    test, validation = judge_rows(lambda rows: predict(model_file, rows, work_dir), source, clock)
    return describe_fit(
        clock,
        test,
        validation,
        model_file,
        total_from=setting["input"],
        iterations=setting["passes"],
    )


def arguments(setting: dict[str, Any], code_count: int, text_file: Path, work_dir: Path) -> str:
    """VW's command line for training; no rows are held out, since validation is a role of its own."""
    words = [
        f"--oaa {code_count} --loss_function logistic -b {setting['tableBits']} -l {setting['learningRate']}",
        f"-d {text_file} --passes {setting['passes']} --holdout_off --quiet",
    ]
    if setting["passes"] > 1:
        words.append(f"--cache_file {work_dir / 'train.cache'} -k")
    if setting["probabilities"]:
        words.append("--probabilities")
    return " ".join(words)


def write_examples(path: Path, rows: Labelled) -> None:
    """One row a line, `code | id:value …`; codes from 1. VW takes a name of digits as the id itself."""
    matrix = rows.matrix
    with path.open("w", encoding="ascii") as out:
        for row, label in enumerate(rows.labels.tolist()):
            span = slice(matrix.indptr[row], matrix.indptr[row + 1])
            cells = zip(matrix.indices[span].tolist(), matrix.data[span].tolist())
            out.write(f"{label + 1} | {' '.join(f'{index}:{value:.6g}' for index, value in cells)}\n")


def predict(model_file: Path, rows: Labelled, work_dir: Path) -> np.ndarray:
    """Code numbers, by the saved model; the true codes are not shown to it."""
    text_file, answer_file = work_dir / "judged.vw", work_dir / "judged.txt"
    write_examples(text_file, Labelled(rows.matrix, np.zeros(len(rows.labels), dtype=np.int64)))
    vowpalwabbit.Workspace(f"-t -i {model_file} -d {text_file} -p {answer_file} --quiet").finish()
    # With --probabilities an answer is `1:p 2:p …`, else the code.
    answers = answer_file.read_text(encoding="ascii").splitlines()
    return np.array([most_likely(answer) - 1 for answer in answers], dtype=np.int64)


def most_likely(answer: str) -> int:
    """The code of one line of VW's predictions."""
    if ":" not in answer:
        return int(float(answer.split()[0]))
    scored = [cell.split(":") for cell in answer.split()]
    return int(max(scored, key=lambda cell: float(cell[1]))[0])
