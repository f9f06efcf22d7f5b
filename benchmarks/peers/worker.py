"""Runs one setting of one peer in this process and answers with one JSON line; started by run.py."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from dataset import DataFault


def main(peer: str, data_dir: str, setting_json: str, work_dir: str, threads: str, answers_file: str = "") -> int:
    """Exit code 0 with an answer, 1 when the peer failed, 2 for a setting or a folder that it cannot take."""
    # Peers in C++ and the JVM print to file descriptor 1 as they like: only the answer may go to our stdout.
    answer_stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    module = importlib.import_module(module_name(peer))
    try:
        setting = complete_setting(module.DEFAULTS, json.loads(setting_json))
        answer = module.run(Path(data_dir), setting, Path(work_dir), int(threads))
    except DataFault as fault:
        print(fault, file=sys.stderr)
        return 2
    answers = answer.pop("answers")
    if answers_file:
        Path(answers_file).write_text(json.dumps(answers), encoding="utf-8")
    answer = {"peer": peer, "version": module.VERSION, "setting": setting, **answer, "kernels": list_kernels()}
    answer_stream.write(json.dumps(answer) + "\n")
    answer_stream.close()
    return 0


def module_name(peer: str) -> str:
    """`spark-lr` is peer_spark_lr.py."""
    return "peer_" + peer.replace("-", "_")


def complete_setting(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The peer's defaults with the given keys on top; a key that it does not know is refused."""
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        raise DataFault(f"setting: got unknown keys {unknown}, wanted some of {sorted(defaults)}")
    return {**defaults, **given}


def list_kernels() -> list[str]:
    """Which BLAS and OpenMP libraries were loaded, with the processor kernel chosen and the threads."""
    from threadpoolctl import threadpool_info

    return [
        f"{library['internal_api']} {library['version']} {library.get('architecture', '')} x{library['num_threads']}"
        for library in threadpool_info()
    ]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
