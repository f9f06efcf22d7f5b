import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { corruptFlat, type FlatFormat, flatPieces, readFlatFile } from '../../core/files/flat-file.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import type { NumberType } from '../../core/number-type.js';
import { withLogits } from '../logits.js';
import type { FittedModel, ModelFormat, ModelOf } from '../model-format.js';
import { requireModelOf } from '../stored-parts.js';
import type { EnsembleModel, EnsemblePart } from './ensemble-model.js';
import { EnsembleScorer } from './ensemble-scorer.js';
import { ENSEMBLE, type KnownKinds } from './settings.js';

/** What the file says of a part beside the bytes of its own file. */
interface PartFacts {
  readonly kind: string;
  readonly share: number;
  readonly temperature: number;
  /** Bytes of the part once it is open. */
  readonly openedBytes: number;
}

/** Counts in the head: codes, features, bytes of the facts, and the bytes of the file of each part. The facts are JSON. */
const FORMAT: FlatFormat = {
  name: 'an ensemble of models',
  magic: 0x534e524d,
  version: 1,
  hint: 'copy the bundle again, or run the pipeline again',
  layout: ([, , facts = 0, ...parts]) => [['u8', facts], ...parts.map((bytes) => ['u8', bytes] as const)],
};

const NUMBER_TYPES: readonly NumberType[] = ['f32', 'f16', 'i8'];

/** How its models are kept: the files of the parts, one behind the other, each as its own kind writes it. */
export function ensembleFormat({ kindNamed }: KnownKinds): ModelFormat<EnsembleModel> {
  const formatOf = (kind: string): ModelFormat<FittedModel> => kindNamed(kind, 'part of an ensemble').format;

  function write(file: string, { codes, featureCount, parts }: EnsembleModel, numberType: NumberType): void {
    const written = parts.map((part) => writePart(part, numberType));
    const facts = Buffer.from(canonicalJson(written.map(({ facts: own }) => ({ ...own }) as unknown as Json)));
    const counts = [codes.length, featureCount, facts.length, ...written.map(({ bytes }) => bytes.length)];
    const pieces = flatPieces(FORMAT, counts, [new Uint8Array(facts), ...written.map(({ bytes }) => bytes)]);
    writeBytes(file, pieces);
  }

  function writePart({ share, temperature, model }: EnsemblePart, numberType: NumberType) {
    return inFolder((file) => {
      const format = formatOf(model.kind);
      format.write(file, model, numberType);
      const bytes = Uint8Array.from(readFileSync(file));
      const facts: PartFacts = { kind: model.kind, share, temperature, openedBytes: format.openedBytes?.(file) ?? bytes.length };
      return { facts, bytes };
    });
  }

  function load(file: string, of: ModelOf): EnsembleModel {
    const { codes, featureCount } = of;
    return readFlatFile(file, FORMAT, ({ counts, part }) => {
      requireModelOf(FORMAT, file, counts, { codes, featureCount });
      const parts = readFacts(file, part(0) as Uint8Array).map(({ kind, share, temperature }, place): EnsemblePart => {
        const model = inFolder((own) => {
          writeFileSync(own, part(place + 1) as Uint8Array);
          return formatOf(kind).load(own, of);
        });
        return { share, temperature, model };
      });
      return { kind: ENSEMBLE, codes, featureCount, parts };
    });
  }

  return {
    facts: (_, numberType) => ({ version: 1, numberType, form: 'full' }),
    loads: NUMBER_TYPES.map((numberType) => ({ version: 1, numberType, form: 'full' })),
    write,
    load,
    openedBytes: (file) =>
      readFlatFile(file, FORMAT, ({ part }) => readFacts(file, part(0) as Uint8Array).reduce((sum, { openedBytes }) => sum + openedBytes, 0)),
    open: (model) => {
      const parts = model.parts.map(({ share, temperature, model: own }) => ({
        share,
        temperature,
        scorer: withLogits(formatOf(own.kind).open(own)),
      }));
      return new EnsembleScorer(model.codes, parts, additiveOf(model));
    },
    additive: additiveOf,
    share: (model) => ({
      ...model,
      parts: model.parts.map((part) => ({ ...part, model: formatOf(part.model.kind).share?.(part.model) ?? part.model })),
    }),
  };

  /** Of one part alone whose scores are sums and are not divided. */
  function additiveOf({ parts }: EnsembleModel) {
    const [only, ...more] = parts;
    if (only === undefined || more.length > 0 || only.temperature !== 1) return null;
    return formatOf(only.model.kind).additive?.(only.model) ?? null;
  }
}

function readFacts(file: string, bytes: Uint8Array): readonly PartFacts[] {
  try {
    const facts = JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly PartFacts[];
    const isSound = ({ share, temperature }: PartFacts): boolean => share >= 0 && share <= 1 && temperature > 0;
    if (facts.length > 0 && facts.every(isSound)) return facts;
  } catch {
    // No JSON and no facts are the same to whoever opens a model.
  }
  throw corruptFlat(FORMAT, file, 'no facts of its parts', 'a kind, a share and a temperature each');
}

/** Kinds read and write files of their own: each part has one for a moment, which nobody else may read. */
function inFolder<Result>(work: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-ensemble-'));
  try {
    return work(join(folder, 'part.bin'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
