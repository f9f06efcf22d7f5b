import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sharedInt32 } from '../../src/core/shared-arrays.js';
import { PiscinaEngine } from '../../src/engine/piscina/piscina-engine.js';
import { describeTaskEngine, type ProbeTasks } from './task-engine-contract.js';

const hostFile = fileURLToPath(new URL('task-host.mjs', import.meta.url));

describeTaskEngine('Piscina', (workerCount) => new PiscinaEngine<ProbeTasks>({ workerCount, hostFile, workerHeapMb: 64 }));

test('a task that is waited for is not terminated: the call ends with the reason of its signal once it has answered', async () => {
  const engine = new PiscinaEngine<ProbeTasks>({ workerCount: 1, hostFile, workerHeapMb: 64, waitedFor: new Set(['hold']) });
  try {
    const control = sharedInt32(4);
    const controller = new AbortController();
    let isOver = false;
    const mapping = engine.map('hold', [{ control, value: 1 }], { signal: controller.signal }).finally(() => {
      isOver = true;
    });
    while (Atomics.load(control, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('enough'));
    await new Promise((resolve) => setImmediate(resolve));
    const wasOver = isOver;
    Atomics.store(control, 1, 1);
    Atomics.notify(control, 1);

    await expect(mapping).rejects.toThrow('enough');
    expect(wasOver).toBe(false);
  } finally {
    await engine.close();
  }
});

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
