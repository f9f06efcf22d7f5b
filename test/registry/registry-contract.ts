import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import type { MoveReason, Registry } from '../../src/registry/registry.js';

const entry = (model: string, run = 'r1') => ({ name: 'jobs', modelDigest: digestBytes(model), bundle: `/runs/${run}/bundle`, run });

const BY_HAND: MoveReason = { kind: 'promote', reason: 'by hand' };

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

      await registry.setAlias('jobs', 'champion', 2, BY_HAND);
      await registry.setAlias('jobs', 'champion', 1, BY_HAND);
      await registry.setAlias('jobs', 'challenger', 2, BY_HAND);

      expect(await registry.byAlias('jobs', 'champion')).toEqual(first);
      expect(await registry.byAlias('jobs', 'challenger')).toEqual(second);
      expect(await registry.aliases('jobs')).toEqual({ champion: 1, challenger: 2 });
    });

    test('remember where they pointed at any time', async () => {
      const registry = open();
      await registry.register(entry('a'));
      await registry.register(entry('b'));
      await registry.setAlias('jobs', 'champion', 1, BY_HAND);
      await registry.setAlias('jobs', 'champion', 2, BY_HAND);
      await registry.setAlias('jobs', 'champion', 2, BY_HAND);

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
      await expect(registry.setAlias('jobs', 'champion', 5, BY_HAND)).rejects.toMatchObject({
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

  describe(`${name}: a way back`, () => {
    async function withVersions(count: number): Promise<Registry> {
      const registry = open();
      for (let i = 1; i <= count; i++) await registry.register(entry(`model ${i}`));
      return registry;
    }

    test('leads through every champion before, once each, and is logged with its reason', async () => {
      const registry = await withVersions(3);
      for (const version of [1, 2, 3]) await registry.setAlias('jobs', 'champion', version, BY_HAND);

      expect(await registry.rollBack('jobs', 'champion', 'worse')).toBe(2);
      expect(await registry.rollBack('jobs', 'champion', 'worse still')).toBe(1);
      await expect(registry.rollBack('jobs', 'champion', 'more')).rejects.toMatchObject({ detail: { code: 'usage.missing-model' } });

      expect((await registry.byAlias('jobs', 'champion'))?.version).toBe(1);
      expect((await registry.history('jobs')).map(({ from, to, why }) => [from, to, why])).toEqual([
        [null, 1, BY_HAND],
        [1, 2, BY_HAND],
        [2, 3, BY_HAND],
        [3, 2, { kind: 'rollback', reason: 'worse' }],
        [2, 1, { kind: 'rollback', reason: 'worse still' }],
      ]);
    });

    test('starts anew from what was promoted after it', async () => {
      const registry = await withVersions(3);
      await registry.setAlias('jobs', 'champion', 1, BY_HAND);
      await registry.setAlias('jobs', 'champion', 2, BY_HAND);
      await registry.rollBack('jobs', 'champion', 'worse');
      await registry.setAlias('jobs', 'champion', 3, BY_HAND);

      expect(await registry.rollBack('jobs', 'champion', 'worse')).toBe(1);
    });

    test('is none where nothing was promoted', async () => {
      const registry = await withVersions(1);
      await expect(registry.rollBack('jobs', 'champion', 'why')).rejects.toMatchObject({ detail: { code: 'usage.missing-model' } });
    });
  });

  describe(`${name}: a retired version`, () => {
    test('is never live again: not by promotion, and a way back leads past it', async () => {
      const registry = open();
      for (let i = 1; i <= 3; i++) await registry.register(entry(`model ${i}`));
      for (const version of [1, 2, 3]) await registry.setAlias('jobs', 'champion', version, BY_HAND);

      await registry.retire('jobs', 2, 'a wrong extract');
      await registry.retire('jobs', 2, 'said twice');

      expect((await registry.retirements('jobs')).map(({ version, reason }) => [version, reason])).toEqual([[2, 'a wrong extract']]);
      await expect(registry.setAlias('jobs', 'champion', 2, BY_HAND)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value' } });
      expect(await registry.rollBack('jobs', 'champion', 'worse')).toBe(1);
      expect((await registry.byVersion('jobs', 2))?.version).toBe(2);
    });

    test('is not the one that is live, nor one that does not exist', async () => {
      const registry = open();
      await registry.register(entry('a'));
      await registry.setAlias('jobs', 'champion', 1, BY_HAND);

      await expect(registry.retire('jobs', 1, 'why')).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', got: 'version 1' } });
      await expect(registry.retire('jobs', 7, 'why')).rejects.toMatchObject({ detail: { code: 'usage.missing-model' } });
      expect(await registry.retirements('jobs')).toEqual([]);
    });
  });
}
