"""Entry point of the peers: runs one setting, or the printed search, and prints one JSON line a setting.

    benchmarks/.venv/bin/python benchmarks/peers/run.py PEER --data DIR [--setting JSON | --search] [--time-limit S]

`status` of a line is "ok", "stopped" (time limit) or "failed" (with `reason`); see ../README.md for the other fields.
Exit code: 0 all ok · 1 one failed or was stopped · 2 usage or data · 130, 143 interrupted, with no process left behind.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from searches import SEARCHES
from supervise import Ended, run_group

PEERS_DIR = Path(__file__).resolve().parent
# A machine may set these to steer other programs; the peers get the kernels that OpenBLAS itself would choose.
DROPPED_VARIABLES = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
THREAD_VARIABLES = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
REASON_CHARACTERS = 400
# Peers that the Python of all others cannot run; setup.sh makes their environments where it can.
INTERPRETERS = {"pecos": PEERS_DIR.parent / ".venv-pecos" / "bin" / "python"}


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived; not an Exception, so that only main() takes it."""


def main() -> int:
    """Parses the command line, runs the settings one after another, returns the exit code."""
    options = parse_options()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    settings = SEARCHES[options.peer] if options.search else [options.setting]
    worst = 0
    try:
        for setting in settings:
            answer, exit_code = run_setting(options, setting)
            print(json.dumps(answer), flush=True)
            worst = max(worst, exit_code)
    except Interrupted as interrupted:
        return 128 + interrupted.args[0]
    return worst


def parse_options() -> argparse.Namespace:
    """The command line; a usage error exits with 2."""
    parser = argparse.ArgumentParser(description="Runs a peer of the benchmarks and prints one JSON line a setting.")
    parser.add_argument("peer", choices=list(SEARCHES))
    parser.add_argument("--data", type=Path, required=True, help="folder with train.tsv, validation.tsv, test.tsv")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--setting", type=parse_setting, default={}, help="JSON object; keys left out take the default")
    what.add_argument("--search", action="store_true", help="run the peer's printed settings one after another")
    parser.add_argument("--time-limit", type=float, help="seconds after which a setting is stopped (each by itself)")
    parser.add_argument("--answers", type=Path, help="where to write truth and answers of the judged rows, by role, as JSON")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="default: all cores")
    return parser.parse_args()


def parse_setting(text: str) -> dict[str, Any]:
    """A JSON object."""
    try:
        setting = json.loads(text)
    except json.JSONDecodeError as error:
        raise argparse.ArgumentTypeError(f"not JSON: {error}") from error
    if not isinstance(setting, dict):
        raise argparse.ArgumentTypeError(f"got {text}, wanted a JSON object")
    return setting


def interrupt(number: int, _frame) -> None:
    """Turns a signal into an exception that ends the running group on its way up."""
    raise Interrupted(number)


def run_setting(options: argparse.Namespace, setting: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The answer of one setting and its exit code; models and temporary files go with the work folder."""
    interpreter = INTERPRETERS.get(options.peer, Path(sys.executable))
    if not interpreter.is_file():
        return not_installed(options, setting, interpreter), 1
    with tempfile.TemporaryDirectory(prefix="peer-") as work_dir:
        worker = [str(PEERS_DIR / "worker.py"), options.peer, str(options.data.resolve())]
        answers = [] if options.answers is None else [str(options.answers.resolve())]
        command = [str(interpreter), *worker, json.dumps(setting), work_dir, str(options.threads), *answers]
        answer_path, log_path = Path(work_dir, "answer.json"), Path(work_dir, "log.txt")
        with answer_path.open("wb") as answer_file, log_path.open("wb") as log_file:
            ended = run_group(
                command, peer_environment(options.threads), Path(work_dir), answer_file, log_file, options.time_limit
            )
        log = log_path.read_text(encoding="utf-8", errors="replace")
        sys.stderr.write(log)
        answer = describe_end(options, setting, ended, answer_path.read_text(encoding="utf-8"), log)
    measured = {"wallSeconds": ended.seconds, "peakRssMb": ended.peak_rss_bytes / 1e6, "threads": options.threads}
    exit_code = 0 if answer["status"] == "ok" else 2 if ended.exit_code == 2 else 1
    return {**answer, **measured}, exit_code


def not_installed(options: argparse.Namespace, setting: dict[str, Any], interpreter: Path) -> dict[str, Any]:
    """The answer for a peer whose environment could not be made on this machine."""
    venv = interpreter.parent.parent.name
    reason = f"not installed here: there is no benchmarks/{venv}, and benchmarks/peers/setup.sh says why"
    asked = {"peer": options.peer, "setting": setting, "status": "failed", "reason": reason, "exitCode": None}
    return {**asked, "wallSeconds": 0.0, "peakRssMb": 0.0, "threads": options.threads}


def peer_environment(threads: int) -> dict[str, str]:
    """Our environment without what steers OpenBLAS, with the thread count for BLAS and OpenMP."""
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED_VARIABLES}
    return {**kept, **dict.fromkeys(THREAD_VARIABLES, str(threads))}


def describe_end(
    options: argparse.Namespace, setting: dict[str, Any], ended: Ended, answer: str, log: str
) -> dict[str, Any]:
    """What the worker answered, or why it did not."""
    if ended.exit_code == 0 and answer:
        return {**json.loads(answer), "status": "ok"}
    asked = {"peer": options.peer, "setting": setting}
    if ended.stopped:
        return {**asked, "status": "stopped", "reason": f"time limit of {options.time_limit:g} s"}
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    out_of_memory = next((line for line in lines if "OutOfMemoryError" in line), None)
    reason = out_of_memory or (lines[-1] if lines else f"exit code {ended.exit_code}")
    return {**asked, "status": "failed", "reason": reason[:REASON_CHARACTERS], "exitCode": ended.exit_code}


if __name__ == "__main__":
    sys.exit(main())
