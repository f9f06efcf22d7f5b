"""Writes the compressed Arrow files beside it: pip install pyarrow==26.0.1, then python make-compressed.py (made 2026-11-30).

Texts of more than one LZ4 block, which refer to bytes of blocks before; a dictionary, which is compressed too; a column of nulls,
whose buffers are empty; bytes that no codec makes smaller, which are stored as they are.
"""
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc

here = Path(__file__).parent
rows = range(3000)
table = pa.table({
    'id': pa.array([str(i) for i in rows]),
    'text': pa.array([None if i % 50 == 7 else f'item {i * i % 1009} of {i % 13} kinds, été ' + 'ab' * (i % 40) for i in rows]),
    'kind': pa.array([f'kind {i % 5}' for i in rows]).dictionary_encode(),
    'nothing': pa.array([None] * len(rows), pa.string()),
    'digest': pa.array([hashlib.sha256(str(i).encode()).hexdigest()[:8] for i in rows]),
    'n': pa.array([i * 7919 for i in rows], pa.int64()),
})
for codec in ['lz4', 'zstd']:
    feather.write_feather(table, here / f'{codec}.feather', compression=codec, chunksize=2000)
    with ipc.new_stream(here / f'{codec}.arrows', table.schema, options=ipc.IpcWriteOptions(compression=codec)) as out:
        out.write_table(table)
