import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FLOW } from '../../src/app/flow/flow.js';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
/** The stages in the order of the flow. */
export const STAGES: readonly string[] = FLOW.flatMap((step) => ('stage' in step ? [step.stage.name] : []));

export interface PartialJson {
  readonly run: string;
  readonly splitDigest: string;
  readonly modelDigest: string;
  readonly stages: readonly { readonly stage: string; readonly outcome: string }[];
  readonly trial: { readonly number: number };
}

/** A small pipeline, run as a whole in the workspace `whole`, and in other workspaces by parts. */
export interface PartialRuns {
  readonly folder: string;
  readonly whole: PartialJson;
  /** The pipeline in a workspace of that name. */
  readonly run: (workspace: string, ...args: string[]) => Promise<CliResult>;
  readonly close: () => Promise<void>;
}

export async function openPartialRuns(): Promise<PartialRuns> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-partial-'));
  await writeRows(folder, 'data/a.parquet', plainRows(300, CODES));
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata:\n  partitions: data/*.parquet\nsearch: { grid: { l2: [1e-4, 1e-5] } }\n');
  const run = (workspace: string, ...args: string[]) => runCli(partialCommand(workspace, args), folder);
  return { folder, whole: jsonOf(await run('whole')), run, close: () => rm(folder, { recursive: true, force: true }) };
}

export function partialCommand(workspace: string, args: readonly string[]): readonly string[] {
  return ['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB', '--workspace', workspace, ...args];
}

export function jsonOf(result: CliResult): PartialJson {
  expect(result).toMatchObject({ exitCode: 0 });
  return lastJson(result) as PartialJson;
}
