import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { TEXTS, temporaryFolder, writeToyBundle } from './toy-model.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A program of somebody who has installed the package; `npm run build` must have been run. */
const PROGRAM = `
import { openBundle, verifyBundle } from 'millrace';
const [path, ...texts] = process.argv.slice(1);
await verifyBundle(path);
const model = await openBundle(path);
console.log(JSON.stringify({ modelDigest: model.modelDigest, predictions: model.predict(texts, { k: 2 }) }));
`;

describe('the package', () => {
  it('lets a program open a bundle by its path and code texts, with the same answers', async () => {
    const { target, modelDigest } = await writeToyBundle(temporaryFolder());
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM, target, ...TEXTS], { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ modelDigest, predictions: (await openBundle(target)).predict(TEXTS, { k: 2 }) });
  });
});
