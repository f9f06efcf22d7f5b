import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock, isLocked, removeDeadLocks, tryLock } from '../../src/core/process/lock-file.js';
import { livenessOf, ownIdentity } from '../../src/core/process/process-identity.js';

const makeFile = () => join(mkdtempSync(join(tmpdir(), 'millrace-lock-')), 'the.lock');
const owner = (changes: object) => JSON.stringify({ token: 'old', owner: { ...ownIdentity(), ...changes } });

test('a lock is held by one at a time, in the order of release', async () => {
  const file = makeFile();
  const order: string[] = [];
  const first = await acquireLock(file);
  const second = acquireLock(file, { onWait: () => order.push('second waits') }).then((lock) => {
    order.push('second has it');
    lock.release();
  });

  expect(tryLock(file)).toBeUndefined();
  order.push('first gives it back');
  first.release();
  await second;

  expect(order).toEqual(['second waits', 'first gives it back', 'second has it']);
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['whose process has ended', { pid: 2 ** 22 + 1, start: '1' }],
  ['whose number another process has now', { start: '1' }],
  ['from before the machine was started', { boot: '00000000' }],
])('a lock %s is taken over', async (_, changes) => {
  const file = makeFile();
  writeFileSync(file, owner(changes));

  expect(isLocked(file)).toBe(false);
  const lock = await acquireLock(file);

  expect(isLocked(file)).toBe(true);
  lock.release();
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test('a lock that its owner has lost stays with the new owner when the old one releases it', async () => {
  const file = makeFile();
  const lost = await acquireLock(file);
  // What another machine does that saw no heartbeat for too long: it takes the lock away and for itself.
  rmSync(file);
  const held = await acquireLock(file);
  const record = readFileSync(file, 'utf8');

  lost.release();

  expect(readFileSync(file, 'utf8')).toBe(record);
  expect(tryLock(file)).toBeUndefined();
  held.release();
  expect(existsSync(file)).toBe(false);
});

test('a lock that a power failure cut short is taken over', async () => {
  const file = makeFile();
  writeFileSync(file, '{"token":"o');
  (await acquireLock(file)).release();
  expect(existsSync(file)).toBe(false);
});

test('what dead processes left in a folder of locks is removed, what others hold is not', async () => {
  const file = makeFile();
  const folder = join(file, '..');
  writeFileSync(join(folder, 'dead.lock'), owner({ start: '1' }));
  writeFileSync(join(folder, 'dead.lock.half.tmp'), owner({ start: '1' }));
  writeFileSync(join(folder, 'elsewhere.lock'), owner({ host: '00000000', boot: '00000000' }));
  const mine = await acquireLock(file);

  await removeDeadLocks(folder);

  expect(readdirSync(folder).sort()).toEqual(['elsewhere.lock', 'the.lock']);
  mine.release();
});

test('a lock of another machine is waited for', async () => {
  const file = makeFile();
  writeFileSync(file, owner({ host: '00000000', boot: '00000000' }));
  const controller = new AbortController();

  const waiting = acquireLock(file, { signal: controller.signal, onWait: () => controller.abort(new Error('enough')) });

  await expect(waiting).rejects.toThrow('enough');
  expect(readFileSync(file, 'utf8')).toContain('"old"');
});

test('many processes that count under a lock, some of them killed, never count twice', async () => {
  const file = makeFile();
  const counter = `${file}.count`;
  writeFileSync(counter, '0');
  const script = `
    const [file, counter, module, dies] = process.argv.slice(1);
    const { acquireLock } = await import(module);
    const { readFileSync, writeFileSync } = await import('node:fs');
    for (let i = 0; i < 10; i++) {
      const lock = await acquireLock(file);
      if (dies === 'yes' && i === 5) process.kill(process.pid, 'SIGKILL');
      writeFileSync(counter, String(Number(readFileSync(counter, 'utf8')) + 1));
      lock.release();
    }
  `;
  const module = new URL('../../dist/core/process/lock-file.js', import.meta.url).href;
  const children = ['no', 'yes', 'no', 'yes'].map((dies) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, file, counter, module, dies], { stdio: 'inherit' }),
  );
  await Promise.all(children.map((child) => once(child, 'exit')));

  // Two count to ten, two are killed after five, with the lock in their hands.
  expect(readFileSync(counter, 'utf8')).toBe('30');
});

test('a process that was killed but not waited for counts as dead', async () => {
  // The shell starts a child, says its number, and never waits for it: it stays a zombie until the shell ends.
  const shell = spawn('/bin/sh', ['-c', 'sleep 100 & echo $!; exec sleep 100'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(String((await once(shell.stdout, 'data'))[0]));
  const start = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] as string;
  const identity = { ...ownIdentity(), pid, start };
  expect(livenessOf(identity)).toBe('alive');

  process.kill(pid, 'SIGKILL');
  while (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z') await new Promise((resolve) => setImmediate(resolve));

  expect(livenessOf(identity)).toBe('dead');
  shell.kill('SIGKILL');
});

test.each(['null', '[]', '7', '{}', '{"token":"t"}', '{"token":"t","owner":{"pid":"1"}}', '{"token":1,"owner":{}}'])(
  "a lock file that holds %s, which is JSON but no record, is nobody's",
  async (text) => {
    const file = makeFile();
    writeFileSync(file, text);

    expect(isLocked(file)).toBe(false);
    const lock = await acquireLock(file);
    expect(tryLock(file)).toBeUndefined();
    lock.release();
  },
);
