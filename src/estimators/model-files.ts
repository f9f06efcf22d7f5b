import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../core/canonical-json.js';
import { fail } from '../core/failure.js';
import { placeFile } from '../core/files/place-file.js';
import { writeBytes } from '../core/files/write-bytes.js';
import type { NumberType } from '../core/number-type.js';
import type { ModelKind } from './estimator.js';
import { kindNamed } from './kinds.js';
import type { FittedModel, ModelFacts, ModelOf } from './model-format.js';

/** What a model of any kind is kept in: which kind it is, and its own file. The same in the store and in a bundle. */
export const MODEL_FILES = { facts: 'model.json', data: 'model.bin' } as const;

/**
 * Writes both files into a folder, the numbers rounded to the type; the model may be as a fit of its kind leaves it. Not synced: whoever
 * publishes the folder sees to that, and what is thrown away again need never reach the disk.
 */
export function writeModelFiles(folder: string, model: FittedModel, numberType: NumberType = 'f32'): void {
  const kind = kindNamed(model.kind, 'model to write');
  kind.format.write(join(folder, MODEL_FILES.data), model, numberType);
  const facts = canonicalJson({ kind: kind.name, ...kind.format.facts(model, numberType) });
  writeBytes(join(folder, MODEL_FILES.facts), [Buffer.from(facts)]);
}

/** Puts the files of a stored model, which nobody writes to any more, into another folder too: as links where there are links. */
export function placeModelFiles(from: string, to: string): void {
  for (const name of Object.values(MODEL_FILES)) placeFile(join(from, name), join(to, name));
}

/** Loads a model of known codes and features. `artifact.corrupt` when a file is damaged; fails for a kind or version that this release has not. */
export function loadModelFiles(folder: string, of: ModelOf): FittedModel {
  return kindOfFolder(folder).format.load(join(folder, MODEL_FILES.data), of);
}

/** Memory that the model of a folder takes once it is open. Failures: those of `loadModelFiles`, as far as they show before it is loaded. */
export function openedModelBytes(folder: string): number {
  const file = join(folder, MODEL_FILES.data);
  return kindOfFolder(folder).format.openedBytes?.(file) ?? statSync(file).size;
}

/** How the model of a folder is stored. Failures: those of `kindOfFolder`. */
export function modelFactsOf(folder: string): ModelFacts {
  kindOfFolder(folder);
  return readFacts(join(folder, MODEL_FILES.facts)) as unknown as ModelFacts;
}

/** The same in words: `f32`, `i8, as factors`. */
export function describeStorage({ numberType, form }: Pick<ModelFacts, 'numberType' | 'form'>): string {
  return form === 'factors' ? `${numberType}, as factors` : numberType;
}

/** The kind that a folder with the two files names. */
export function kindOfFolder(folder: string): ModelKind {
  const file = join(folder, MODEL_FILES.facts);
  const { kind: name, ...found } = readFacts(file);
  if (typeof name !== 'string') throw corrupt(file, `kind ${JSON.stringify(name)}`, 'the name of a kind');
  const kind = kindNamed(name, file);
  const { loads } = kind.format;
  const { version } = found;
  if (!loads.some((facts) => facts.version === version))
    throw corrupt(file, `version ${JSON.stringify(version)} of ${name}`, `version ${versionsOf(loads)}`);
  if (!loads.some((facts) => FACTS.every((fact) => facts[fact] === found[fact]))) throw unknownStorage(file, found, loads);
  return kind;
}

function versionsOf(loads: readonly ModelFacts[]): string {
  return [...new Set(loads.map(({ version }) => version))].join(' or ');
}

const FACTS = ['version', 'numberType', 'form'] as const satisfies readonly (keyof ModelFacts)[];

function unknownStorage(where: string, found: Partial<Record<keyof ModelFacts, unknown>>, loads: readonly ModelFacts[]): Error {
  const say = (facts: Partial<Record<keyof ModelFacts, unknown>>): string => FACTS.map((fact) => `${fact} ${String(facts[fact])}`).join(', ');
  return fail('usage.wrong-value', {
    what: 'a model is stored in a way that this release does not read',
    where,
    got: say(found),
    wanted: `one of: ${loads.map(say).join('; ')}`,
    hint: 'a model of a newer release needs that release',
  });
}

function readFacts(file: string): Partial<Record<'kind' | 'version' | keyof ModelFacts, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // No file and no JSON are the same to whoever opens a model.
  }
  throw corrupt(file, 'no JSON', 'kind and version of a model');
}

function corrupt(where: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', { what: 'a model is damaged', where, got, wanted, hint: 'copy the bundle again, or run the pipeline again' });
}
