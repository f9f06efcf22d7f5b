import type { TrackedDataset } from '../tracker.js';
import type { Rest } from './rest.js';

/** Most characters of a digest: that of a whole SHA-256 stands in the profile and in a tag of the input. */
const DIGEST_LENGTH = 36;

/** Records what a run read. Said again it is the same input: the server keeps one of a name and digest. */
export async function logDatasets(rest: Rest, run_id: string, datasets: readonly TrackedDataset[]): Promise<void> {
  if (datasets.length === 0) return;
  const wire = datasets.map(({ name, context, digest, uri, profile }) => ({
    tags: [
      { key: 'mlflow.data.context', value: context },
      { key: 'millrace.sha256', value: digest },
    ],
    // JSON inside of texts, as the server wants it.
    dataset: {
      name,
      digest: digest.slice(0, DIGEST_LENGTH),
      source_type: 'local',
      source: JSON.stringify({ uri }),
      profile: JSON.stringify({ ...profile, sha256: digest }),
    },
  }));
  await rest.call('POST', 'runs/log-inputs', { run_id, datasets: wire });
}
