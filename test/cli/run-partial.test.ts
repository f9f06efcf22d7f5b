import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/command-table.js';
import { jsonOf, openPartialRuns, type PartialJson, type PartialRuns, STAGES } from './partial-runs.js';
import { lastJson } from './run-cli.js';

let partial: PartialRuns;
let whole: PartialJson;

beforeAll(async () => {
  partial = await openPartialRuns();
  whole = partial.whole;
});

afterAll(() => partial.close());

describe('a partial run', () => {
  test('done again does nothing again', async () => {
    const again = jsonOf(await partial.run('whole', '--start-at', 'split', '--until', 'compare'));
    const fresh = again.stages.filter(({ outcome }) => outcome !== 'cached').map(({ stage }) => stage);
    expect(fresh, 'stages that keep no work').toEqual(['source', 'compare']);
    expect(again).toMatchObject({ splitDigest: whole.splitDigest, modelDigest: whole.modelDigest, gate: { decision: 'unchanged' } });
  });

  test('without the work of an earlier stage fails, and says which stage makes it', async () => {
    const result = await partial.run('nothing', '--only', 'train');
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({
      error: {
        code: 'usage.missing-work',
        where: 'stage prepare',
        got: expect.stringContaining('1 of 1 pieces'),
        hint: expect.stringContaining('--only prepare'),
      },
    });
  });

  test.each([
    [['--only', 'trian'], 'did you mean train?'],
    [['--only', 'train', '--until', 'train'], '--only with --start-at'],
    [['--start-at', 'train', '--until', 'search'], 'train, which comes after search'],
    [['--trial', '2'], '0 to 1: the grid has 2 trials'],
    [['--trial', '0', 'search.halving=true'], '--only search'],
  ])('%j is no range of stages', async (args, says) => {
    const result = await partial.run('nothing', ...args);
    expect(result.exitCode).toBe(2);
    expect(JSON.stringify(lastJson(result))).toContain(says);
  });

  test('the help names every stage, in the order of the flow', () => {
    expect(COMMANDS.find(({ name }) => name === 'run')?.details?.replace(' (the gate)', '')).toContain(STAGES.join(', '));
  });
});
