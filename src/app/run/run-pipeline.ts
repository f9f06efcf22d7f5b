import { splitFiles } from '../../artifacts/files/split-files.js';
import type { Json } from '../../core/canonical-json.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import { assembleReport } from '../../report/assemble-report.js';
import { reportFacts } from '../../report/run-facts.js';
import { shownSuite } from '../../report/suite-figures.js';
import type { Manifest } from '../../runner/manifest.js';
import type { FlowArtifacts } from '../flow/flow.js';
import { type StageRange, WHOLE_FLOW } from '../flow/stage-range.js';
import { resolveResources, type Services, withServices } from '../open-services.js';
import { addedBytes, judgeForecast } from '../plan/forecast-run.js';
import { earlierRuns } from './earlier-runs.js';
import type { TimedTold } from './run-follower.js';
import { type RunFacts, runJson } from './run-summary.js';
import { type PipelineRun, type WalkedRun, walkRun } from './walk-run.js';

/** A run that is done. */
export interface DoneRun {
  readonly facts: RunFacts;
  readonly made: FlowArtifacts;
  readonly manifest: Manifest;
  /** What became of telling the followers. */
  readonly told: readonly TimedTold[];
}

/**
 * Runs a pipeline from its source to its report and its manifest, which is written last; of a range that reaches the end the stages
 * before it are only found. Failures: those of the stages, and `usage.missing-work`.
 */
export async function runPipeline(request: PipelineRun, range: StageRange = WHOLE_FLOW): Promise<DoneRun> {
  const { config, workspace, signal, emit } = request;
  return withPrivateFiles(!config.privacy.examples, () =>
    withServices({ workspace, signal, emit, engine: config.engine, ...resolveResources(config.resources) }, (services) =>
      runWith(services, request, range),
    ),
  );
}

/** The same with services that are open already, whose store is that of the workspace. */
export function runWith(services: Services, request: PipelineRun, range: StageRange = WHOLE_FLOW): Promise<DoneRun> {
  return walkRun(services, request, range, async (walked) => {
    const made = walked.made as FlowArtifacts;
    const done = await finish({ ...walked, made }, services, request);
    return { made, ...done, told: await walked.follow.end(done.manifest) };
  });
}

/** Writes the report, then the manifest. */
async function finish(
  walked: WalkedRun & { readonly made: FlowArtifacts },
  services: Services,
  { config, pipelineFile, workspace }: PipelineRun,
): Promise<Omit<DoneRun, 'made' | 'told'>> {
  const { run, made, environment, warnings, forecast, measureCoding, repeats, curve, suites } = walked;
  const measured = run.measure();
  // Loaded while the first stage worked; a run that fails early need not wait for it.
  const [{ drawAhead }, { writeReport }] = await Promise.all([import('../../report/render-report.js'), import('../../report/report-file.js')]);
  const facts = reportFacts({ id: run.id, config, pipelineFile, environment, stages: run.stages, measured, warnings });
  const history = earlierRuns(workspace, config.name, run.id);
  const data = assembleReport(made, { ...facts, repeats, curve, suites: suites?.map(shownSuite) ?? null, history });
  const drawn = drawAhead(data);
  const waitedFrom = run.measure().seconds;
  const coding = await measureCoding(made);
  // No forecast speaks of it.
  const codingSeconds = run.measure().seconds - waitedFrom;
  const reportFile = writeReport(run.folder, { ...data, coding }, drawn);
  const { peakRssBytes, seconds: all } = run.measure();
  const seconds = all - codingSeconds;
  const truth = { peakMemoryBytes: peakRssBytes, diskBytes: await addedBytes(run.folder, run.stages, services.store), seconds };
  const judged = forecast === null ? null : judgeForecast(forecast, truth);
  const ended: RunFacts = {
    coding,
    repeats,
    curve,
    suites,
    run: run.id,
    pipeline: config.name,
    seconds,
    peakRssMb: peakRssBytes / 1e6,
    forecast: judged,
    splitFile: splitFiles(run.folder).split,
    reportFile,
  };
  const { run: _run, seconds: _seconds, peakRssMb: _peak, ...results } = runJson(ended, made);
  return { facts: ended, manifest: run.finish(JSON.parse(JSON.stringify(results)) as Readonly<Record<string, Json>>) };
}
