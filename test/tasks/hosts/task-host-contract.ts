import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeShardTexts } from '../../../src/artifacts/files/texts-file.js';
import { sharedFloat32, sharedUint8 } from '../../../src/core/shared-arrays.js';
import type { TaskAnswer, TaskRequest } from '../../../src/engine/task-protocol.js';
import { loadBundle } from '../../../src/model/bundle/open-bundle.js';
import type { CountNgramsInput } from '../../../src/tasks/features/count-ngrams.js';
import type { CountDocumentsOutput } from '../../../src/tasks/features/documents/count-documents.js';
import { findTask } from '../../../src/tasks/hosts/find-task.js';
import type { PredictRowsInput } from '../../../src/tasks/score/predict-rows.js';
import type { TextOptions } from '../../../src/text/tokens.js';

/** A host that answers one request at a time. */
export interface OpenHost {
  ask(request: TaskRequest): Promise<TaskAnswer>;
  close(): Promise<void>;
}

/** A kind of host: over the tasks of the table, and over those of `probe-tasks.mjs`. */
export interface HostKind {
  readonly open: () => OpenHost;
  readonly openProbe: () => OpenHost;
}

const GOLDEN = fileURLToPath(new URL('../../golden/bundle-v1/', import.meta.url));

const TEXT: TextOptions = { unicode: 'nfkc', case: 'lower', accents: 'fold', digits: 'keep', punctuation: 'space', stem: null, stopWords: null };

