import { join, relative } from 'node:path';
import { resourcesOf, withServices } from '../../app/open-services.js';
import { fail } from '../../core/failure.js';
import { formatSeconds } from '../../core/size.js';
import { shellWord } from '../../core/terminal/shell-word.js';
import { formatCount } from '../../report/format.js';
import { writePipelineFile } from '../../synth/pipeline-file.js';
import { synthesise } from '../../synth/synthesise.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionInteger, optionPath } from '../parse-option.js';

/** `millrace synth`: writes synthetic rows with a codebook and the truth about what was planted. */
export async function synth(input: CommandInput): Promise<Outcome> {
  const { global, signal, emit } = input;
  const name = argument(input, 0);
  if (name !== 'coicop')
    throw fail('usage.wrong-value', { what: 'there are no such synthetic data', where: 'command line: NAME', got: name, wanted: 'coicop' });
  const rows = optionInteger(input, 'rows', 1) ?? 100_000;
  const seed = optionInteger(input, 'seed', 0) ?? 1;
  const partitions = optionInteger(input, 'partitions', 1);
  const codes = optionInteger(input, 'codes', 1);
  const out =
    optionPath(input, 'out') ?? join(global.workspace, 'synth', `${name}-${rows}${codes === undefined ? '' : `-codes${codes}`}-seed${seed}`);
  return withServices({ workspace: global.workspace, signal, emit, ...resourcesOf(global) }, async ({ tables, tasks }) => {
    const startMs = performance.now();
    emit({ type: 'stage-started', stage: 'synth' });
    const onProgress = (done: number, total: number): void => emit({ type: 'progress', stage: 'synth', unit: 'rows', done, total });
    const summary = await synthesise(
      {
        ...{ name, rows, seed, out, signal, onProgress },
        ...(partitions === undefined ? {} : { partitions }),
        ...(codes === undefined ? {} : { codes }),
      },
      tables,
      tasks,
    );
    const pipeline = writePipelineFile(out, global.projectFolder);
    const seconds = (performance.now() - startMs) / 1000;
    emit({ type: 'stage-finished', stage: 'synth', seconds });
    const text = [
      `${formatCount(summary.rows)} rows of ${formatCount(summary.codes)} codes in ${summary.partitions} partitions, ${formatSeconds(seconds)}`,
      `  rows      ${out}/partitions/*.parquet`,
      `  codebook  ${out}/codebook.csv`,
      `  truth     ${out}/truth.parquet`,
      `  pipeline  ${pipeline}`,
      '',
      `millrace run ${shellWord(relative(global.projectFolder, pipeline))}`,
    ].join('\n');
    return { json: { out, pipeline, seconds, ...summary }, text };
  });
}
