"""The settings that `run.py PEER --search` tries, one after another; what a setting leaves out is the peer's default.

A benchmark takes, per peer, the fastest setting whose validation macro F1 is within 0.005 of the best one's.
"""

from __future__ import annotations

from typing import Any

SEARCHES: dict[str, list[dict[str, Any]]] = {
    # Cheapest first. lr 0.5 and 1.0 alone leave 1,286 codes under-trained: there 2.0 reaches in 10 epochs the macro F1
    # of 1.0 in 25, and a higher best.
    "fasttext": [
        {"dim": dim, "epoch": epoch, "lr": lr}
        for epoch in (5, 10, 25)
        for dim in (50, 100)
        for lr in (0.5, 1.0, 2.0, 4.0)
    ],
    "sklearn-sgd": [{"alpha": alpha, "epochs": epochs} for alpha in (1e-5, 1e-6) for epochs in (2, 5, 10)],
    "sklearn-lbfgs": [{"l2": l2, "maxIter": iterations} for l2 in (1e-5, 1e-6) for iterations in (20, 100)],
    "sklearn-saga": [{"l2": l2, "maxIter": iterations} for l2 in (1e-5, 1e-6) for iterations in (5, 20)],
    # 2^22 weights hold 12,000 ids × 338 codes without collisions: the wider table is there for VW's best figure.
    "vw": [{"tableBits": bits, "passes": passes} for bits in (22, 26) for passes in (1, 2, 5)],
    "linear-svc": [{"C": c, "classWeight": weight} for weight in (None, "balanced") for c in (0.1, 0.3, 1.0, 3.0)],
    "sklearn-forest": [{"maxFeatures": tried} for tried in ("sqrt", 0.01, 0.05)],
    "omikuji": [{"trees": trees, "C": c} for trees in (1, 3) for c in (1.0, 3.0, 10.0)],
    "pecos": [{"tree": tree, "C": c} for tree in (True, False) for c in (0.3, 1.0, 3.0, 10.0)],
    # In rising order of heap: the figure of this peer is that of the smallest heap that finishes.
    "spark-lr": [{"heapGb": heap} for heap in (2, 4, 8, 16)],
}
