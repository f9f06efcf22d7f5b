import { once } from 'node:events';
import { expect, test } from 'vitest';
import { encodeTaskData } from '../../../src/engine/task-codec.js';
import type { TaskAnswer } from '../../../src/engine/task-protocol.js';
import { answersOf, openProcess, startHost } from './open-process.js';
import { describeTaskHost } from './task-host-contract.js';

const HOST = new URL('../../../dist/tasks/hosts/process-host.js', import.meta.url);
const PROBE = new URL('probe-process.mjs', import.meta.url);

describeTaskHost('process host', { open: () => openProcess(HOST), openProbe: () => openProcess(PROBE) });

const echo = (input: unknown): string => `${encodeTaskData({ task: 'echo', input })}\n`;

/** What a host says to a whole input. */
async function say(input: string | Uint8Array, host = HOST): Promise<{ answers: TaskAnswer[]; exitCode: number | null; stderr: string }> {
  const child = startHost(host);
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.end(input);
  const answers: TaskAnswer[] = [];
  for await (const answer of answersOf(child)) answers.push(answer);
  await closed;
  return { answers, exitCode: child.exitCode, stderr };
}

test('answers each line in the order of the lines, and ends with the input', async () => {
  const inputs = Array.from({ length: 2000 }, (_, index) => index);
  const { answers, exitCode, stderr } = await say(inputs.map(echo).join(''));
  expect(answers).toEqual(inputs.map((output) => ({ kind: 'output', output })));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('an input without a line is answered with none', async () => {
  expect(await say('')).toEqual({ answers: [], exitCode: 0, stderr: '' });
});

test.each([
  ['no JSON', 'Käse', /Unexpected token/],
  ['empty', '', /Unexpected end/],
  ['JSON but no request', '{"name":"echo","input":1}', /"name":"echo"/],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not valid/],
  ['a typed array of half an element', '{"task":"echo","input":{"$":"Float32Array","base64":"AAAA"}}', /3 bytes/],
  ['a value of no known kind', '{"task":"echo","input":{"$":"Date"}}', /"Date"/],
] as const)('a line that is %s is answered as data.unreadable with its number, and the next line is run', async (_, line, got) => {
  const input = Buffer.concat([Buffer.from(echo(1)), Buffer.from(line as string), Buffer.from(`\n${echo(2)}`)]);
  const { answers, exitCode } = await say(input);
  expect(answers).toEqual([
    { kind: 'output', output: 1 },
    { kind: 'failure', detail: expect.objectContaining({ code: 'data.unreadable', where: 'stdin, line 2', got: expect.stringMatching(got) }) },
    { kind: 'output', output: 2 },
  ]);
  expect(exitCode).toBe(0);
});

test('an input that ends in the middle of a line is told, and ends with the exit code of bad data', async () => {
  const { answers, exitCode } = await say(echo(1) + echo('a text that is cut short').slice(0, -9));
  expect(answers).toEqual([
    { kind: 'output', output: 1 },
    {
      kind: 'failure',
      detail: expect.objectContaining({
        code: 'data.unreadable',
        where: 'stdin, line 2',
        wanted: 'the rest of the line: the input ends in the middle of it',
      }),
    },
  ]);
  expect(exitCode).toBe(3);
});

test('a last line that is whole needs no end', async () => {
  expect(await say(echo(1).trimEnd())).toEqual({ answers: [{ kind: 'output', output: 1 }], exitCode: 0, stderr: '' });
});

test('a line of more than a megabyte crosses in one piece', async () => {
  const numbers = Float64Array.from({ length: 250_000 }, (_, index) => index / 3);
  const { answers } = await say(echo(numbers));
  expect(Buffer.compare(Buffer.from(encodeTaskData(answers)), Buffer.from(encodeTaskData([{ kind: 'output', output: numbers }])))).toBe(0);
});

test('ends in peace, without a word, when nobody reads its answers any more', async () => {
  const child = startHost(HOST);
  const closed = once(child, 'close');
  child.stdin.on('error', () => {});
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.write(echo(1));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  // The input stays open: the host ends by itself.
  for (let index = 0; index < 100; index++) child.stdin.write(echo(index));
  await closed;
  expect({ exitCode: child.exitCode, signal: child.signalCode, stderr }).toEqual({ exitCode: 0, signal: null, stderr: '' });
});

test('an answer that cannot cross is a bug of the task, and the next task runs', async () => {
  const lines = [
    { task: 'unclonable', input: null },
    { task: 'double', input: { value: 4 } },
  ];
  const { answers } = await say(lines.map((line) => `${encodeTaskData(line)}\n`).join(''), PROBE);
  expect(answers).toEqual([
    { kind: 'bug', message: 'data.output could not be cloned to another process: it is a function', stack: expect.any(String) },
    { kind: 'output', output: 8 },
  ]);
});
