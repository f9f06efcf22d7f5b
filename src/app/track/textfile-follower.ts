import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { splitFiles } from '../../artifacts/files/split-files.js';
import type { TableFiles } from '../../engine/table-files.js';
import type { FinishedRun } from '../../runner/run-store.js';
import { writeTextfile } from '../../tracking/prometheus/textfile.js';
import type { EndServices, RunFollower, Told } from '../run/run-follower.js';
import { problemOf } from './problem.js';

/** Figures that are worth an alert. */
const FIGURES = ['accuracy', 'macroF1', 'ece'];

/** Leaves gauges of each run where Prometheus collects them. */
export class TextfileFollower implements RunFollower {
  /** Absolute path. */
  constructor(readonly folder: string) {}

  begin(): void {}

  trial(): void {}

  async end(run: FinishedRun, { tables }: EndServices): Promise<Told> {
    const told = { to: 'prometheus', address: this.folder, url: null };
    try {
      const { manifest } = run;
      const rows = await rowsOf(run.folder, tables);
      writeTextfile(this.folder, {
        pipeline: manifest.pipeline,
        status: manifest.status === 'partial' ? 'done' : manifest.status,
        endSeconds: Date.parse(manifest.endedAt) / 1000,
        seconds: manifest.seconds,
        ...rows,
        gate: gateOf(manifest.results),
        figures: figuresOf(manifest.results),
      });
      return { ...told, sent: true, problem: null };
    } catch (error) {
      return { ...told, sent: false, problem: problemOf(error) };
    }
  }
}

/** Null for a run that did not get as far as its split. */
async function rowsOf(folder: string, tables: TableFiles): Promise<{ readonly rows: number | null; readonly quarantineShare: number | null }> {
  const files = [splitFiles(folder).split, join(folder, 'quarantine.parquet')];
  if (!files.every((file) => existsSync(file))) return { rows: null, quarantineShare: null };
  const [split, quarantine] = await tables.describeAll(files);
  const [rows, bad] = [split?.rowCount ?? 0, quarantine?.rowCount ?? 0];
  return { rows, quarantineShare: bad / Math.max(1, rows + bad) };
}

function gateOf(results: FinishedRun['manifest']['results']): string | null {
  return (results.gate as { readonly decision?: string } | undefined)?.decision ?? null;
}

function figuresOf(results: FinishedRun['manifest']['results']): Readonly<Record<string, number>> {
  const { test = {} } = (results.metrics ?? {}) as { readonly test?: Readonly<Record<string, unknown>> };
  return Object.fromEntries(FIGURES.flatMap((name) => (typeof test[name] === 'number' ? [[name, test[name]]] : [])));
}
