"""A child process group with a time limit and a measured peak memory, that leaves no process behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.05
GRACE_SECONDS = 5.0
PR_SET_PDEATHSIG = 1
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Ended:
    """How a child ended: exit code (negative: the signal), whether the time limit stopped it, seconds and peak."""

    exit_code: int
    stopped: bool
    seconds: float
    peak_rss_bytes: int


def run_group(command: list[str], env: dict[str, str], cwd: Path, stdout, stderr, limit_seconds: float | None) -> Ended:
    """Runs a command in its own process group and waits; at the limit, and on any exception, the whole group ends."""
    started = time.monotonic()
    libc = ctypes.CDLL(None)
    child = subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        # Should this process be killed -9, its child goes too (and with a Python child, its JVM).
        preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
    )
    peak_bytes, stopped = 0, False
    try:
        while child.poll() is None:
            peak_bytes = max(peak_bytes, measure_group(child.pid))
            stopped = limit_seconds is not None and time.monotonic() - started > limit_seconds
            if stopped:
                break
            time.sleep(POLL_SECONDS)
    finally:
        end_group(child)
    return Ended(child.returncode, stopped, time.monotonic() - started, peak_bytes)


def measure_group(group: int) -> int:
    """Resident bytes of all processes of a group now; pages that they share count for each."""
    return sum(read_resident_bytes(pid) for pid in list_group(group))


def list_group(group: int) -> list[int]:
    """Process ids of a group, zombies left out."""
    members = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            # After the name, which may hold blanks and brackets: state, parent, group.
            state, _, owner = Path(entry.path, "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it ended while we looked
        if int(owner) == group and state != "Z":
            members.append(int(entry.name))
    return members


def read_resident_bytes(pid: int) -> int:
    """Resident bytes of a process; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0


def end_group(child: subprocess.Popen) -> None:
    """Ends what is left of a child's group: SIGTERM, then SIGKILL after a grace time; returns when none is left."""
    deadline = time.monotonic() + GRACE_SECONDS
    send(child.pid, signal.SIGTERM)
    while (child.poll() is None or list_group(child.pid)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    send(child.pid, signal.SIGKILL)
    child.wait()


def send(group: int, signal_number: int) -> None:
    """Signals a group; one that is gone is fine."""
    try:
        os.killpg(group, signal_number)
    except ProcessLookupError:
        pass
