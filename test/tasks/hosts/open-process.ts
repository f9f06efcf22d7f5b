import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { decodeTaskData, encodeTaskData } from '../../../src/engine/task-codec.js';
import type { TaskAnswer } from '../../../src/engine/task-protocol.js';
import type { OpenHost } from './task-host-contract.js';

/** A process that runs a host file, for the contract: a line for each request. */
export function openProcess(hostUrl: URL): OpenHost {
  const child = startHost(hostUrl);
  const answers = answersOf(child);
  return {
    async ask(request) {
      child.stdin.write(`${encodeTaskData(request)}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error('the host has ended');
      return value;
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

export function startHost(hostUrl: URL): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [fileURLToPath(hostUrl)], { stdio: 'pipe' });
}

/** The answers of a host; a last line without its end is none. */
export async function* answersOf(child: ChildProcessWithoutNullStreams): AsyncGenerator<TaskAnswer> {
  let text = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout as AsyncIterable<string>) {
    const lines = (text + chunk).split('\n');
    text = lines.pop() as string;
    for (const line of lines) yield decodeTaskData(line) as TaskAnswer;
  }
}
