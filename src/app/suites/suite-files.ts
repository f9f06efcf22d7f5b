import { join } from 'node:path';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { Failure, fail } from '../../core/failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { matchFiles } from '../../core/files/match-files.js';
import type { InputFile } from '../../runner/run/inputs.js';
import { prepareToJudge } from '../../stages/prepare/index.js';
import { sourceStage } from '../../stages/source/index.js';
import type { StageContext } from '../../stages/stage-context.js';
import { evaluateConfig } from '../evaluate/evaluate-config.js';
import type { FileSuite } from './suite-of-model.js';

/** A suite with files of its own, whose schemas are checked and whose bytes are digested. */
export interface SuiteFiles {
  readonly suite: string;
  readonly source: Source;
  /** The pipeline's settings turned to these files. */
  readonly config: PipelineConfig;
  readonly unlabelled: 'refuse' | 'skip';
}

/** Its rows in keys and codes. */
export interface PreparedSuite extends SuiteFiles {
  readonly prepared: Prepared;
}

/** The suites of `evaluate.suites` that have files of their own. Failures: those of the source stage, at the keys of the suite. */
export async function openSuiteFiles(context: Omit<StageContext, 'runFolder'>): Promise<readonly SuiteFiles[]> {
  const opened: SuiteFiles[] = [];
  for (const [suite, settings] of Object.entries(context.config.evaluate?.suites ?? {}))
    if (settings.kind === 'file') opened.push(await openOne(suite, settings, context));
  return opened;
}

async function openOne(suite: string, settings: FileSuite, context: Omit<StageContext, 'runFolder'>): Promise<SuiteFiles> {
  const { data: pattern, id, text, label, unlabelled = 'refuse' } = settings;
  const { projectFolder, tables, config: own } = context;
  return atSuite(suite, async () => {
    const [file = ''] = matchFiles(typeof pattern === 'string' ? [pattern] : pattern, projectFolder).files;
    const columns = { id, text, label, weight: 'none', codebook: undefined, allowMissing: false };
    const config = await evaluateConfig(own, { pattern, file, projectFolder, ...columns }, tables, (message) => warnOf(suite, message, context));
    return { suite, source: await sourceStage.run({}, { ...context, config, runFolder: '' }), config, unlabelled };
  });
}

/** What a run read for its suites, without files that it names already. */
export function suiteInputs(suites: readonly SuiteFiles[], known: readonly InputFile[]): readonly InputFile[] {
  const paths = new Set(known.map(({ path }) => path));
  const partitions = suites.flatMap(({ source }) => source.partitions);
  return partitions.flatMap(({ path, digest, byteCount }): InputFile[] => {
    if (paths.has(path)) return [];
    paths.add(path);
    return [{ role: 'suite', path, digest, byteCount }];
  });
}

/**
 * Prepares the rows of suites as a run prepares its own, before anything long starts: bad rows lie in `suites/NAME` of the run folder.
 * Failures: those of the prepare stage, at the keys of the suite.
 */
export async function prepareSuites(suites: readonly SuiteFiles[], context: StageContext): Promise<readonly PreparedSuite[]> {
  const prepared: PreparedSuite[] = [];
  for (const suite of suites) {
    const runFolder = join(context.runFolder, 'suites', suite.suite);
    makeFolder(runFolder);
    const emit: StageContext['emit'] = (event) => {
      if (event.type === 'warning') warnOf(suite.suite, event.message, context);
    };
    const own = { ...context, config: suite.config, runFolder, emit };
    const rows = await atSuite(suite.suite, () => prepareToJudge(suite.unlabelled).run({ source: suite.source }, own));
    prepared.push({ ...suite, prepared: rows });
  }
  return prepared;
}

function warnOf(suite: string, message: string, { emit }: Pick<StageContext, 'emit'>): void {
  emit({ type: 'warning', stage: 'suites', message: `suite ${suite}: ${message}` });
}

/** Faults of the data are named by the keys that a suite gives. */
async function atSuite<T>(suite: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || !error.detail.where.includes('data.')) throw error;
    const { code, ...detail } = error.detail;
    const where = KEYS.reduce((text, [key, own]) => text.replaceAll(key, `evaluate.suites.${suite}.${own}`), detail.where);
    throw fail(code, { ...detail, where }, error);
  }
}

const KEYS = [
  ['data.partitions', 'data'],
  ['data.id', 'id'],
  ['data.text', 'text'],
  ['data.label', 'label'],
] as const;
