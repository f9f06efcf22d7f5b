import { describe, expect, test } from 'vitest';
import { defineFlow, stageSteps, walkFlow } from '../../../src/runner/flow/flow.js';
import { type Stage, stageWithoutPieces } from '../../../src/runner/flow/stage.js';

interface Rows {
  readonly kind: 'rows';
  readonly count: number;
}
interface Model {
  readonly kind: 'model';
  readonly size: number;
}

const read: Stage<Record<never, never>, Rows> = stageWithoutPieces({ name: 'read', run: async () => ({ kind: 'rows', count: 3 }) });
const fit: Stage<{ rows: Rows }, Model> = stageWithoutPieces({ name: 'fit', run: async ({ rows }) => ({ kind: 'model', size: 2 * rows.count }) });
const publish: Stage<{ rows: Rows; model: Model }, Model> = stageWithoutPieces({ name: 'publish', run: async ({ model }) => model });
const half = ({ rows }: { readonly rows: Rows }): Rows => ({ kind: 'rows', count: rows.count / 2 });

const flow = defineFlow([
  { stage: read, needs: [], gives: 'rows' },
  { choose: half, needs: ['rows'], gives: 'half' },
  { stage: fit, needs: ['rows'], gives: 'model' },
  { stage: publish, needs: ['rows', 'model'], gives: 'published', actsOutside: true },
]);

/** Never called: the type checker reads it (`npm run types`), and an expected error that does not come is an error. */
function flowsThatDoNotCompile(): void {
  defineFlow([
    // @ts-expect-error rows come from no earlier step
    { stage: fit, needs: ['rows'], gives: 'model' },
    { stage: read, needs: [], gives: 'rows' },
  ]);
  defineFlow([
    { stage: read, needs: [], gives: 'rows' },
    // @ts-expect-error there is nothing of that name
    { stage: fit, needs: ['row'], gives: 'model' },
  ]);
  defineFlow([
    { stage: read, needs: [], gives: 'rows' },
    // @ts-expect-error the stage needs rows, and is given nothing
    { stage: fit, needs: [], gives: 'model' },
  ]);
  defineFlow([
    { stage: read, needs: [], gives: 'model' },
    { stage: read, needs: [], gives: 'rows' },
    // @ts-expect-error rows under the name of a model are no model
    { stage: publish, needs: ['rows', 'model'], gives: 'published' },
  ]);
  defineFlow([
    { stage: read, needs: [], gives: 'rows' },
    // @ts-expect-error a choice is made of what is there
    { choose: half, needs: [], gives: 'half' },
  ]);
}

describe('a flow', () => {
  test('whose steps do not fit does not compile', () => {
    expect(flowsThatDoNotCompile).toBeTypeOf('function');
  });

  test('gives each stage what it needs, by name, and nothing else', async () => {
    const given: [string, string[]][] = [];
    const made = await walkFlow(flow, async ({ stage }, input) => {
      given.push([stage.name, Object.keys(input)]);
      return stage.run(input as never, undefined as never);
    });
    expect(given).toEqual([
      ['read', []],
      ['fit', ['rows']],
      ['publish', ['rows', 'model']],
    ]);
    expect(made).toMatchObject({ half: { count: 1.5 }, model: { size: 6 }, published: { size: 6 } });
  });

  test('ends where a visit says so, with what is there by then', async () => {
    const made = await walkFlow(flow, async ({ stage }, input) => (stage.name === 'fit' ? undefined : stage.run(input as never, undefined as never)));
    expect(Object.keys(made)).toEqual(['rows', 'half']);
  });

  test('does not make again what is known', async () => {
    const visited: string[] = [];
    const known = { rows: { kind: 'rows', count: 8 }, model: { kind: 'model', size: 1 } } as const;
    const made = await walkFlow(
      flow,
      async ({ stage }, input) => {
        visited.push(stage.name);
        return stage.run(input as never, undefined as never);
      },
      known,
    );
    expect(visited).toEqual(['publish']);
    expect(made).toMatchObject({ half: { count: 4 }, published: { size: 1 } });
  });

  test('lists its stages in order, choices left out', () => {
    expect(stageSteps(flow).map(({ stage }) => stage.name)).toEqual(['read', 'fit', 'publish']);
  });
});
