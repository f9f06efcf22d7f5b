import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../core/files/make-folder.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';

/** What is told of the newest run of a pipeline; null where it is not known. */
export interface RunGauges {
  readonly pipeline: string;
  readonly status: 'done' | 'failed' | 'interrupted';
  /** Seconds since 1970. */
  readonly endSeconds: number;
  readonly seconds: number;
  readonly rows: number | null;
  readonly quarantineShare: number | null;
  readonly gate: string | null;
  /** Figures of the test rows by name. */
  readonly figures: Readonly<Record<string, number>>;
}

const LAST_SUCCESS = 'millrace_run_last_success_timestamp_seconds';

/**
 * Writes the gauges of a pipeline's newest run for the textfile collector of Prometheus, a file a pipeline, whole or not at all. When the
 * last run that went well ended stays from the file of before. Returns the file. Failures: those of `writeFileAtomic`.
 */
export function writeTextfile(folder: string, gauges: RunGauges): string {
  makeFolder(folder);
  const file = join(folder, `millrace_${gauges.pipeline.replace(/[^\w-]/g, '_')}.prom`);
  const lastSuccess = gauges.status === 'done' ? gauges.endSeconds : lastSuccessIn(file);
  writeFileAtomic(file, textfile(gauges, lastSuccess));
  return file;
}

/** The text of the file. */
export function textfile(gauges: RunGauges, lastSuccess: number | null): string {
  const own = { pipeline: gauges.pipeline };
  return [
    gauge(LAST_SUCCESS, 'When the newest run that went well ended.', [[own, lastSuccess]]),
    gauge('millrace_run_last_end_timestamp_seconds', 'When the newest run ended, however it did.', [[own, gauges.endSeconds]]),
    gauge(
      'millrace_run_status',
      'How the newest run ended: 1 for that, else 0.',
      oneOf(own, 'status', ['done', 'failed', 'interrupted'], gauges.status),
    ),
    gauge('millrace_run_seconds', 'How long the newest run took.', [[own, gauges.seconds]]),
    gauge('millrace_run_rows', 'Rows that the newest run worked on, without those in quarantine.', [[own, gauges.rows]]),
    gauge('millrace_run_quarantine_share', 'Share of rows in quarantine in the newest run, 0 to 1.', [[own, gauges.quarantineShare]]),
    gauge('millrace_run_gate', 'What the gate decided in the newest run: 1 for that, else 0.', gateValues(own, gauges.gate)),
    gauge('millrace_run_figure', 'Figures of the test rows of the newest run.', figureValues(own, gauges.figures)),
  ].join('');
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null];

const DECISIONS = ['promote', 'refuse', 'cannot-tell', 'no-champion', 'unchanged'];

function gateValues(own: Labels, decision: string | null): readonly Sample[] {
  return decision === null ? [] : oneOf(own, 'decision', DECISIONS, decision);
}

function figureValues(own: Labels, figures: RunGauges['figures']): readonly Sample[] {
  return Object.entries(figures).map(([figure, value]) => [{ ...own, figure }, value]);
}

/** A state as one sample a value, as Prometheus has it. */
function oneOf(own: Labels, label: string, values: readonly string[], is: string): readonly Sample[] {
  return values.map((value) => [{ ...own, [label]: value }, value === is ? 1 : 0]);
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const known = samples.filter(([, value]) => value !== null);
  if (known.length === 0) return '';
  const lines = known.map(([labels, value]) => `${name}{${Object.entries(labels).map(label).join(',')}} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function label([name, value]: readonly [string, string]): string {
  return `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function lastSuccessIn(file: string): number | null {
  try {
    const found = new RegExp(`^${LAST_SUCCESS}\\{.*\\} (\\S+)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}
