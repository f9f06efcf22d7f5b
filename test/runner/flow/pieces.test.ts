import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { askFor, makePieces, type Pieces, piece } from '../../../src/runner/flow/pieces.js';
import type { StageContext } from '../../../src/stages/stage-context.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

async function withContext(work: (context: StageContext, events: RunEvent[]) => Promise<void>): Promise<void> {
  const store = await FsStore.open({ workspace: mkdtempSync(join(tmpdir(), 'millrace-pieces-')) });
  const events: RunEvent[] = [];
  const context = { store, emit: (event: RunEvent) => events.push(event), signal: new AbortController().signal } as unknown as StageContext;
  try {
    await work(context, events);
  } finally {
    await store.close();
  }
}

describe('pieces of work', () => {
  test('are made once, and found by whoever asks for them again', () =>
    withContext(async (context, events) => {
      let madeCount = 0;
      async function* work(): Pieces<unknown> {
        const { meta } = yield* piece('number', { value: 1 }, async () => ++madeCount);
        const next = yield* piece('number', { after: meta }, async () => ++madeCount);
        return next.meta;
      }
      expect(await makePieces('count', work(), context)).toBe(2);
      expect(events).toEqual([]);
      expect(await makePieces('count', work(), context)).toBe(2);
      expect(events).toMatchObject([
        { type: 'stage-cached', stage: 'count' },
        { type: 'stage-cached', stage: 'count' },
      ]);
    }));

  test('come back in the order in which they were asked for, so many at a time', () =>
    withContext(async (context) => {
      let atWork = 0;
      let most = 0;
      const told: number[] = [];
      const pieces = Array.from({ length: 6 }, (_, index) => ({
        kind: 'number',
        fingerprint: { index },
        make: async () => {
          most = Math.max(most, ++atWork);
          await Promise.resolve();
          atWork--;
          return index;
        },
      }));
      const artifacts = await makePieces('count', askFor({ pieces, atOnce: 2, onStored: (_artifact, index) => told.push(index) }), context);
      expect(artifacts.map(({ meta }) => meta)).toEqual([0, 1, 2, 3, 4, 5]);
      expect([...told].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(most).toBeLessThanOrEqual(2);
    }));

  test('that are made together are made by one call, only those that are missing', () =>
    withContext(async (context) => {
      const { store } = context;
      await store.publish('number', { index: 1 }, async () => 'stored');
      const calls: (readonly number[])[] = [];
      const found: number[] = [];
      const names = [0, 1, 2].map((index) => ({ kind: 'number', fingerprint: { index } }));
      const request = {
        pieces: names,
        onFound: (_artifact: unknown, index: number) => found.push(index),
        makeMissing: (missing: readonly number[]) => {
          calls.push(missing);
          return Promise.all(missing.map((index) => store.publish('number', { index }, async () => `made ${index}`)));
        },
      };
      const artifacts = await makePieces('count', askFor(request), context);
      expect(artifacts.map(({ meta }) => meta)).toEqual(['made 0', 'stored', 'made 2']);
      expect({ calls, found }).toEqual({ calls: [[0, 2]], found: [1] });
    }));

  test('that fail let the stage close what it has open, and fail as they did', () =>
    withContext(async (context) => {
      let isOpen = true;
      async function* work(): Pieces<null> {
        try {
          yield* piece('number', {}, async () => {
            throw new RangeError('no number');
          });
          return null;
        } finally {
          isOpen = false;
        }
      }
      await expect(makePieces('count', work(), context)).rejects.toThrow(new RangeError('no number'));
      expect(isOpen).toBe(false);
    }));
});
