import type { TrackedModel } from '../tracker.js';
import type { Rest } from './rest.js';
import type { ServerRun } from './runs.js';
import { type KeyValue, keyValues } from './wire.js';

/** Tags of a version that say which of our versions it is. */
const VERSION_TAG = 'millrace.version';
const DIGEST_TAG = 'millrace.modelDigest';

interface ModelVersion {
  readonly name: string;
  readonly version: string;
  readonly run_id?: string;
  readonly tags?: readonly KeyValue[];
}

/** Registers the model of a run under its name, once: a version with its digest is that version. */
export async function registerModel(rest: Rest, { info }: ServerRun, model: TrackedModel): Promise<void> {
  const { name, version, modelDigest, folder } = model;
  await rest.call('POST', 'registered-models/create', { name }, { expect: ['RESOURCE_ALREADY_EXISTS'] });
  if (await hasVersion(rest, model)) return;
  const tags = [
    { key: VERSION_TAG, value: String(version) },
    { key: DIGEST_TAG, value: modelDigest },
  ];
  const source = `${info.artifact_uri}/${folder}`;
  await rest.call('POST', 'model-versions/create', { name, source, run_id: info.run_id, tags }, { repeats: false });
  if (!(await hasVersion(rest, model))) throw rest.refused('model-versions/create', 200, `no version of ${name} with the digest that was sent`);
}

/** Lets aliases point where ours do; those whose version is not there are passed by. Gives the aliases that moved. */
export async function moveAliases(rest: Rest, name: string, aliases: Readonly<Record<string, number>>): Promise<readonly string[]> {
  const answer = await rest.get<{ registered_model: { aliases?: readonly { alias: string; version: string }[] } }>(
    'registered-models/get',
    { name },
    { expect: ['RESOURCE_DOES_NOT_EXIST'] },
  );
  if (answer === undefined) return [];
  const theirs = new Map((answer.registered_model.aliases ?? []).map(({ alias, version }) => [alias, version]));
  const versions = new Map((await versionsOf(rest, name)).map(({ tags, version }) => [keyValues(tags).get(VERSION_TAG), version]));
  const moved: string[] = [];
  for (const [alias, own] of Object.entries(aliases)) {
    const version = versions.get(String(own));
    if (version === undefined || theirs.get(alias) === version) continue;
    await rest.call('POST', 'registered-models/alias', { name, alias, version });
    moved.push(alias);
  }
  return moved;
}

async function hasVersion(rest: Rest, { name, modelDigest }: TrackedModel): Promise<boolean> {
  return (await versionsOf(rest, name)).some(({ tags }) => keyValues(tags).get(DIGEST_TAG) === modelDigest);
}

async function versionsOf(rest: Rest, name: string): Promise<readonly ModelVersion[]> {
  const found: ModelVersion[] = [];
  for (let page_token = ''; ; ) {
    const fields = { filter: `name='${name}'`, max_results: '1000', ...(page_token === '' ? {} : { page_token }) };
    const answer = await rest.get<{ model_versions?: readonly ModelVersion[]; next_page_token?: string }>('model-versions/search', fields);
    found.push(...(answer?.model_versions ?? []));
    page_token = answer?.next_page_token ?? '';
    if (page_token === '') return found;
  }
}
