import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/canonical-json.js';
import { digestBytes } from '../../src/core/digest.js';
import type { Store } from '../../src/store/store.js';

/** A store of one kind, as the contract needs it. The caller closes what it opened when the test has ended. */
export interface StoreKind {
  /** Opens a store; two that are given the same workspace hold the same artifacts. */
  readonly open: (workspace: string) => Promise<Store>;
  readonly makeWorkspace: () => string;
}

/** A writer of one small file. */
export const write = (content: string) => async (folder: string) => {
  writeFileSync(join(folder, 'content.txt'), content);
  return { length: content.length };
};

/** A writer that must not be called. */
export const never = async (): Promise<null> => {
  throw new Error('this work was already done');
};

/** What every store must do. */
export function describeStore(name: string, { open, makeWorkspace }: StoreKind): void {
  describe(`${name}: an artifact`, () => {
    test('is found by the fingerprint that made it, in any order of keys, with its meta and the digests of its files', async () => {
      const store = await open(makeWorkspace());

      const published = await store.publish('greeting', { language: 'en', n: 1 }, write('hello'));
      const found = await store.find('greeting', { n: 1, language: 'en' });

      expect(found).toEqual(published);
      expect(found?.meta).toEqual({ length: 5 });
      expect(found?.fingerprint).toEqual({ language: 'en', n: 1 });
      expect(found?.files).toEqual({ 'content.txt': digestBytes('hello') });
      expect(readFileSync(join(published.folder, 'content.txt'), 'utf8')).toBe('hello');
    });

    test('that was never made is undefined', async () => {
      const store = await open(makeWorkspace());

      expect(await store.find('greeting', null)).toBeUndefined();
    });

    test('of another kind or fingerprint is another one', async () => {
      const store = await open(makeWorkspace());
      const one = await store.publish('greeting', { n: 1 }, write('hello'));

      expect(await store.find('greeting', { n: 2 })).toBeUndefined();
      expect(await store.find('farewell', { n: 1 })).toBeUndefined();
      const others = [await store.publish('greeting', { n: 2 }, write('hello')), await store.publish('farewell', { n: 1 }, write('hello'))];
      expect(new Set([one, ...others].map(({ key }) => key)).size).toBe(3);
    });

    test('has a key that its kind and fingerprint decide, not its content', async () => {
      const [one, other] = [await open(makeWorkspace()), await open(makeWorkspace())];

      const first = await one.publish('greeting', { n: 1 }, write('hello'));
      const second = await other.publish('greeting', { n: 1 }, write('good day'));

      expect(second.key).toBe(first.key);
      expect(second.files).not.toEqual(first.files);
    });

    test('is made once, and is there for whoever opens the store afterwards', async () => {
      const workspace = makeWorkspace();
      const first = await open(workspace);
      const made = await first.publish('greeting', null, write('hello'));
      expect(await first.publish('greeting', null, never)).toEqual(made);
      await first.close();

      const second = await open(workspace);

      expect(await second.publish('greeting', null, never)).toEqual(made);
    });

    test('of several that are made by one call is made once, what is there already not at all, and all come back in order', async () => {
      const store = await open(makeWorkspace());
      const there = await store.publish('greeting', 1, write('one'));
      const asked: (readonly number[])[] = [];

      const artifacts = await store.publishAll(
        [2, 1, 2, 3].map((n) => ({ kind: 'greeting', fingerprint: n })),
        async (missing, folders) => {
          asked.push(missing);
          return Promise.all(folders.map((folder, place) => write(`made ${missing[place]}`)(folder)));
        },
      );

      expect(asked).toEqual([[0, 3]]);
      expect(artifacts[1]).toEqual(there);
      expect(artifacts[2]).toEqual(artifacts[0]);
      expect(artifacts.map(({ folder }) => readFileSync(join(folder, 'content.txt'), 'utf8'))).toEqual(['made 0', 'one', 'made 0', 'made 3']);
    });

    test('that is made with others by two at the same moment is made once, in whatever order each asks', async () => {
      const workspace = makeWorkspace();
      const stores = [await open(workspace), await open(workspace)];
      let madeCount = 0;

      const made = await Promise.all(
        stores.map((store, at) =>
          store.publishAll(
            (at === 0 ? [1, 2, 3] : [3, 2, 1]).map((n) => ({ kind: 'greeting', fingerprint: n })),
            async (missing, folders) => {
              madeCount += missing.length;
              return Promise.all(folders.map((folder) => write('hello')(folder)));
            },
          ),
        ),
      );

      expect(madeCount).toBe(3);
      expect(made[1]?.map(({ key }) => key).reverse()).toEqual(made[0]?.map(({ key }) => key));
    });

    test('that is asked for several times at the same moment is made once', async () => {
      const store = await open(makeWorkspace());
      let writes = 0;
      const counted = (folder: string): Promise<Json> => {
        writes++;
        return write('hello')(folder);
      };

      const published = await Promise.all(Array.from({ length: 4 }, () => store.publish('greeting', null, counted)));

      expect(writes).toBe(1);
      for (const artifact of published) expect(artifact).toEqual(published[0]);
    });

    test('is not to be seen while it is being written, and its writer begins with an empty folder', async () => {
      const workspace = makeWorkspace();
      const store = await open(workspace);
      const other = await open(workspace);

      await store.publish('greeting', null, async (folder) => {
        expect(readdirSync(folder)).toEqual([]);
        const meta = await write('hello')(folder);
        expect(await other.find('greeting', null)).toBeUndefined();
        return meta;
      });

      expect(await other.find('greeting', null)).toBeDefined();
    });

    test('may hold files in subfolders, or none at all', async () => {
      const store = await open(makeWorkspace());

      const nested = await store.publish('nested', null, async (folder) => {
        mkdirSync(join(folder, 'a/b'), { recursive: true });
        writeFileSync(join(folder, 'a/b/c'), 'x');
        return null;
      });
      const empty = await store.publish('empty', null, async () => 'nothing');

      expect(Object.keys(nested.files)).toEqual(['a/b/c']);
      expect(empty.files).toEqual({});
      expect(empty.meta).toBe('nothing');
    });

    test('is not there when its writer throws; what it threw comes out, and the next writer begins anew', async () => {
      const store = await open(makeWorkspace());

      const failing = store.publish('greeting', null, async (folder) => {
        writeFileSync(join(folder, 'half'), 'hal');
        throw new Error('the writer failed');
      });

      await expect(failing).rejects.toThrow('the writer failed');
      expect(await store.find('greeting', null)).toBeUndefined();
      expect(Object.keys((await store.publish('greeting', null, write('hello'))).files)).toEqual(['content.txt']);
    });
  });

  describe(`${name}: a scratch folder`, () => {
    test('is empty and its own each time, and gone after close', async () => {
      const store = await open(makeWorkspace());
      const folders = [await store.scratch(), await store.scratch()];

      expect(new Set(folders).size).toBe(2);
      for (const folder of folders) {
        expect(readdirSync(folder)).toEqual([]);
        writeFileSync(join(folder, 'x'), '');
      }
      await store.close();

      expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
    });
  });
}
