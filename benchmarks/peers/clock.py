"""Seconds of a peer by phase, by the clock and of its processors: what a train time and a total are made of."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

# From text file to saved model, in this order. Reading and predicting the judged rows belongs to neither.
TOTAL_PHASES = ("read", "features", "train", "save")


class Clock:
    """Adds up seconds by phase name: those of the wall clock, and those of the processors over all threads."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._cpu_seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Times the body and adds it to the phase."""
        started, cpu_started = time.perf_counter(), read_cpu_seconds()
        try:
            yield
        finally:
            self._seconds[name] = self.seconds(name) + time.perf_counter() - started
            self._cpu_seconds[name] = self.cpu_seconds(name) + read_cpu_seconds() - cpu_started

    def move(self, measured: str, source: str, target: str) -> None:
        """Counts what phase `measured` took to `target` instead of `source`, at most as much as the source has."""
        for spent in (self._seconds, self._cpu_seconds):
            moved = min(spent.get(measured, 0.0), spent.get(source, 0.0))
            spent[source] = spent.get(source, 0.0) - moved
            spent[target] = spent.get(target, 0.0) + moved

    def seconds(self, name: str) -> float:
        """Seconds of a phase so far; 0 for one that never ran."""
        return self._seconds.get(name, 0.0)

    def cpu_seconds(self, name: str) -> float:
        """Processor seconds of a phase so far, over all threads and over child processes that have ended."""
        return self._cpu_seconds.get(name, 0.0)

    def total(self) -> float:
        """Seconds from text file to saved model."""
        return sum(self.seconds(name) for name in TOTAL_PHASES)

    def cpu_total(self) -> float:
        """Processor seconds from text file to saved model."""
        return sum(self.cpu_seconds(name) for name in TOTAL_PHASES)


def read_cpu_seconds() -> float:
    """User and system time of this process and of its children that have ended."""
    return sum(os.times()[:4])
