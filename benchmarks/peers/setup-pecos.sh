#!/usr/bin/env bash
# Makes benchmarks/.venv-pecos, for PECOS alone: its wheels are for Python 3.10 and numpy 1. Where there is no such Python, or
# the wheels do not install, it says so and ends well: peer pecos then reports "failed", the others run.
# PYTHON310 names an interpreter; else python3.10 is tried, then those of pyenv.
set -euo pipefail

peers_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venv_dir="$(dirname "$peers_dir")/.venv-pecos"
stamp_file="$venv_dir/peers.stamp"

say() { printf 'peers: %s\n' "$*"; }

is_python310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

find_python() {
  local candidate
  for candidate in "${PYTHON310:-}" python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python; do
    if [[ -n "$candidate" ]] && is_python310 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

compute_stamp() {
  { cat "$peers_dir/requirements-pecos.txt" "${BASH_SOURCE[0]}"
    "$1" -c 'import sys; print(sys.version, sys.base_prefix)'
    uname -m
    printf '%s\n' "$venv_dir"
  } | sha256sum | cut -d' ' -f1
}

install_pecos() {
  rm -rf "$venv_dir"
  "$1" -m venv "$venv_dir" &&
    "$venv_dir/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes \
      -r "$peers_dir/requirements-pecos.txt" &&
    "$venv_dir/bin/python" -c 'import pecos.xmc.xlinear.model'
}

if ! python="$(find_python)"; then
  say 'no Python 3.10 found: peer pecos will report "failed" (set PYTHON310 to install it)'
  rm -rf "$venv_dir"
  exit 0
fi
stamp="$(compute_stamp "$python")"
if [[ -f "$stamp_file" && "$(cat "$stamp_file")" == "$stamp" ]]; then
  say 'benchmarks/.venv-pecos is up to date'
  exit 0
fi
say "making benchmarks/.venv-pecos with $("$python" --version)"
if ! install_pecos "$python"; then
  say 'PECOS does not install here (the reason is above): peer pecos will report "failed"'
  rm -rf "$venv_dir"
  exit 0
fi
printf '%s\n' "$stamp" >"$stamp_file"
