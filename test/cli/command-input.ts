import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { CommandInput } from '../../src/cli/command.js';

/** One call of a command in a folder, with the workspace of that folder and one worker. */
export function commandInput(folder: string, args: readonly string[], options: CommandInput['options'] = {}): CommandInput {
  const resources = { workers: 1, memory: 2 ** 30 };
  const global = { ...resources, workspace: join(folder, 'workspace'), projectFolder: folder, json: false, verbose: false, quiet: false };
  return {
    args,
    options,
    global,
    signal: new AbortController().signal,
    emit: () => {},
    environment: {},
    stdin: Readable.from([]),
    stdout: new PassThrough() as unknown as WriteStream,
  };
}
