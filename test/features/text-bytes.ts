import { textBuffers } from '../../src/artifacts/files/arrow/buffers.js';
import type { ShardBytes, ShardTexts } from '../../src/artifacts/shard-texts.js';

/** A shard with its texts as the file has them. */
export function withBytes(shard: ShardTexts): ShardBytes {
  const texts = shard.texts.map((cells) => {
    const { values, valueOffsets } = textBuffers(cells);
    return { bytes: values, offsets: valueOffsets };
  });
  return { ...shard, texts };
}
