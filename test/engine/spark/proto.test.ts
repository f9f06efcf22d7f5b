import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../src/engine/spark/proto/', import.meta.url));

it('the generated code is that of the .proto files', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'millrace-proto-'));
  try {
    execFileSync(process.execPath, [join(folder, 'generate.mjs'), fresh]);
    const names = readdirSync(fresh);
    expect(names).toEqual(readdirSync(folder).filter((name) => name.endsWith('_pb.ts')));
    for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).toBe(readFileSync(join(fresh, name), 'utf8'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});
