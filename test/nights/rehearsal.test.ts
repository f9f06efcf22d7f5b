import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import { Deliveries } from './deliveries.js';
import { NIGHTS } from './extent.js';
import { runNight } from './run-night.js';
import { canMount, SmallDisk } from './small-disk.js';

const PIPELINE = `name: night
data: { partitions: data/*.parquet, codebook: codes.csv }
split: { from: champion }
search: { grid: { l2: [1e-5] } }
gate: { promote: true, margin: 0.05 }
`;

let folder: string;
let disk: SmallDisk;
let deliveries: Deliveries;

// One of the nights needs a disk that fills.
describe.skipIf(!canMount())(`${NIGHTS.length} nights of one workspace`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-nights-'));
    disk = new SmallDisk(join(folder, 'workspace'));
    deliveries = new Deliveries(folder);
    await writeFile(join(folder, 'night.yaml'), PIPELINE);
  });

  afterAll(async () => {
    disk.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(NIGHTS.map((expected, index) => ({ night: index + 1, ...expected })))(
    'night $night ($happening): exit codes $exitCodes, champion $champion in the morning, $alert is woken',
    async ({ night, happening, exitCodes, champion, alert }) => {
      await deliveries.arrive(night, happening);
      const { said, ...seen } = await runNight(folder, disk, happening);
      const morning = await new FsRegistry(disk.folder).byAlias('night', 'champion');
      expect({ ...seen, champion: morning?.version }, said).toEqual({ exitCodes, alert, champion });
    },
  );
});
