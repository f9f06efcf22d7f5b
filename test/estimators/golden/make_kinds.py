"""Writes kinds.json beside this file: what scikit-learn's MultinomialNB, ComplementNB and LinearSVC make of seeded sparse rows.

Run with scikit-learn 1.9 and NumPy: python make_kinds.py; then format the file: npx biome check --write kinds.json
The objective of LinearSVC is that of the README: (1/n) sum w_i loss_i + l2/2 |W|^2, summed over the codes, intercept as one more weight.
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC

warnings.simplefilter("error")
random = np.random.default_rng(20261130)
ROWS, FEATURES, CODES, ENTRIES, L2 = 600, 240, 12, 9, 1e-3


def problem():
    """Rows of a few features each; every code prefers some of them; values are exact in f32."""
    favourites = random.integers(0, FEATURES, size=(CODES, 12))
    label = np.concatenate([np.arange(CODES), random.choice(CODES, size=ROWS - CODES, p=np.sort(random.dirichlet(np.full(CODES, 0.8)))[::-1])])
    ids, values, offsets = [], [], [0]
    for code in label:
        drawn = {int(random.choice(favourites[code])) if random.random() < 0.4 else int(random.integers(FEATURES)) for _ in range(ENTRIES)}
        ids += sorted(drawn)
        values += [float(np.float32(np.round(v, 3))) for v in random.uniform(0.2, 1.5, size=len(drawn)) / np.sqrt(len(drawn))]
        offsets.append(len(ids))
    return {"featureCount": FEATURES, "classCount": CODES, "offsets": offsets, "ids": ids, "values": values, "label": label.tolist()}


def scores_of(scores):
    """Told from their mean over the codes, which moves no answer."""
    return np.round(scores - scores.mean(axis=1, keepdims=True), 6)[::20].tolist()


given = problem()
label = np.array(given["label"])
x = csr_matrix((given["values"], given["ids"], given["offsets"]), shape=(ROWS, FEATURES))
weight = np.round(random.uniform(0.5, 2, size=ROWS), 3)
weight = weight / weight.mean()


def bayes(kind, alpha):
    model = kind(alpha=alpha).fit(x, label, sample_weight=weight)
    scores = model.predict_joint_log_proba(x) if hasattr(model, "predict_joint_log_proba") else model._joint_log_likelihood(x)
    return {"alpha": alpha, "answers": scores.argmax(axis=1).tolist(), "scores": scores_of(scores)}


def machine(weight):
    model = LinearSVC(C=1 / (L2 * ROWS), tol=1e-9, max_iter=1_000_000, random_state=1).fit(x, label, sample_weight=weight)
    scores = model.decision_function(x)
    sign = np.where(label[:, None] == np.arange(CODES), 1, -1)
    loss = np.maximum(0, 1 - sign * scores) ** 2
    objective = (weight[:, None] * loss).sum() / ROWS + L2 / 2 * ((model.coef_**2).sum() + (model.intercept_**2).sum())
    return {"l2": L2, "objective": objective, "answers": scores.argmax(axis=1).tolist(), "intercept": model.intercept_.tolist()}


def balanced_weight():
    """Rows weighed by code, n / (K m_k) as `class_weight="balanced"` says. LinearSVC's own class_weight weighs a row for its own code alone."""
    mass = np.bincount(label, weights=weight)
    return weight * (weight.sum() / (CODES * mass))[label]


golden = {
    "scikit-learn": sklearn.__version__,
    "problem": given,
    "weight": weight.tolist(),
    "multinomial": bayes(MultinomialNB, 0.1),
    "complement": bayes(ComplementNB, 0.1),
    "machine": machine(weight),
    "balancedMachine": machine(balanced_weight()),
}
pathlib.Path(__file__).with_name("kinds.json").write_text(json.dumps(golden))
