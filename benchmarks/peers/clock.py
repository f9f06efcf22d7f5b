"""Seconds of a peer by phase: what a train time and a total are made of."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

# From text file to saved model, in this order. Reading and predicting the judged rows belongs to neither.
TOTAL_PHASES = ("read", "features", "train", "save")


class Clock:
    """Adds up wall-clock seconds by phase name."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Times the body and adds it to the phase."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - started

    def move(self, seconds: float, source: str, target: str) -> None:
        """Counts seconds of one phase to another, at most as many as the source has."""
        moved = min(seconds, self.seconds(source))
        self._seconds[source] = self.seconds(source) - moved
        self._seconds[target] = self.seconds(target) + moved

    def seconds(self, name: str) -> float:
        """Seconds of a phase so far; 0 for one that never ran."""
        return self._seconds.get(name, 0.0)

    def total(self) -> float:
        """Seconds from text file to saved model."""
        return sum(self.seconds(name) for name in TOTAL_PHASES)
