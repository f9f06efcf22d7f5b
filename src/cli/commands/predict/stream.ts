import { once } from 'node:events';
import { addAbortSignal } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { EncodedFormat } from '../../../app/formats/write-rows.js';
import { resourcesOf } from '../../../app/open-services.js';
import { predictStream, type StreamedRows } from '../../../app/predict/predict-stream.js';
import { fail } from '../../../core/failure.js';
import { formatCount } from '../../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import type { PredictRules } from './rules.js';

/** `millrace predict MODEL --in - --format …`: codes the rows of stdin into stdout. */
export async function predictPipe(input: CommandInput, rules: PredictRules): Promise<Outcome> {
  const { global, signal, emit, stdin, stdout } = input;
  refuseOptions(input);
  const request = { ...rules, format: streamFormat(rules.format), model: argument(input, 0), ...resourcesOf(global), signal, emit };
  const places = { workspace: global.workspace, projectFolder: global.projectFolder };
  try {
    return describe(await predictStream({ ...request, ...places, input: addAbortSignal(signal, stdin), write: (bytes) => write(stdout, bytes) }));
  } finally {
    // Else the process lives on for as long as somebody might write.
    stdin.destroy();
  }
}

function describe({ rowCount, codedCount, reviewCount, seconds }: StreamedRows): Outcome {
  const rate = formatCount(Math.round(rowCount / Math.max(seconds, 1e-3)));
  const text = `${formatCount(rowCount)} rows in and out, ${formatCount(codedCount)} with a code, ${formatCount(reviewCount)} for review, ${rate} rows/s`;
  return { json: {}, text, isBesideRows: true };
}

/** What a stream cannot have. */
function refuseOptions({ options, global }: CommandInput): void {
  const refuse = (option: string, wanted: string) => {
    throw fail('usage.wrong-value', { what: 'an option does not go with a stream', where: `command line: ${option}`, got: '--in -', wanted });
  };
  if ((options.out ?? '-') !== '-') refuse('--out', '-, or no --out: rows go to stdout');
  if (global.json) refuse('--json', 'no --json: rows go to stdout, and their number to stderr');
  if (options.remote !== undefined) refuse('--remote', 'files as --in: a stream is coded on this machine');
  if (options.queue !== undefined) refuse('--queue', 'files as --in: a queue is written of rows that can be read again');
}

function streamFormat(format: PredictRules['format']): EncodedFormat {
  if (format !== undefined && format !== 'parquet') return format;
  throw fail('usage.wrong-value', {
    what: 'the format of a stream has to be named',
    where: 'command line: --format',
    got: format ?? 'nothing',
    wanted: 'jsonl, csv, tsv or arrow',
  });
}

async function write(stdout: WriteStream, bytes: string | Uint8Array): Promise<void> {
  if (!stdout.write(bytes)) await once(stdout, 'drain');
}
