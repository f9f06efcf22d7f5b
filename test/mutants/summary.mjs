import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REASONS = 'test/mutants/survivors.md';

/** A line of a table of survivors: id, place, change, what it is, why. */
const LINE = /^\| ([0-9a-f]{16}) \|(?:[^|]*\|){2} (equivalent|survives) \|/gm;

/** The listed survivors by id: `equivalent` is proven to change no result, `survives` is a fault that the tests do not notice. */
export function readReasons(root) {
  const text = existsSync(join(root, REASONS)) ? readFileSync(join(root, REASONS), 'utf8') : '';
  return new Map([...text.matchAll(LINE)].map(([, id, kind]) => [id, kind]));
}

/** Prints who survived, whether that is known, and the counts: of all mutants, and of those that are not proven equivalent. */
export function printSummary(root, mutants, done) {
  const reasons = readReasons(root);
  const judged = mutants.filter(({ id }) => done.has(id));
  const of = (...outcomes) => judged.filter(({ id }) => outcomes.includes(done.get(id).outcome));
  const [killed, survived] = [of('killed', 'hung'), of('survived', 'unreached')];
  for (const { id, file, line, content, operator, original, replacement } of survived) {
    const kind = (reasons.get(id) ?? 'NEW').padEnd('equivalent'.length);
    console.log(`${kind} ${id} ${file}:${line} ${operator} \`${original.replace(/\s+/g, ' ')}\` -> \`${replacement}\` in \`${content}\``);
  }
  for (const { id } of killed)
    if (reasons.has(id)) console.log(`${id} is killed, and listed as one that ${reasons.get(id) === 'equivalent' ? 'nothing can kill' : 'survives'}`);
  const equivalent = survived.filter(({ id }) => reasons.get(id) === 'equivalent').length;
  console.log(
    `${judged.length} of ${mutants.length} run: ${killed.length} killed (${of('hung').length} of them hung), ${survived.length} survived (${of('unreached').length} reached by no test, ${equivalent} proven equivalent)`,
  );
  console.log(
    `killed of all: ${share(killed.length, judged.length)}; of those not proven equivalent: ${share(killed.length, judged.length - equivalent)}`,
  );
}

function share(part, whole) {
  return `${part}/${whole} = ${(whole === 0 ? 0 : (100 * part) / whole).toFixed(1)} %`;
}
