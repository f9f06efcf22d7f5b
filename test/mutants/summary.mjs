import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REASONS = 'test/mutants/survivors.md';

/** The list of survivors with their reasons. */
export function readReasons(root) {
  return existsSync(join(root, REASONS)) ? readFileSync(join(root, REASONS), 'utf8') : '';
}

/** Prints the counts and who survived; a survivor whose id stands in the list of reasons is known. */
export function printSummary(root, mutants, done) {
  const reasons = readReasons(root);
  const judged = mutants.filter(({ id }) => done.has(id));
  const of = (...outcomes) => judged.filter(({ id }) => outcomes.includes(done.get(id).outcome));
  const [killed, survived] = [of('killed', 'hung'), of('survived', 'unreached')];
  for (const { id, file, line, content, operator, original, replacement } of survived) {
    const isKnown = reasons.includes(id) ? 'known' : 'NEW  ';
    console.log(`${isKnown} ${id} ${file}:${line} ${operator} \`${original.replace(/\s+/g, ' ')}\` -> \`${replacement}\` in \`${content}\``);
  }
  const share = judged.length === 0 ? 0 : (100 * killed.length) / judged.length;
  console.log(
    `${judged.length} of ${mutants.length} run: ${killed.length} killed (${of('hung').length} of them hung), ${survived.length} survived (${of('unreached').length} reached by no test): ${share.toFixed(1)} % killed`,
  );
}