/** What every host of tasks must do. The truth is the task's own function, called here. */
export function describeTaskHost(name: string, { open, openProbe }: HostKind): void {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-host-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const using = async (host: OpenHost, body: (host: OpenHost) => Promise<void>): Promise<void> => {
    try {
      await body(host);
    } finally {
      await host.close();
    }
  };

  describe(`${name}: the answer of a task`, () => {
    test('is what the task returns, to the bit, also for numbers that JSON has no form for', () =>
      using(open(), async (host) => {
        for (const input of [
          0.1,
          1 / 3,
          5e-324,
          -0,
          Number.NaN,
          Number.NEGATIVE_INFINITY,
          'Käse \u2028 \ud800 "\\\n',
          { $: 1, __proto: [undefined] },
        ]) {
          deepStrictEqual(await host.ask({ task: 'echo', input }), { kind: 'output', output: input });
        }
      }));

    test('holds typed arrays of every type, from the middle of a buffer and over shared memory', () =>
      using(open(), async (host) => {
        const shared = sharedFloat32(3);
        shared.set([0.1, -0, Number.NaN]);
        const arrays = [new Float64Array([1, 2.5, -0]).subarray(1), BigInt64Array.of(-1n), Uint8Array.of(255, 1, 2), new Int16Array(0)];
        const answer = await host.ask({ task: 'echo', input: { arrays, shared } });
        deepStrictEqual(answer, { kind: 'output', output: { arrays, shared: Float32Array.from(shared) } });
      }));

    test('counts the same n-grams into the same file', () =>
      using(open(), async (host) => {
        const { input, file } = countInput('counts');
        const own = countInput('own');
        const answer = await host.ask({ task: 'count-ngrams', input: [input] });
        deepStrictEqual(answer, { kind: 'output', output: (await findTask('count-ngrams'))([own.input]) });
        expect(readFileSync(file).equals(readFileSync(own.file))).toBe(true);
      }));

    test('counts and merges the same documents, arrays over shared memory given and typed arrays returned', () =>
      using(open(), async (host) => {
        const { input, file } = countInput('counts');
        (await findTask('count-ngrams'))([input]);
        const counted = sharedUint8(3).fill(1);
        const documents = (name: string) => ({
          ...{ countsFile: file, numericColumns: [], blockOfKind: [0, 0, 1], counted, firstRow: 0, bucketCount: null },
          ...{ ngramsFile: join(folder, `${name}.ngrams`), bucketsFile: join(folder, `${name}.buckets`) },
        });
        const expected = (await findTask('count-documents'))(documents('own')) as CountDocumentsOutput;
        deepStrictEqual(await host.ask({ task: 'count-documents', input: documents('host') }), { kind: 'output', output: expected });
        expect(readFileSync(join(folder, 'host.ngrams')).equals(readFileSync(join(folder, 'own.ngrams')))).toBe(true);

        const ngrams = [{ file: join(folder, 'own.ngrams'), starts: expected.ngramStarts }];
        const merge = { ngrams, buckets: null, bucketCount: null, limits: { minDocumentFrequency: 1, minGroupsPerNgram: 1 } };
        const merged = (await findTask('merge-documents'))(merge);
        deepStrictEqual(await host.ask({ task: 'merge-documents', input: merge }), { kind: 'output', output: merged });
      }));

    test('predicts the same codes and scores, with the weights in shared memory given', () =>
      using(open(), async (host) => {
        const { k, cases } = JSON.parse(readFileSync(`${GOLDEN}scores.json`, 'utf8')) as {
          k: number;
          cases: { row: PredictRowsInput['rows'][number]; prediction: { score: number | null } }[];
        };
        // Threads share the memory that weights are loaded into, other processes get them as the array that lies there.
        const parts = await loadBundle(`${GOLDEN}bundle`);
        const { shared: _, ...model } = parts.model as typeof parts.model & { readonly shared?: unknown };
        const input: PredictRowsInput = { parts: { ...parts, model }, rows: cases.map(({ row }) => row), k };
        const answer = await host.ask({ task: 'predict-rows', input });
        deepStrictEqual(answer, { kind: 'output', output: (await findTask('predict-rows'))(input) });
        expect(answer).toMatchObject({ output: { score: cases.map(({ prediction }) => prediction.score) } });
      }));

    function countInput(name: string): { readonly file: string; readonly input: CountNgramsInput } {
      const textsFile = join(folder, 'texts.arrow');
      writeFileSync(textsFile, encodeShardTexts({ rowCount: 3, texts: [['rye bread', 'Käse, jung', 'rye']], categorical: [], numeric: [] }));
      const settings = { text: TEXT, textColumns: ['text'], categoricalColumns: [], words: [1, 2], chars: [2, 4] } as const;
      const file = join(folder, `${name}.bin`);
      return { file, input: { textsFile, file, settings } };
    }
  });

  describe(`${name}: a task that fails`, () => {
    const detail = { code: 'data.contract', what: 'a planted failure', where: 'row 7', got: 'this', wanted: 'that' };

    test('answers its failure as plain data with its code, and the next task runs', () =>
      using(openProbe(), async (host) => {
        expect(await host.ask({ task: 'failure', input: { where: 'row 7' } })).toEqual({ kind: 'failure', detail });
        expect(await host.ask({ task: 'double', input: { value: 4 } })).toEqual({ kind: 'output', output: 8 });
      }));

    test('answers a full disk as that failure', () =>
      using(openProbe(), async (host) => {
        expect(await host.ask({ task: 'full', input: null })).toMatchObject({
          kind: 'failure',
          detail: { code: 'resources.disk-full', where: 'task full' },
        });
      }));

    test('answers anything else as a bug with its stack', () =>
      using(openProbe(), async (host) => {
        expect(await host.ask({ task: 'bug', input: null })).toMatchObject({
          kind: 'bug',
          message: 'a planted bug',
          stack: expect.stringContaining('probe-tasks.mjs') as string,
        });
      }));

    test('answers what a forgotten callback of it throws', () =>
      using(openProbe(), async (host) => {
        expect(await host.ask({ task: 'later', input: null })).toMatchObject({ kind: 'bug', message: 'a planted error of a callback' });
      }));

    test('answers a name that is not in the table as a bug', () =>
      using(open(), async (host) => {
        expect(await host.ask({ task: 'no-such-task', input: null })).toMatchObject({ kind: 'bug', message: 'no task is called "no-such-task"' });
        expect(await host.ask({ task: 'toString', input: null })).toMatchObject({ kind: 'bug', message: 'no task is called "toString"' });
      }));
  });
}
