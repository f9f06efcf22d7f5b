import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { distUrl } from '../../core/process/dist-url.js';
import { decodeTaskData, encodeTaskData } from '../../engine/task-codec.js';
import type { TaskAnswer, TaskRequest } from '../../engine/task-protocol.js';
import type { MeasureMemoryInput, MeasureMemoryOutput } from '../../tasks/score/measure-memory.js';

/**
 * The most memory that a process of its own has resident which opens a model and codes rows: what this process has taken for training
 * does not count. Null where that process does not answer. About 0.3 s.
 */
export async function measureMemory(input: MeasureMemoryInput, signal: AbortSignal): Promise<number | null> {
  const request: TaskRequest = { task: 'measure-memory', input };
  const answer = await askProcess(request, signal);
  return answer?.kind === 'output' ? (answer.output as MeasureMemoryOutput).peakBytes : null;
}

async function askProcess(request: TaskRequest, signal: AbortSignal): Promise<TaskAnswer | null> {
  const child = spawn(process.execPath, [fileURLToPath(distUrl('program/process-host.js'))], { stdio: ['pipe', 'pipe', 'ignore'], signal });
  const failed = new Promise<null>((resolve) => {
    child.on('error', () => resolve(null));
  });
  // A process that ends before it has read everything: its answer is missing, which is told below.
  child.stdin.on('error', () => {});
  child.stdin.end(`${encodeTaskData(request)}\n`);
  const answer = await Promise.race([firstLine(child.stdout), failed]);
  signal.throwIfAborted();
  return answer === null ? null : (decodeTaskData(answer) as TaskAnswer);
}

async function firstLine(output: NodeJS.ReadableStream): Promise<string | null> {
  let text = '';
  for await (const chunk of output.setEncoding('utf8')) text += chunk;
  const end = text.indexOf('\n');
  return end < 0 ? null : text.slice(0, end);
}
