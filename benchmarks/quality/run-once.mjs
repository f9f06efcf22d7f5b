import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupCpuSeconds, jsonLines, runMeasured } from '../measure.mjs';
import { readChosenTrial, readTestRows, writeTestPartition } from './run-tables.mjs';
import { clearWorkspace } from './workspace.mjs';

/** The shell tells the processor seconds of what it ran when that has ended: a look from outside would miss the last moment. */
const TIMED = '"$@"; code=$?; times; exit $code';
/** A stage that begins, as progress tells it: the time of day, the stage. */
const STARTED = /^\S+ ([a-z]+): started$/;

/**
 * One run of a pipeline by a checkout's command line, and what its model says of the test rows. CPU seconds are those of all
 * threads; those of the whole run are null unless the workspace was `fresh`, for work that was found done costs nothing.
 */
export async function runOnce(dist, workspace, config, { fresh }) {
  clearWorkspace(workspace, fresh);
  const pipeline = join(workspace, 'pipeline.yaml');
  writeFileSync(pipeline, JSON.stringify(config));
  const cpuAt = {};
  const onLine = (line, group) => {
    const stage = STARTED.exec(line)?.[1];
    if (stage !== undefined) cpuAt[stage] = groupCpuSeconds(group);
  };
  const measured = await runProgram(dist, ['run', pipeline, '--workspace', workspace, '-v'], { onLine });
  const { answer, seconds, peakRssMb } = measured;
  const runFolder = join(workspace, 'runs', answer.run);
  const { macroF1, accuracy } = answer.metrics.test;
  return {
    seconds,
    peakRssMb,
    cpuSeconds: fresh ? measured.cpuSeconds : null,
    searchTrainCpuSeconds: cpuAt.calibrate - cpuAt.search,
    label: answer.trial.label,
    validation: await readChosenTrial(join(runFolder, 'trials.parquet')),
    test: { macroF1, accuracy },
    splitDigest: answer.splitDigest,
    modelDigest: answer.modelDigest,
    rows: await codeTestRows(dist, workspace, runFolder, answer, config),
  };
}

/** Ids, labels, groups and predictions of the test rows in the order of their ids. */
export async function codeTestRows(dist, workspace, runFolder, { bundle }, config) {
  const { id = 'id' } = config.data;
  const splitFile = join(runFolder, 'split.parquet');
  const testFile = join(workspace, 'test.parquet');
  const coded = join(runFolder, 'coded');
  await writeTestPartition(testFile, config.data.partitions, id, splitFile);
  await runProgram(dist, [
    'predict',
    bundle,
    '--in',
    testFile,
    '--out',
    coded,
    '--id',
    id,
    '--max-unseen-share',
    '1',
    '--workspace',
    workspace,
    '-q',
  ]);
  return readTestRows(splitFile, join(coded, '*.parquet'));
}

/** A command of a checkout, timed: its JSON answer, CPU seconds of all that it ran. */
export async function runProgram(dist, args, options = {}) {
  const program = [process.execPath, join(dist, 'cli/main.js'), ...args, '--json'];
  const { exitCode, stdout, seconds, peakRssMb } = await runMeasured('sh', ['-c', TIMED, 'sh', ...program], options);
  if (exitCode !== 0) throw new Error(`millrace ${args[0]} ended with ${exitCode}: ${stdout}`);
  return { answer: jsonLines(stdout).at(-1), seconds, peakRssMb, cpuSeconds: childSeconds(stdout) };
}

/** From the last line of the shell's `times`: user and system of its children, as `1m2.345s 0m0.678s`. */
function childSeconds(stdout) {
  const parts = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].slice(-2);
  return parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}
