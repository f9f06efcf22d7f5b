import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Digest, parseDigest } from '../../core/digest.js';
import { fail } from '../../core/failure.js';
import { distinctTexts } from '../../engine/duckdb/distinct-texts.js';
import type { RegisteredVersion, Registry } from '../../registry/registry.js';
import type { GivenResources } from '../open-services.js';
import { RECORD_FILE } from '../predict/output-folder.js';
import { readRecord } from '../predict/prediction-record.js';
import { withTables } from '../with-tables.js';

/** Enough to tell the models of a registry apart, few enough to type. */
const PREFIX = /^[0-9a-f]{8,64}$/;

/** The column of a file of predictions that says which model made a row. */
const DIGEST_COLUMN = 'modelDigest';

/** A model, and the names that it is registered under: the same bytes may have several. */
export interface KnownModel {
  readonly modelDigest: Digest;
  readonly versions: readonly RegisteredVersion[];
}

/** Where is looked; relative paths start at the project folder. */
export interface Question extends GivenResources {
  readonly projectFolder: string;
}

/**
 * Which registered version has a model digest, given whole or by its first 8 digits or more; or which made predictions, given as the
 * folder, its `predict.json`, or one Parquet file. Failures: `usage.missing-model` when none has it, `usage.wrong-value` when several
 * begin with these digits, and those of reading the file.
 */
export async function whichModel(asked: string, question: Question, registry: Registry): Promise<KnownModel> {
  const versions = await registry.list();
  const path = resolve(question.projectFolder, asked);
  const start = PREFIX.test(asked) ? asked : await digestOfPredictions(asked, path, question);
  const matching = versions.filter(({ modelDigest }) => modelDigest.startsWith(start));
  const [modelDigest, ...others] = new Set(matching.map((version) => version.modelDigest));
  if (modelDigest === undefined) throw unknownModel(asked, start);
  if (others.length > 0) throw ambiguous(asked, matching);
  return { modelDigest, versions: matching };
}

async function digestOfPredictions(asked: string, path: string, given: GivenResources): Promise<Digest> {
  if (!existsSync(path)) throw neither(asked);
  if (statSync(path).isDirectory()) return digestOfRecord(join(path, RECORD_FILE));
  return path.endsWith('.json') ? digestOfRecord(path) : digestOfTable(path, given);
}

function digestOfRecord(file: string): Digest {
  const record = readRecord(file);
  if (record) return record.modelDigest;
  throw fail(record === undefined ? 'usage.missing-file' : 'artifact.corrupt', {
    what: 'these are no predictions of millrace',
    where: file,
    got: record === undefined ? 'no such file' : 'no record of predictions',
    wanted: `the folder of millrace predict --out, with its ${RECORD_FILE}`,
  });
}

async function digestOfTable(file: string, given: GivenResources): Promise<Digest> {
  const texts = await withTables(given, (tables) => distinctTexts(tables, file, DIGEST_COLUMN, 3));
  const [digest] = texts.map(parseDigest);
  if (digest !== undefined && texts.length === 1) return digest;
  throw fail('usage.wrong-value', {
    what: 'this file does not name one model',
    where: `${file}, column ${DIGEST_COLUMN}`,
    got: texts.length === 0 ? 'no row' : texts.join(', '),
    wanted: 'the digest of one model in every row',
  });
}

function neither(asked: string): Error {
  return fail('usage.wrong-value', {
    what: 'this is no model digest, and no file or folder',
    where: 'command line',
    got: asked,
    wanted: 'at least 8 hex digits of a model digest, a folder of predictions, or a Parquet file of one',
  });
}

function unknownModel(asked: string, digest: string): Error {
  return fail('usage.missing-model', {
    what: 'no registered version has this model digest',
    where: asked === digest ? 'the registry of this workspace' : asked,
    got: digest,
    wanted: 'the digest of a registered version',
    hint: 'millrace models list shows them; --workspace names another registry',
  });
}

function ambiguous(asked: string, versions: readonly RegisteredVersion[]): Error {
  return fail('usage.wrong-value', {
    what: 'several models begin with these digits',
    where: 'the registry of this workspace',
    got: asked,
    wanted: `one of ${versions.map(({ name, version, modelDigest }) => `${modelDigest} (${name}@${version})`).join(', ')}`,
  });
}
