import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Tracker } from '../../src/tracking/tracker.js';
import { exampleRun } from './tracked-example.js';

/** What every tracker promises. `open` gives one whose server is empty of the runs that are named here. */
export function trackerContract(open: () => Tracker): void {
  test('a run that is sent twice lies at one place', async () => {
    const run = exampleRun('20260101T000000-00000a');
    const first = await (await open().open(run)).finish(run);
    const second = await (await open().open(run)).finish(run);
    expect(second).toEqual(first);
    expect(first.leftOut).toEqual([]);
  });

  test('its files come back as they were sent, by the id of the tracker and by ours', async () => {
    const run = exampleRun('20260101T000000-00000b');
    const { id } = await (await open().open(run)).finish(run);
    for (const name of [id, run.run]) {
      const folder = mkdtempSync(join(tmpdir(), 'millrace-fetched-'));
      try {
        expect(await open().fetch(name, folder)).toEqual({ run: run.run, folder });
        expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe('{"run":1}');
        expect(readFileSync(join(folder, 'model/data/empty.bin')).length).toBe(0);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
  });

  test('a run that is not there is missing', async () => {
    await expect(open().fetch('20260101T000000-0000ff', tmpdir())).rejects.toMatchObject({ detail: { code: 'usage.missing-run' } });
    await expect(open().fetch("x' or '1", tmpdir())).rejects.toMatchObject({ detail: { code: 'usage.missing-run' } });
  });

  test('aliases follow ours where the version is there, once', async () => {
    const run = exampleRun('20260101T000000-00000c');
    await (await open().open(run)).finish(run);
    expect(await open().mirrorAliases('shop', { champion: 3, challenger: 99 })).toEqual(['champion']);
    expect(await open().mirrorAliases('shop', { champion: 3 })).toEqual([]);
    expect(await open().mirrorAliases('nobody', { champion: 1 })).toEqual([]);
  });
}
