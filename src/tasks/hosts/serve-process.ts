import type { Writable } from 'node:stream';
import { FAILURES, Failure, fail, shorten } from '../../core/failure.js';
import { sharedFileReader } from '../../engine/shared-files.js';
import { decodeTaskData, encodeTaskData } from '../../engine/task-codec.js';
import type { TaskAnswer, TaskRequest } from '../../engine/task-protocol.js';
import { asAnswer, type FindTask, runTask } from './run-task.js';
import { StrayErrors } from './stray-errors.js';

/** A line of the input, without its end; the last one of an input has no end where it was cut short. */
interface Line {
  readonly bytes: Uint8Array;
  readonly isEnded: boolean;
}

const NEWLINE = 0x0a;

/** Serves stdin and stdout, then ends the process. Called once: errors of forgotten callbacks are heard from then on. */
export async function serveProcess(findTask: FindTask): Promise<never> {
  const strayErrors = new StrayErrors();
  strayErrors.listen();
  const exitCode = await serveLines(process.stdin, process.stdout, (request) => runTask(request, findTask, strayErrors));
  // What a task left running (timers, connections) must not keep the program alive.
  process.exit(exitCode);
}

/**
 * Answers every line of the input, a `TaskRequest` in the form of `encodeTaskData`, with one line, its `TaskAnswer`: in the order
 * of the lines, one after the other, no faster than they are read. A line that is no request is answered with `data.unreadable`,
 * and the next one is read. Returns the exit code: 0, also when nobody reads the answers any more (EPIPE), or that of
 * `data.unreadable` when the input ends in the middle of a line, since what would have followed is missing.
 */
async function serveLines(input: AsyncIterable<Uint8Array>, output: Writable, run: (request: TaskRequest) => Promise<TaskAnswer>): Promise<number> {
  // A write error without a listener would end the process. What to do about it is decided in `writeLine`.
  output.on('error', () => {});
  let lineNumber = 0;
  let exitCode = 0;
  for await (const line of linesOf(input)) {
    const request = readRequest(line, ++lineNumber);
    if (request instanceof Failure && !line.isEnded) exitCode = FAILURES['data.unreadable'].exitCode;
    const answer =
      request instanceof Failure ? encodeTaskData({ kind: 'failure', detail: request.detail } satisfies TaskAnswer) : await answerLine(request, run);
    if (!(await writeLine(output, answer))) return 0;
  }
  return exitCode;
}

/** Splits at newlines only: other line separators, such as U+2028, may stand inside a JSON string. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  for await (const chunk of input) {
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      yield { bytes: Buffer.concat([...pieces, chunk.subarray(begin, end)]), isEnded: true };
      pieces = [];
      begin = end + 1;
    }
    if (begin < chunk.length) pieces.push(chunk.subarray(begin));
  }
  if (pieces.length > 0) yield { bytes: Buffer.concat(pieces), isEnded: false };
}

/** A last line without a newline counts if it is valid JSON: an object that was cut short never is. */
function readRequest({ bytes, isEnded }: Line, lineNumber: number): TaskRequest | Failure {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const request = decodeTaskData(text, sharedFileReader);
    if (isRequest(request)) return request;
    return noRequest(lineNumber, `a task request: {"task": name, "input": …}`, shorten(text));
  } catch (error) {
    const wanted = isEnded ? 'one line of JSON' : 'the rest of the line: the input ends in the middle of it';
    return noRequest(lineNumber, wanted, `${bytes.length} bytes: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isRequest(value: unknown): value is TaskRequest {
  return typeof value === 'object' && value !== null && 'task' in value && typeof value.task === 'string' && 'input' in value;
}

function noRequest(lineNumber: number, wanted: string, got: string): Failure {
  return fail('data.unreadable', { what: 'a line of the input is no task request', where: `stdin, line ${lineNumber}`, got, wanted });
}

/** An output that cannot cross is a fault of the task, told like any other. */
async function answerLine(request: TaskRequest, run: (request: TaskRequest) => Promise<TaskAnswer>): Promise<string> {
  const answer = await run(request);
  try {
    return encodeTaskData(answer);
  } catch (error) {
    return encodeTaskData(asAnswer(error, request.task));
  }
}

/** Returns whether anybody reads; waits until the stream has taken the line. */
function writeLine(output: Writable, line: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    output.write(`${line}\n`, (error) => {
      if (error === null || error === undefined) resolve(true);
      else if ('code' in error && error.code === 'EPIPE') resolve(false);
      else reject(error);
    });
  });
}
