"""Writes figure-cases.json beside this file: scikit-learn's figures of 20 random and 10 degenerate sets of judged rows.

Run with scikit-learn 1.9 and NumPy: python make_figure_cases.py; then format the file: npx biome check --write figure-cases.json
Probabilities are whole numbers of 1/1024, so that they are the same in every program.
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

GRID = 1024
random = np.random.default_rng(20261129)


def probabilities(rows, codes, lean=None):
    """Rows of `codes` different multiples of 1/1024 that sum to 1, none of them 0; `lean` is the code each row leans to."""
    made = []
    while len(made) < rows:
        drawn = random.gamma(0.6, size=codes)
        if lean is not None and random.random() < 0.7:
            drawn[lean[len(made)]] += 2.5
        counts = np.maximum(1, np.round(GRID * drawn / drawn.sum())).astype(int)
        counts[counts.argmax()] += GRID - counts.sum()
        if len(set(counts.tolist())) == codes and counts.min() > 0:
            made.append(counts)
    return np.array(made) / GRID


def leading(rows, codes, given):
    """The same, with the highest probability moved to the code that each row is given."""
    made = probabilities(rows, codes)
    for row, code in zip(made, given):
        top = row.argmax()
        row[[top, code]] = row[[code, top]]
    return made


def drawn_case(number):
    codes = int(random.integers(2, 7))
    rows = int(random.integers(12, 31))
    label = random.choice(codes, size=rows, p=random.dirichlet(np.full(codes, 0.8)))
    weight = random.integers(1, 33, size=rows) / 8 if number % 2 else None
    return f"random {number}", label, probabilities(rows, codes, label), weight


def case_of(name, label, given, codes, weight=None):
    return name, np.array(label), leading(len(label), codes, given), None if weight is None else np.array(weight)


def degenerate_cases():
    yield case_of("one code, always right", [0] * 8, [0] * 8, 3)
    yield case_of("one code, always wrong", [0] * 8, [1] * 8, 3)
    yield case_of("nothing given right", [0, 1, 2, 0, 1, 2], [1, 2, 0, 2, 0, 1], 3)
    yield case_of("one code given throughout", [0, 1, 2, 2, 1, 0, 0], [1] * 7, 4)
    yield case_of("a code given that no row has", [0, 0, 1, 1, 3], [0, 2, 1, 2, 3], 4)
    yield case_of("a single row", [1], [1], 2)
    yield case_of("a single row, wrong", [1], [0], 2)
    yield case_of("weights from a thousandth to a million", [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0], 3, [1e6, 0.0009765625, 1, 2048, 0.5, 1e6])
    yield case_of("every code once", [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 5, 4], 6)
    yield case_of("two codes, always the other one", [0, 1, 0, 1, 0], [1, 0, 1, 0, 1], 2)


def figures(label, probability, weight):
    codes = probability.shape[1]
    given = probability.argmax(axis=1)
    every = list(range(codes))
    occurring = np.unique(label).tolist()
    wanted = {}
    for name, labels in (("with-support", occurring), ("all-codes", every)):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            label, given, labels=labels, average="macro", sample_weight=weight, zero_division=0
        )
        wanted[name] = {"macroPrecision": precision, "macroRecall": recall, "macroF1": f1}
    for average in ("micro", "weighted"):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            label, given, labels=every, average=average, sample_weight=weight, zero_division=0
        )
        wanted.setdefault("any", {}).update({f"{average}Precision": precision, f"{average}Recall": recall, f"{average}F1": f1})
    top = probability.max(axis=1)
    # Two codes are a binary problem to it, whose scores are those of the second code: its top-k is by hand then.
    ranks = (probability > probability[np.arange(len(label)), label][:, None]).sum(axis=1)
    wanted["any"] |= {
        "accuracy": metrics.accuracy_score(label, given, sample_weight=weight),
        "balancedAccuracy": metrics.balanced_accuracy_score(label, given, sample_weight=weight),
        "mcc": metrics.matthews_corrcoef(label, given, sample_weight=weight),
        "top3": top_k(label, probability, ranks, 3, weight),
        "top5": top_k(label, probability, ranks, 5, weight),
        "logLoss": metrics.log_loss(label, probability, labels=every, sample_weight=weight),
        "brierAllCodes": metrics.brier_score_loss(label, probability, labels=every, sample_weight=weight, scale_by_half=False),
        # It has no Brier score of the first code alone: that of the binary problem "is the code given right".
        "brier": metrics.brier_score_loss(label == given, top, sample_weight=weight, pos_label=True),
    }
    per_code = metrics.precision_recall_fscore_support(label, given, labels=every, sample_weight=weight, zero_division=0)
    wanted["perCode"] = {name: values.tolist() for name, values in zip(("precision", "recall", "f1"), per_code[:3])}
    return wanted


def top_k(label, probability, ranks, k, weight):
    codes = probability.shape[1]
    if codes == 2 or k >= codes:
        return float(np.average(ranks < k, weights=weight))
    return metrics.top_k_accuracy_score(label, probability, k=k, labels=range(codes), sample_weight=weight)


warnings.simplefilter("ignore")
cases = [drawn_case(number) for number in range(20)] + list(degenerate_cases())
written = [
    {
        "name": name,
        "label": label.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "per1024": (probability * GRID).astype(int).tolist(),
        "wanted": figures(label, probability, weight),
    }
    for name, label, probability, weight in cases
]
pathlib.Path(__file__).with_name("figure-cases.json").write_text(
    json.dumps({"madeBy": f"scikit-learn {sklearn.__version__}", "cases": written}) + "\n"
)
