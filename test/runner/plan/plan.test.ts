import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../../src/core/canonical-json.js';
import { type FlowStep, walkFlow } from '../../../src/runner/flow/flow.js';
import { askFor, piece } from '../../../src/runner/flow/pieces.js';
import { type Stage, stageOf, stageWithoutPieces } from '../../../src/runner/flow/stage.js';
import { jsonDifferences } from '../../../src/runner/plan/json-difference.js';
import { type PlannedStage, plan } from '../../../src/runner/plan/plan.js';
import type { StageContext } from '../../../src/stages/stage-context.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

interface Text {
  readonly kind: 'text';
  readonly text: string;
}

type OneText = Readonly<Record<string, Text>>;

/** A stage that keeps its input with a suffix. */
const append = (name: string, settings: Json): Stage<OneText, Text> =>
  stageOf({
    name,
    async *pieces(input) {
      const text = Object.values(input)[0]?.text ?? '';
      const stored = yield* piece(`${name}-text`, { text, settings }, async (folder) => {
        writeFileSync(join(folder, 'text'), text);
        return `${text}${name}`;
      });
      return { kind: 'text', text: stored.meta as string };
    },
  });

/** Keeps nothing. */
const start: Stage<object, Text> = stageWithoutPieces({ name: 'start', run: async () => ({ kind: 'text', text: 'x' }) });

/** May never run in a plan. */
const publish: Stage<OneText, Text> = stageWithoutPieces({
  name: 'publish',
  run: async () => {
    throw new Error('a plan must have no effects');
  },
});

const flowOf = (a: Json, b: Json): readonly FlowStep[] => [
  { stage: start, needs: [], gives: 'first' },
  { stage: append('a', a), needs: ['first'], gives: 'second' },
  { stage: append('b', b), needs: ['second'], gives: 'third' },
  { stage: publish, needs: ['third'], gives: 'published', actsOutside: true },
];

async function withStore<T>(
  work: (store: FsStore, run: (a: Json, b: Json) => Promise<unknown>, planned: (a: Json, b: Json) => Promise<readonly PlannedStage[]>) => Promise<T>,
) {
  const store = await FsStore.open({ workspace: mkdtempSync(join(tmpdir(), 'millrace-plan-')) });
  const context = { store, emit: () => {}, signal: new AbortController().signal } as unknown as StageContext;
  const run = (a: Json, b: Json) =>
    walkFlow(flowOf(a, b), async ({ stage, actsOutside }, input) => (actsOutside ? undefined : stage.run(input as never, context)));
  const kindsOf = (stage: string) => [`${stage}-text`];
  const planned = async (a: Json, b: Json) => (await plan({ flow: flowOf(a, b), store, kindsOf }, context)).stages;
  try {
    return await work(store, run, planned);
  } finally {
    await store.close();
  }
}

describe('a plan', () => {
  test('of something new is all fresh, and makes nothing', () =>
    withStore(async (store, _run, planned) => {
      const stages = await planned(1, 1);
      expect(stages.map(({ stage, state, follows }) => [stage, state, follows])).toEqual([
        ['start', 'always', null],
        ['a', 'fresh', null],
        ['b', 'fresh', 'a'],
        ['publish', 'always', 'a'],
      ]);
      expect(await store.entries()).toEqual([]);
    }));

  test('of finished work is all cached', () =>
    withStore(async (_store, run, planned) => {
      await run(1, 1);
      expect((await planned(1, 1)).map(({ state }) => state)).toEqual(['always', 'cached', 'cached', 'always']);
    }));

  test('names the first field that changed, and what follows from it', () =>
    withStore(async (_store, run, planned) => {
      await run({ seed: 1, words: [1, 2] }, 1);
      const stages = await planned({ seed: 1, words: [1, 3] }, 1);
      expect(stages.slice(1, 3)).toMatchObject([
        { stage: 'a', state: 'stale', missingKind: 'a-text', change: { path: 'settings.words[1]', before: 2, after: 3 }, follows: null },
        { stage: 'b', state: 'stale', change: null, follows: 'a' },
      ]);
    }));

  test('compares with the stored work that is most like it', () =>
    withStore(async (_store, run, planned) => {
      await run({ seed: 1, words: [1, 2] }, 1);
      await run({ seed: 2, words: [7, 8] }, 1);
      expect((await planned({ seed: 1, words: [1, 3] }, 1))[1]?.change).toEqual({ path: 'settings.words[1]', before: 2, after: 3 });
    }));

  test('says that only the last stage is stale when only that changed', () =>
    withStore(async (_store, run, planned) => {
      await run(1, 1);
      expect((await planned(1, 2)).map(({ state }) => state)).toEqual(['always', 'cached', 'stale', 'always']);
    }));
});

test('a plan names the partitions that are new among those whose work is stored', () =>
  withStore(async (store) => {
    const read = (contents: readonly string[]): readonly FlowStep[] => [
      {
        stage: stageOf<object, Text>({
          name: 'read',
          async *pieces() {
            const make = async () => null;
            const pieces = contents.map((content, i) => ({ kind: 'read', fingerprint: content, partitions: [`part-${Math.floor(i / 2)}`], make }));
            yield* askFor({ pieces, atOnce: 2 });
            return { kind: 'text', text: '' };
          },
        }),
        needs: [],
        gives: 'text',
      },
    ];
    const context = { store, emit: () => {}, signal: new AbortController().signal } as unknown as StageContext;
    const planned = async (contents: readonly string[]) =>
      (await plan({ flow: read(contents), store, kindsOf: () => [] }, context)).stages[0]?.newPartitions;
    await walkFlow(read(['a', 'b', 'c', 'd']), ({ stage }) => stage.run({} as never, context));

    expect(await planned(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual({ paths: ['part-2'], totalCount: 3 });
    expect(await planned(['a', 'b', 'c', 'other'])).toEqual({ paths: ['part-1'], totalCount: 2 });
    expect(await planned(['all', 'other', 'than', 'before'])).toBeNull();
    expect(await planned(['a', 'b', 'c', 'd'])).toBeNull();
  }));

describe('differences of JSON', () => {
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.integer(),
      fc.string(),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')),
    ),
  })).value;

  test('are none if and only if the canonical JSON is equal', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(jsonDifferences(a, a)).toEqual([]);
        expect(jsonDifferences(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });

  test('come in the order of the canonical JSON, with both values', () => {
    expect(jsonDifferences({ b: 1, a: [1, { c: null }], d: 'x' }, { b: 2, a: [1, { c: 0 }, 5], d: 'x' })).toEqual([
      { path: 'a[1].c', before: null, after: 0 },
      { path: 'a[2]', before: undefined, after: 5 },
      { path: 'b', before: 1, after: 2 },
    ]);
  });
});
