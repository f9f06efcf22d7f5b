import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeNumbers } from '../choose.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { CACHE, DIST, ROOT } from '../paths.mjs';
import { formatRepeats, formatScore, markdownTable } from '../table.mjs';

/** The main job as a user runs it, in a fresh workspace: seconds of each stage from its manifest, peak of the process tree. */
export async function mainJob({ repeat }, say) {
  const runs = [];
  for (let i = 0; i < repeat; i++) {
    runs.push(await runOnce());
    say(`main job: ${runs.at(-1).seconds.toFixed(1)} s`);
  }
  const digests = new Set(runs.map(({ modelDigest }) => modelDigest));
  if (digests.size > 1) throw new Error(`main job: ${digests.size} model digests in ${repeat} runs of the same data: ${[...digests].join(', ')}`);
  const stages = runs[0].stages.map(({ stage }, index) => ({ stage, seconds: describeNumbers(runs.map((run) => run.stages[index].seconds)) }));
  const seconds = describeNumbers(runs.map((run) => run.seconds));
  const peakRssMb = describeNumbers(runs.map((run) => run.peakRssMb));
  const { macroF1, accuracy, modelDigest } = runs[0];
  const rows = [...stages, { stage: 'whole process', seconds }].map((row) => ({ stage: row.stage, seconds: formatRepeats(row.seconds) }));
  const facts = `Main job (data/nsi): macro F1 ${formatScore(macroF1)}, accuracy ${formatScore(accuracy)}, peak ${Math.round(peakRssMb.median)} MB.`;
  return {
    result: { stages, seconds, peakRssMb, macroF1, accuracy, modelDigest },
    markdown: `## Main job\n\n${facts}\n\n${markdownTable({ stage: 'stage', seconds: 'seconds' }, rows)}`,
  };
}

async function runOnce() {
  mkdirSync(CACHE, { recursive: true });
  const workspace = mkdtempSync(join(CACHE, 'main-job-'));
  try {
    const args = [join(DIST, 'cli/main.js'), 'run', 'pipelines/business-activity.yaml', '--workspace', workspace, '--json', '--quiet'];
    const { exitCode, stdout, seconds, peakRssMb } = await runMeasured(process.execPath, args, { cwd: ROOT });
    if (exitCode !== 0) throw new Error(`the main job ended with ${exitCode}: ${stdout}`);
    const answer = jsonLines(stdout).at(-1);
    const manifest = JSON.parse(readFileSync(join(workspace, 'runs', answer.run, 'run.json'), 'utf8'));
    const stages = manifest.stages.map(({ stage, seconds: took }) => ({ stage, seconds: took }));
    const { macroF1, accuracy } = answer.metrics.test;
    return { seconds, peakRssMb, stages, modelDigest: answer.modelDigest, macroF1, accuracy };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
