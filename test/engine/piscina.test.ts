import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PiscinaEngine } from '../../src/engine/piscina/piscina-engine.js';
import { describeTaskEngine, type ProbeTasks } from './task-engine-contract.js';

const hostFile = fileURLToPath(new URL('task-host.mjs', import.meta.url));

describeTaskEngine('Piscina', (workerCount) => new PiscinaEngine<ProbeTasks>({ workerCount, hostFile, workerHeapMb: 64 }));

test('a host file that does not load is told, whenever it is asked', async () => {
  const broken = join(mkdtempSync(join(tmpdir(), 'millrace-pool-')), 'broken.mjs');
  writeFileSync(broken, "throw new Error('this host does not load');");
  const engine = new PiscinaEngine<ProbeTasks>({ workerCount: 2, hostFile: broken, workerHeapMb: 64 });
  try {
    await expect(engine.map('double', [{ value: 1 }, { value: 2 }])).rejects.toThrow('this host does not load');
    await expect(engine.map('double', [{ value: 1 }])).rejects.toThrow('this host does not load');
    await expect(engine.gang('double', [{ value: 1 }], () => {})).rejects.toThrow('this host does not load');
  } finally {
    await engine.close();
  }
});
