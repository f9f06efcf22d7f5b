import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Calibration, Comparison, Evaluation } from '../evaluation.js';

/** Artifacts that are one JSON file, `KIND.json` in their folder, whole as the stage gives them. */
type JsonArtifact = Calibration | Comparison | Evaluation;

/** Writes the artifact's file. It is not synced: the store does that when it publishes the folder. */
export async function writeJsonArtifact(folder: string, artifact: JsonArtifact): Promise<void> {
  await writeFile(jsonFile(folder, artifact.kind), JSON.stringify(artifact));
}

/** Reads the artifact of that kind; the store has checked its bytes. */
export async function readJsonArtifact<Kind extends JsonArtifact['kind']>(
  folder: string,
  kind: Kind,
): Promise<Extract<JsonArtifact, { kind: Kind }>> {
  return JSON.parse(await readFile(jsonFile(folder, kind), 'utf8'));
}

function jsonFile(folder: string, kind: JsonArtifact['kind']): string {
  return join(folder, `${kind}.json`);
}
