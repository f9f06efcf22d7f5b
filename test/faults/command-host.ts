import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FAILURES } from '../../src/core/failure.js';

const HOST = fileURLToPath(new URL('command-host.mjs', import.meta.url));
const LIMIT_MS = 60_000;

/** How a command line ended in the host; `died` says how the host did, if it did. */
export interface Answer {
  readonly exitCode: number | null;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly died?: string;
}

/** The program in a process that runs one command line after another: without its start, which costs more than most commands. */
export class CommandHost {
  readonly #folder: string;
  #child: ChildProcess | undefined;

  /** The working directory of the commands. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs a command line. A host that dies or does not answer in time is told of, and the next call has a new one. */
  async run(...argv: readonly string[]): Promise<Answer> {
    this.#child ??= fork(HOST, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const child = this.#child;
    let stderr = '';
    child.stderr?.removeAllListeners('data').on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const answer = await new Promise<Answer>((resolve) => {
      const lost = (died: string) => resolve({ exitCode: null, text: stderr, json: {}, warnings: [], died });
      const timer = setTimeout(() => lost(`no answer in ${LIMIT_MS} ms`), LIMIT_MS);
      const ended = (code: number | null, signal: string | null) => lost(`exit code ${code}, signal ${signal}`);
      child.once('exit', ended);
      child.once('message', (message) => {
        clearTimeout(timer);
        child.off('exit', ended);
        resolve(message as Answer);
      });
      child.send(argv);
    });
    if (answer.died !== undefined) this.close();
    return answer;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

const EXIT_CODES: ReadonlySet<number | null> = new Set([0, ...Object.values(FAILURES).map(({ exitCode }) => exitCode)]);

/** What is wrong with how a command ended; undefined when it did its work or failed with a failure of the table. */
export function faultIn({ exitCode, text, died }: Answer): string | undefined {
  if (died !== undefined) return `the program died: ${died}\n${text}`;
  return EXIT_CODES.has(exitCode) && !text.includes('\n    at ') ? undefined : `exit code ${exitCode}\n${text.split('\n').slice(1, 5).join('\n')}`;
}
