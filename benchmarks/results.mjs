import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, RESULTS } from './paths.mjs';

/** Results of one run: `<day>-<what>.json` and `.md`, rewritten after every part. Trial runs go to the cache. */
export function openResults(
  { peers, only, datasets, rows, tiny, repeat, out, files: _paths, checkout: _checkout, configurations: _file, ...options },
  machine,
) {
  const isTrial = rows !== undefined || tiny;
  const folder = out ?? (isTrial ? join(CACHE, 'results') : RESULTS);
  mkdirSync(folder, { recursive: true });
  const what = peers ? ['peers', ...datasets, ...(options.onlyPeers ?? [])].join('-') : only.length === 1 ? only[0] : 'own';
  const file = join(folder, `${machine.date.slice(0, 10)}-${what}`);
  const parts = new Map();
  const markdown = () => [heading(machine, isTrial, repeat), ...[...parts.values()].map((part) => part.markdown)].join('\n\n');
  return {
    file,
    markdown,
    put(name, result, text) {
      parts.set(name, { result, markdown: text });
      const results = Object.fromEntries([...parts].map(([key, part]) => [key, part.result]));
      const run = { peers, only, datasets, rows, tiny, repeat, ...options };
      write(`${file}.json`, `${JSON.stringify({ machine, options: run, results }, null, 1)}\n`);
      write(`${file}.md`, `${markdown()}\n`);
    },
  };
}

function heading({ date, commit, dirty, cpu, cores, memoryBytes, node, platform }, isTrial, repeat) {
  const facts = [
    `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${platform}, Node ${node}`,
    `commit ${commit ?? 'unknown'}${dirty ? ' with changes' : ''}, ${date}`,
    `seconds are the median of up to ${repeat} measurements, least and most in brackets`,
    ...(isTrial ? ['a trial run on few rows or settings: figures to see that it works, no more'] : []),
  ];
  return `# Benchmarks\n\n${facts.map((fact) => `- ${fact}`).join('\n')}`;
}

function write(file, text) {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}
