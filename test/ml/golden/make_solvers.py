"""Writes solvers.json beside this file: optima of scikit-learn for seeded sparse rows.

Run with scikit-learn 1.9 and NumPy: python make_solvers.py; then format the file: npx biome check --write solvers.json
Objectives are those of the README: F = (1/n) sum w_i loss_i + l2/2 |W|^2 + l1 |W|_1 with n rows and weights of mean 1.
"""
import json
import pathlib

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(20261123)


def problem(rows, features, codes, entries):
    """Rows of a few features each; every code prefers some of them; values are exact in f32."""
    favourites = random.integers(0, features, size=(codes, 4))
    label = np.concatenate([np.arange(codes), random.choice(codes, size=rows - codes, p=np.sort(random.dirichlet(np.full(codes, 0.6)))[::-1])])
    ids, values, offsets = [], [], [0]
    for code in label:
        drawn = {int(random.choice(favourites[code])) if random.random() < 0.5 else int(random.integers(features)) for _ in range(entries)}
        ids += sorted(drawn)
        values += [float(np.float32(v)) for v in random.uniform(0.2, 1.5, size=len(drawn)) / np.sqrt(len(drawn))]
        offsets.append(len(ids))
    return {"featureCount": features, "classCount": codes, "offsets": offsets, "ids": ids, "values": values, "label": label.tolist()}


def optimum(given, l2, l1, weight, **settings):
    label = np.array(given["label"])
    n = len(label)
    x = csr_matrix((given["values"], given["ids"], given["offsets"]), shape=(n, given["featureCount"]))
    w = np.ones(n) if weight is None else np.array(weight)
    model = LogisticRegression(C=1 / ((l2 + l1) * n), l1_ratio=l1 / (l1 + l2), **settings).fit(x, label, sample_weight=w)
    scores = x @ model.coef_.T + model.intercept_
    top = scores.max(axis=1)
    loss = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - scores[np.arange(n), label]
    objective = (w * loss).sum() / n + l2 / 2 * (model.coef_**2).sum() + l1 * np.abs(model.coef_).sum()
    return {
        "l2": l2,
        "l1": l1,
        "weight": weight,
        "objective": float(objective),
        "predicted": scores.argmax(axis=1).tolist(),
        "weightNorm": float(np.sqrt((model.coef_**2).sum())),
        "zeroCount": int((model.coef_ == 0).sum()),
    }


def mean_one(weight):
    return [float(v) for v in (weight / weight.mean()).astype(np.float32)]


ridge = problem(240, 60, 12, 6)
lasso = problem(120, 30, 5, 5)
weight = random.uniform(0.25, 4, size=240)
weight[::9] = 0
exact = {"solver": "lbfgs", "tol": 1e-12, "max_iter": 100_000}
sparse = {"solver": "saga", "tol": 1e-12, "max_iter": 1_000_000, "random_state": 0}

pathlib.Path(__file__).with_name("solvers.json").write_text(
    json.dumps(
        {
            "madeBy": f"scikit-learn {sklearn.__version__}",
            "ridge": {
                "problem": ridge,
                "optima": [
                    optimum(ridge, 1e-2, 0, None, **exact),
                    optimum(ridge, 1e-3, 0, None, **exact),
                    optimum(ridge, 1e-4, 0, None, **exact),
                    optimum(ridge, 1e-3, 0, mean_one(weight), **exact),
                ],
            },
            "lasso": {
                "problem": lasso,
                "optima": [optimum(lasso, 1e-3, 2e-3, None, **sparse), optimum(lasso, 0, 4e-3, None, **sparse)],
            },
        }
    )
    + "\n"
)
