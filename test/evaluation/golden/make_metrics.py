"""Writes metrics.json beside this file: figures of scikit-learn for seeded labels, weights and logits.

Run with scikit-learn 1.9 and NumPy: python make_metrics.py; then format the file: npx biome check --write metrics.json
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, f1_score, log_loss, precision_recall_fscore_support, top_k_accuracy_score

CODES = 8
ROWS = 120
TEMPERATURE = 1.7

random = np.random.default_rng(20261123)
# Code 7 never occurs but is given; code 6 occurs once.
label = random.choice(7, size=ROWS, p=[0.4, 0.25, 0.15, 0.1, 0.05, 0.05, 0.0])
label[17] = 6
logits = random.normal(size=(ROWS, CODES)).astype(np.float32)
logits[np.arange(ROWS), label] += 1.2
weight = random.uniform(0.25, 4, size=ROWS).astype(np.float32)

scaled = logits.astype(np.float64) / TEMPERATURE
probability = np.exp(scaled - scaled.max(axis=1, keepdims=True))
probability /= probability.sum(axis=1, keepdims=True)
predicted = logits.argmax(axis=1)
top = probability.max(axis=1)


def figures(w):
    present = np.unique(label)
    precision, recall, f1, _ = precision_recall_fscore_support(label, predicted, labels=range(CODES), sample_weight=w, zero_division=0)
    return {
        "macroF1WithSupport": f1_score(label, predicted, labels=present, average="macro", sample_weight=w, zero_division=0),
        "macroF1AllCodes": f1_score(label, predicted, labels=range(CODES), average="macro", sample_weight=w, zero_division=0),
        "microF1": f1_score(label, predicted, average="micro", sample_weight=w, zero_division=0),
        "weightedF1": f1_score(label, predicted, average="weighted", sample_weight=w, zero_division=0),
        "accuracy": accuracy_score(label, predicted, sample_weight=w),
        "top5": top_k_accuracy_score(label, probability, k=5, labels=range(CODES), sample_weight=w),
        "logLoss": log_loss(label, probability, labels=range(CODES), sample_weight=w),
        "brier": float(np.average((top - (label == predicted)) ** 2, weights=w)),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
    }


pathlib.Path(__file__).with_name("metrics.json").write_text(
    json.dumps(
        {
            "madeBy": f"scikit-learn {sklearn.__version__}",
            "codeCount": CODES,
            "temperature": TEMPERATURE,
            "label": label.tolist(),
            "weight": weight.tolist(),
            "logits": logits.tolist(),
            "unweighted": figures(None),
            "weighted": figures(weight.astype(np.float64)),
        }
    )
    + "\n"
)
