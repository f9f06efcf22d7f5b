/**
 * Builds the committed data sets from their text files: `node data/build-data.mjs --from DIR [--out DIR]`.
 *
 * DIR holds `nsi_name_desc.tsv` and `naics2017_6d.tsv` (UTF-8, header `id text label`, separated by tabs, no quoting).
 * Same input, same rows in the same order.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { naicsCodebook } from './naics-codebook.mjs';
import { nsiCodebook } from './nsi-codebook.mjs';
import { spreadRows } from './spread-rows.mjs';
import { writeCodebook } from './write-codebook.mjs';
import { writePartitions } from './write-partitions.mjs';

const { values } = parseArgs({ options: { from: { type: 'string' }, out: { type: 'string', default: dirname(fileURLToPath(import.meta.url)) } } });
if (values.from === undefined) {
  console.error('usage: node data/build-data.mjs --from DIR [--out DIR]   (DIR holds nsi_name_desc.tsv and naics2017_6d.tsv)');
  process.exit(2);
}

await build('nsi', readTsv('nsi_name_desc.tsv'), 8, nsiCodebook);
await build('naics', readTsv('naics2017_6d.tsv'), 2, naicsCodebook);

async function build(name, rows, partitionCount, makeCodebook) {
  const folder = join(values.out, name);
  mkdirSync(folder, { recursive: true });
  const codebook = makeCodebook(rows);
  writeFileSync(join(folder, 'codebook.csv'), writeCodebook(codebook));
  await writePartitions(folder, spreadRows(rows, partitionCount));
  const leaves = new Set(rows.map((row) => row.label)).size;
  console.log(`${name}: ${rows.length} rows, ${leaves} codes with rows, ${codebook.length} codes in the codebook, ${partitionCount} partitions`);
}

function readTsv(file) {
  const [header, ...lines] = readFileSync(join(values.from, file), 'utf8').split('\n');
  if (header !== 'id\ttext\tlabel') throw new Error(`${file}: header is ${JSON.stringify(header)}, wanted id, text, label`);
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.map((line, index) => {
    const cells = line.split('\t');
    if (cells.length !== 3 || cells.some((cell) => cell === '')) throw new Error(`${file}, line ${index + 2}: wanted three filled cells`);
    return { id: cells[0], text: cells[1], label: cells[2] };
  });
  if (new Set(rows.map((row) => row.id)).size !== rows.length) throw new Error(`${file}: an id occurs twice`);
  return rows;
}
