import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modelsList, modelsShow } from '../../../src/cli/commands/models/models.js';
import { FsRegistry } from '../../../src/registry/fs/fs-registry.js';
import { FACTS, temporaryFolder, toyContent, writeToyBundle } from '../../model/toy-model.js';
import { commandInput } from '../command-input.js';

test('models list and models show name a promotion that was tampered with', async () => {
  const folder = temporaryFolder();
  const { target: bundle, modelDigest } = await writeToyBundle(folder, toyContent(), FACTS, 2);
  const registry = new FsRegistry(join(folder, 'workspace'));
  await registry.register({ name: 'jobs', modelDigest, bundle, run: 'r1' });
  await registry.setAlias('jobs', 'champion', 1, { kind: 'promote', reason: 'approved by A' });
  const show = (model: string) => modelsShow(commandInput(folder, [model]));
  expect((await show('jobs@1')).json.damaged).toBeUndefined();

  const log = join(folder, 'workspace/registry/jobs/log.jsonl');
  writeFileSync(log, readFileSync(log, 'utf8').replace('approved by A', 'approved by B'));

  const line = `damaged: ${log}, line 1: a move that was changed after it was written`;
  expect((await modelsList(commandInput(folder, []))).text).toContain(line);
  const shown = await show('jobs@1');
  expect(shown.text).toContain(line);
  expect(shown.json.damaged).toMatchObject([{ code: 'artifact.corrupt', where: `${log}, line 1` }]);
  // Who asks for the champion is told that nobody knows it.
  await expect(show('jobs@champion')).rejects.toMatchObject({ detail: { code: 'artifact.corrupt', where: `${log}, line 1` } });
  expect((await show('./bundle')).json.damaged).toBeUndefined();
});
