import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import type { Registry } from '../../src/registry/registry.js';

const entry = (model: string, run = 'r1') => ({ name: 'jobs', modelDigest: digestBytes(model), bundle: `/runs/${run}/bundle`, run });

/** What every registry must do. `open` gives an empty one. */
export function describeRegistry(name: string, open: () => Registry): void {
  describe(`${name}: versions`, () => {
    test('count from 1, and a model that is known keeps its number', async () => {
      const registry = open();

      const first = await registry.register(entry('a'));
      const second = await registry.register(entry('b', 'r2'));
      const again = await registry.register(entry('a', 'r3'));

      expect([first.version, second.version]).toEqual([1, 2]);
      expect(again).toEqual(first);
      expect(await registry.list('jobs')).toEqual([first, second]);
      expect(await registry.byVersion('jobs', 2)).toEqual(second);
      expect(await registry.byVersion('jobs', 3)).toBeUndefined();
    });

    test('past nine stay in order', async () => {
      const registry = open();
      for (let i = 1; i <= 11; i++) await registry.register(entry(`model ${i}`));
      expect((await registry.list()).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });

    test('registered at the same moment all get their own number', async () => {
      const registry = open();
      const versions = await Promise.all(Array.from({ length: 8 }, (_, i) => registry.register(entry(`model ${i}`))));
      expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });
  });

  describe(`${name}: aliases`, () => {
    test('point nowhere at first, then where they were moved last', async () => {
      const registry = open();
      const first = await registry.register(entry('a'));
      const second = await registry.register(entry('b'));
      expect(await registry.byAlias('jobs', 'champion')).toBeUndefined();

      await registry.setAlias('jobs', 'champion', 2);
      await registry.setAlias('jobs', 'champion', 1);
      await registry.setAlias('jobs', 'challenger', 2);

      expect(await registry.byAlias('jobs', 'champion')).toEqual(first);
      expect(await registry.byAlias('jobs', 'challenger')).toEqual(second);
      expect(await registry.aliases('jobs')).toEqual({ champion: 1, challenger: 2 });
    });

    test('remember where they pointed at any time', async () => {
      const registry = open();
      await registry.register(entry('a'));
      await registry.register(entry('b'));
      await registry.setAlias('jobs', 'champion', 1);
      await registry.setAlias('jobs', 'champion', 2);
      await registry.setAlias('jobs', 'champion', 2);

      const history = await registry.history('jobs');
      const [first, second] = history.map(({ time }) => new Date(time)) as [Date, Date];

      expect(history).toMatchObject([
        { alias: 'champion', from: null, to: 1 },
        { alias: 'champion', from: 1, to: 2 },
      ]);
      expect(await registry.byAliasAt('jobs', 'champion', new Date(first.getTime() - 1))).toBeUndefined();
      expect((await registry.byAliasAt('jobs', 'champion', second))?.version).toBe(2);
    });

    test('to a version that does not exist are refused with those that do', async () => {
      const registry = open();
      await registry.register(entry('a'));
      await expect(registry.setAlias('jobs', 'champion', 5)).rejects.toMatchObject({
        detail: { code: 'usage.missing-model', got: 'version 5', wanted: 'one of 1' },
      });
    });

    test('of a name that is none are absent, not an error', async () => {
      const registry = open();
      expect(await registry.byAlias('nobody', 'champion')).toBeUndefined();
      expect(await registry.byAlias('../jobs', 'champion')).toBeUndefined();
      expect(await registry.list('nobody')).toEqual([]);
    });
  });
}
