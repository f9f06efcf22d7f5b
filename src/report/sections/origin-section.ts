import { formatSeconds, formatSize } from '../../core/size.js';
import { describeCoding } from '../coding-text.js';
import { formatCount, formatTime } from '../format.js';
import { type Html, html } from '../page/html.js';
import { digest, facts, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** How to get the same bytes again: commands, digests, and the machine that this was run on. */
export function originSection(data: ReportData): Html {
  const { run, model, split, environment, features } = data;
  return section(
    'origin',
    'Where it comes from',
    html`<pre class="commands"><code>${commands(data)}</code></pre>`,
    facts([
      ['Model digest', digest(model.modelDigest)],
      ['Split digest', digest(split.splitDigest)],
      ['Bundle', formatSize(model.byteCount)],
      ...(data.coding == null ? [] : ([['Coding takes', describeCoding(data.coding)]] as const)),
      [
        'Features',
        `${formatCount(features.featureCount)} of ${formatCount(features.distinctCount)} distinct n-grams, ${formatCount(features.entryCount)} entries${features.collisionCount === 0 ? '' : `, ${formatCount(features.collisionCount)} collisions`}`,
      ],
      ['Started', formatTime(run.startedAt)],
      ['Took', `${formatSeconds(run.seconds)}${run.peakRssMb === null ? '' : `, at most ${formatCount(Math.round(run.peakRssMb))} MB resident`}`],
    ]),
    stageTable(data),
    html`<details><summary>Environment</summary>${facts(environment)}</details>`,
    html`<details><summary>Configuration with its defaults</summary><pre><code>${JSON.stringify(data.config, null, 2)}</code></pre></details>`,
  );
}

function commands({ run, calibration }: ReportData): string {
  return [
    ...(run.pipelineFile === null ? [] : [`millrace run ${run.pipelineFile}`]),
    `millrace reproduce ${run.id}    # runs it again and compares, down to the first difference`,
    `millrace split show ${run.id}    # which row was used for what`,
    `millrace predict ${run.id} --in 'new/*.parquet' --out coded/`,
    ...(calibration.crossFit === undefined
      ? []
      : [
          `millrace labels ${run.id}    # rows whose code may be wrong, as a sheet to look through`,
          `millrace counts ${run.id} --data 'new/*.parquet'    # rows of each code, as given and corrected`,
        ]),
    `millrace report ${run.id}    # makes this page again`,
  ].join('\n');
}

const WORK: Readonly<Record<ReportData['stages'][number]['outcome'], string>> = {
  fresh: 'done in this run',
  cached: 'found finished',
  'partly-cached': 'partly found finished',
};

function stageTable({ stages }: ReportData): Html | null {
  if (stages.length === 0) return null;
  return table({
    id: 'stages-table',
    compact: true,
    columns: [
      { name: 'Stage', kind: 'text' },
      { name: 'Seconds', kind: 'number' },
      { name: 'Work', kind: 'text' },
    ],
    rows: stages.map(({ stage, seconds, outcome }) => ({ cells: [stage, seconds.toFixed(2), WORK[outcome]] })),
  });
}
