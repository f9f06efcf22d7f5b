"""Makes the common input from one TSV of rows: a plain row split 80/10/10 and, if asked, the hashed matrix.

    benchmarks/.venv/bin/python benchmarks/peers/split_tsv.py ROWS.tsv --out DIR [--svm-bits 16]

For trying the peers by hand and for their test; the benchmark itself hands them our own split and our own ids.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from dataset import HEADER, index_codes, matrix_path, read_rows, truth_of

ROLES = ("train", "validation", "test")


def main() -> None:
    """Parses the command line and writes the folder."""
    parser = argparse.ArgumentParser(description="Splits a TSV (id, text, label) into train, validation and test.")
    parser.add_argument("rows", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--svm-bits", type=int, help="also write the matrix hashed to 2^BITS ids")
    options = parser.parse_args()
    split_rows(options.rows, options.out)
    if options.svm_bits is not None:
        write_matrices(options.out, options.svm_bits)


def split_rows(rows_path: Path, out_dir: Path) -> None:
    """Each row goes to a role by the SHA-256 of its id: 80 % train, 10 % validation, 10 % test, in file order."""
    out_dir.mkdir(parents=True, exist_ok=True)
    header, *lines = rows_path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    if header.split("\t") != HEADER:
        raise SystemExit(f"{rows_path}, line 1: got {header!r}, wanted columns {HEADER}")
    lines_of_role: dict[str, list[str]] = {role: [header] for role in ROLES}
    for line in lines:
        lines_of_role[assign_role(line.split("\t")[0])].append(line)
    for role, role_lines in lines_of_role.items():
        (out_dir / f"{role}.tsv").write_text("\n".join(role_lines) + "\n", encoding="utf-8")


def assign_role(row_id: str) -> str:
    """The role of a row, from its id alone."""
    tenth = int.from_bytes(hashlib.sha256(row_id.encode()).digest()[:8], "big") % 10
    return "train" if tenth < 8 else ROLES[tenth - 7]


def write_matrices(out_dir: Path, bits: int) -> None:
    """Writes `<role>.svm`; judged rows whose code no train row has get labels from the number of train codes on."""
    from sklearn.datasets import dump_svmlight_file

    from features import HashedFeatures

    train = read_rows(out_dir, "train")
    index_of_code = index_codes(train.codes)
    features = HashedFeatures(bits)
    for role in ROLES:
        rows = read_rows(out_dir, role)
        matrix = features.fit_transform(rows.texts) if role == "train" else features.transform(rows.texts)
        labels = truth_of(rows.codes, index_of_code)
        dump_svmlight_file(matrix, labels, str(matrix_path(out_dir, role)), zero_based=False)


if __name__ == "__main__":
    main()
