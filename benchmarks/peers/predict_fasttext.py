"""How fast fastText codes texts: trains once, then prints one JSON line with its texts per processor second.

    benchmarks/.venv/bin/python benchmarks/peers/predict_fasttext.py --data DIR --texts FILE --model FILE

DIR holds train.tsv; FILE of the texts is a JSON list. The model is the one of peer_fasttext.py with its defaults, made when it is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import fasttext

from dataset import index_codes, read_rows
from features import normalise
from peer_fasttext import DEFAULTS, VERSION, fit, write_labelled


def main() -> None:
    """Reads or trains the model, times it on the texts in one call and one by one."""
    parser = argparse.ArgumentParser()
    for name in ("--data", "--texts", "--model"):
        parser.add_argument(name, type=Path, required=True)
    options = parser.parse_args()
    if not options.model.is_file():
        train(options.data, options.model)
    model = fasttext.load_model(str(options.model))
    # Normalised before the clock runs, as tokens are part of ours: its own reading of a text is a split at blanks.
    texts = [normalise(text) for text in json.loads(options.texts.read_text(encoding="utf-8"))]
    model.predict(texts[:4096])
    together = timed(lambda: model.predict(texts))
    alone = timed(lambda: [model.predict([text]) for text in texts])
    print(json.dumps({"version": VERSION, "setting": DEFAULTS, "inBatches": len(texts) / together, "oneByOne": len(texts) / alone}))


def train(data: Path, model_file: Path) -> None:
    """Trains with the defaults on all cores and saves under the name last, so that an interrupted run leaves no half of a model."""
    rows = read_rows(data, "train")
    with tempfile.TemporaryDirectory() as folder:
        text_file = Path(folder, "train.txt")
        write_labelled(text_file, rows, index_codes(rows.codes))
        partial = model_file.with_suffix(".partial")
        fit(text_file, DEFAULTS, os.cpu_count() or 1).save_model(str(partial))
    partial.rename(model_file)


def timed(work) -> float:
    """Processor seconds of all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
