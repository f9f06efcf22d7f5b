/**
 * The Python that MLflow loads a model with: it hands rows to `millrace predict` and its answers back, so that there is one tokeniser and
 * one arithmetic. Standard library only. It lies in the artifact of MLflow, never in a bundle.
 */
export const LOADER_SOURCE = `"""Lets MLflow score a model of millrace: rows go to "millrace predict MODEL --in -" and come back coded.

Node.js and millrace have to be installed where this runs. MILLRACE_COMMAND names the program when it is not "millrace" on the path,
such as "node /opt/millrace/dist/cli/main.js". One process a value of the parameter k stays open, so that the model is loaded once.
"""

import atexit
import collections
import json
import math
import os
import shlex
import shutil
import subprocess
import threading


def _load_pyfunc(path):
    return Millrace(path)


def _command():
    words = shlex.split(os.environ.get("MILLRACE_COMMAND", "millrace"))
    if shutil.which("node") is None and os.path.basename(words[0]) != "node":
        raise RuntimeError("Node.js is missing: this model is scored by millrace, which needs Node.js 20.19 or later on the path")
    if shutil.which(words[0]) is None:
        raise RuntimeError(
            f"{words[0]} is missing: this model is scored by millrace; install it, or name it by MILLRACE_COMMAND"
        )
    return words


class Millrace:
    def __init__(self, path):
        self.path = os.path.abspath(path)
        with open(os.path.join(self.path, "..", "columns.json"), encoding="utf-8") as file:
            self.columns = json.load(file)
        self.pipes = {}
        self.lock = threading.Lock()
        _command()

    def predict(self, data, params=None):
        k = int((params or {}).get("k", 1))
        rows = self._rows(data)
        if not rows:
            return []
        # One request at a time a process: answers come in the order of the rows.
        with self.lock:
            pipe = self.pipes.get(k)
            if pipe is None or pipe.ended():
                pipe = self.pipes[k] = Pipe([*_command(), "predict", self.path, *_OPTIONS, "--k", str(k)])
            return pipe.ask(rows)

    def _rows(self, data):
        names = [name for names in self.columns.values() for name in names]
        given = {name: list(data[name]) if name in data else [None] * len(data) for name in names}
        return [
            {"id": str(row), **{name: _cell(given[name][row], name in self.columns["numbers"]) for name in names}}
            for row in range(len(data))
        ]


_OPTIONS = ["--in", "-", "--format", "jsonl", "--allow-missing", "--max-unseen-share", "1", "--quiet"]


def _cell(value, is_number):
    # A list of one cell a row, as in {"instances": [["a text"]]}.
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if hasattr(value, "item"):
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value if is_number else str(value)


class Pipe:
    """A process that codes rows for as long as it is asked."""

    def __init__(self, command):
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command, encoding="utf-8", **streams)
        # Its last words: what is wrong when it ends.
        self.said = collections.deque(maxlen=20)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        atexit.register(self.process.kill)

    def _listen(self):
        for line in self.process.stderr:
            self.said.append(line.rstrip())

    def ended(self):
        return self.process.poll() is not None

    def ask(self, rows):
        # Both directions at once: a pipe holds only so much.
        writer = threading.Thread(target=self._write, args=(rows,), daemon=True)
        writer.start()
        answers = []
        for row in rows:
            line = self.process.stdout.readline()
            if not line:
                self.process.kill()
                self.process.wait()
                self.listener.join(5)
                raise RuntimeError("millrace predict ended: " + " ".join(self.said))
            answer = json.loads(line)
            if answer.pop("id") != row["id"]:
                self.process.kill()
                raise RuntimeError("millrace predict answered another row")
            answers.append(answer)
        writer.join()
        return answers

    def _write(self, rows):
        try:
            for row in rows:
                self.process.stdin.write(json.dumps(row) + "\\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            # It ended: told where its answers are read.
            pass
`;
