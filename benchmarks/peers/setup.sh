#!/usr/bin/env bash
# Makes benchmarks/.venv with the pinned peers, and .venv-pecos for PECOS (see setup-pecos.sh). Run again, it does nothing unless
# the pins, Python or the processor changed.
# Needs python3 (3.11 to 3.13) with venv, gcc with C++17, and Java 17 or later for Spark. PYTHON names another interpreter.
set -euo pipefail

peers_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venv_dir="$(dirname "$peers_dir")/.venv"
stamp_file="$venv_dir/peers.stamp"
python="${PYTHON:-python3}"

say() { printf 'peers: %s\n' "$*"; }

# Fails with what is missing before anything is installed.
check_tools() {
  command -v "$python" >/dev/null || { say "no $python found; install Python 3.11 to 3.13 or set PYTHON"; exit 2; }
  "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
    { say "$("$python" --version) found; the pins are for Python 3.11 to 3.13: set PYTHON"; exit 2; }
  command -v g++ >/dev/null || { say 'no g++ found; fastText is built from source'; exit 2; }
  command -v java >/dev/null || say 'no java found: peer spark-lr will report "failed" (it needs Java 17 or later)'
}

# -march=native ties the build of fastText to the processor, so the processor's flags are part of the stamp.
compute_stamp() {
  { cat "$peers_dir/requirements-build.txt" "$peers_dir/requirements.txt" "${BASH_SOURCE[0]}"
    "$python" --version
    "$python" -c 'import sys; print(sys.base_prefix)'
    uname -m
    printf "%s\n" "$venv_dir"
    grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null || true
  } | sha256sum | cut -d' ' -f1
}

install_peers() {
  rm -rf "$venv_dir"
  "$python" -m venv "$venv_dir"
  local pip=("$venv_dir/bin/python" -m pip --disable-pip-version-check install --quiet --require-hashes)
  say 'installing what builds from source needs'
  "${pip[@]}" -r "$peers_dir/requirements-build.txt"
  say 'installing the peers (fastText is compiled: one to two minutes)'
  # The flags of fastText's own Makefile: its setup.py drops them and would hand us a slower peer.
  # --no-cache-dir: a wheel from the cache may have been compiled with other flags.
  CFLAGS='-O3 -funroll-loops -pthread -march=native' \
    "${pip[@]}" --no-build-isolation --no-cache-dir -r "$peers_dir/requirements.txt"
}

make_venv() {
  local stamp
  stamp="$(compute_stamp)"
  if [[ -f "$stamp_file" && "$(cat "$stamp_file")" == "$stamp" ]]; then
    say 'benchmarks/.venv is up to date'
    return
  fi
  say "making benchmarks/.venv with $("$python" --version)"
  install_peers
  "$venv_dir/bin/python" -c 'import fasttext, numpy, pyspark, scipy, sklearn, vowpalwabbit'
  "$venv_dir/bin/python" -c 'import omikuji' 2>/dev/null || say 'Omikuji has no wheel for this machine: peer omikuji will report "failed"'
  printf '%s\n' "$stamp" >"$stamp_file"
  say "done: $("$venv_dir/bin/python" -m pip --disable-pip-version-check freeze | tr '\n' ' ')"
}

check_tools
make_venv
bash "$peers_dir/setup-pecos.sh"
