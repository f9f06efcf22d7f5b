import { digestBytes } from '../../core/digest.js';

/** A file or a model that a run reads or makes, by the digest of what is in it. */
export interface LineageDataset {
  readonly namespace: string;
  readonly name: string;
  readonly digest: string;
}

/** What one event says of a run. */
export interface LineageRun {
  readonly run: string;
  readonly pipeline: string;
  readonly namespace: string;
  /** ISO 8601. */
  readonly time: string;
  readonly inputs: readonly LineageDataset[];
  readonly outputs: readonly LineageDataset[];
  /** Where the code is; null where that is not known. */
  readonly code: { readonly repository: string; readonly commit: string } | null;
  readonly failure: string | null;
}

/** What the event is about. */
export type LineageEventType = 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';

const PRODUCER = 'https://www.npmjs.com/package/millrace';
const SPEC = 'https://openlineage.io/spec';

/** One run event of OpenLineage 2-0-2. */
export function lineageEvent(eventType: LineageEventType, run: LineageRun): object {
  const { code, failure } = run;
  return {
    eventType,
    eventTime: run.time,
    producer: PRODUCER,
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
    run: {
      runId: uuidOf(run.run),
      facets: failure === null ? {} : { errorMessage: facet('1-0-1/ErrorMessageRunFacet', { message: failure, programmingLanguage: 'TypeScript' }) },
    },
    job: {
      namespace: run.namespace,
      name: run.pipeline,
      facets: {
        jobType: facet('2-0-3/JobTypeJobFacet', { processingType: 'BATCH', integration: 'MILLRACE', jobType: 'PIPELINE' }),
        ...(code === null
          ? {}
          : {
              sourceCodeLocation: facet('1-0-1/SourceCodeLocationJobFacet', {
                type: 'git',
                url: code.repository,
                repoUrl: code.repository,
                version: code.commit,
              }),
            }),
      },
    },
    inputs: run.inputs.map(dataset),
    outputs: run.outputs.map(dataset),
  };
}

/** The same id for every event of a run, also of another process: made of our own, in the form of a UUID of version 8. */
export function uuidOf(run: string): string {
  const hex = digestBytes(`millrace run ${run}`);
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function dataset({ namespace, name, digest }: LineageDataset): object {
  return { namespace, name, facets: { version: facet('1-0-1/DatasetVersionDatasetFacet', { datasetVersion: digest }) } };
}

function facet(schema: string, fields: object): object {
  const name = schema.split('/')[1];
  return { _producer: PRODUCER, _schemaURL: `${SPEC}/facets/${schema}.json#/$defs/${name}`, ...fields };
}
