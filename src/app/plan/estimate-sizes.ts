import type { Codebook } from '../../artifacts/codebook.js';
import type { FeatureVariants } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { FeaturesConfig, PipelineConfig } from '../../config/pipeline-config.js';
import type { RunSizes } from '../../forecast/run-scale.js';
import { exp, log } from '../../kernels/math.js';
import { parentsOf } from '../../text/code-tree.js';

/** N-grams in a sample and in every second slice of it. */
export interface NgramCount {
  readonly whole: number;
  readonly half: number;
}

/** What a sample of texts says of the rest. */
export interface TextSample {
  readonly rowCount: number;
  /** Distinct texts among them: document frequencies count a text once. */
  readonly textCount: number;
  /** Distinct n-grams a row, on average. */
  readonly entriesPerRow: number;
  /** N-grams that at least `features.minDocumentFrequency` texts have, and at least two. */
  readonly frequent: NgramCount;
  /** N-grams of a single text; 0 when the settings ask for more than one text. */
  readonly single: NgramCount;
  /** Rows of each label in the sample. */
  readonly codeCounts: ReadonlyMap<string, number>;
}

/**
 * N-grams that a number of texts will have: V(N) = V(n) · (N/n)^β with β from the two halves of the sample (Heaps' law). β
 * falls as words repeat, so this errs on the high side beyond the sample; β is kept between 0 and 1.
 */
export function extrapolateNgrams({ whole, half }: NgramCount, sampleTexts: number, texts: number): number {
  if (sampleTexts === 0 || whole === 0) return 0;
  const beta = Math.min(1, Math.max(0, log(whole / Math.max(1, half)) / log(2)));
  return Math.ceil(whole * exp(beta * log(texts / sampleTexts)));
}

/**
 * Features for each n-gram that is kept, estimated on the high side. N-grams that occur in exactly the same texts are one feature;
 * the more texts there are, the fewer n-grams share all of theirs. Measured: 0.53 at 3,200 texts (NAICS), 0.57 at 11,500 and 0.68 at 52,600 (synthetic).
 */
function featureShare(textCount: number): number {
  return Math.min(1, Math.max(0.5, 0.55 + 0.125 * (log(Math.max(1, textCount)) / log(10) - 3.5)));
}

/** Sizes by a sample of the texts: estimates of features and codes, on the high side. */
export function estimateSizes(
  source: Pick<Source, 'rowCount' | 'partitions' | 'codebook'>,
  sample: TextSample,
  config: PipelineConfig,
  variants: readonly Pick<FeaturesConfig, 'ids' | 'maxFeatures' | 'blocks' | 'titles'>[],
): RunSizes {
  const { rowCount } = source;
  const { fractions } = config.split;
  const titleCount = variants.some(({ titles }) => titles) ? (source.codebook?.codes.length ?? 0) : 0;
  const trainCount = Math.ceil(rowCount * fractions.train) + titleCount;
  const textCount = Math.ceil((trainCount * sample.textCount) / Math.max(1, sample.rowCount));
  const frequent = extrapolateNgrams(sample.frequent, sample.textCount, textCount);
  const single = extrapolateNgrams(sample.single, sample.textCount, textCount);
  const countedCount = Math.ceil(sample.entriesPerRow * (rowCount + titleCount));
  const codes = estimateCodes(cutCodes(sample.codeCounts, source.codebook, config.data.level));
  return {
    isExact: false,
    rowCount,
    partitionCount: source.partitions.length,
    inputBytes: source.partitions.reduce((sum, { byteCount }) => sum + byteCount, 0),
    codeCount: source.codebook === null ? codes : Math.min(codes, source.codebook.codes.length),
    trainCount,
    validationCount: Math.ceil(rowCount * fractions.validation),
    heldOutCount: Math.ceil(rowCount * (fractions.calibration + fractions.test)),
    variants: variants.map(({ ids, maxFeatures, blocks }) => {
      const keyCount = Math.min(maxFeatures, frequent + single);
      // N-grams that only one text has are one feature, of each block that they are in.
      const singles = Math.min(single, (blocks === 'kinds' ? 2 : 1) * textCount);
      const features = ids === 'hashed' ? keyCount : Math.min(keyCount, Math.ceil(featureShare(textCount) * frequent) + singles);
      return { keyCount, featureCount: features, entryCount: countedCount, countedCount };
    }),
  };
}

/** Rows a code, labels cut to a level of the codebook as in prepare. */
function cutCodes(counts: ReadonlyMap<string, number>, codebook: Codebook | null, level: number | null): readonly number[] {
  if (codebook === null || level === null) return [...counts.values()];
  const parentOf = parentsOf(codebook);
  const cut = new Map<string, number>();
  for (const [label, count] of counts) {
    const path: string[] = [];
    for (let code: string | null = label; code !== null && path.length <= codebook.codes.length; code = parentOf.get(code) ?? null)
      path.unshift(code);
    const code = path[level - 1];
    if (code !== undefined) cut.set(code, (cut.get(code) ?? 0) + count);
  }
  return [...cut.values()];
}

/** The same where the artifacts are there: exact as far as they go. */
export function knownSizes(
  estimate: RunSizes,
  made: { readonly prepared?: Prepared; readonly split?: Split; readonly features?: FeatureVariants },
): RunSizes {
  const { prepared, split, features } = made;
  const [train = 0, validation = 0, calibration = 0, test = 0] = split?.rowCounts ?? [];
  const titleCount = features?.variants.reduce((most, { titles }) => Math.max(most, titles?.code.length ?? 0), 0) ?? 0;
  return {
    ...estimate,
    isExact: prepared !== undefined && features !== undefined,
    ...(prepared === undefined ? {} : { codeCount: prepared.codes.length }),
    ...(split === undefined ? {} : { trainCount: train + titleCount, validationCount: validation, heldOutCount: calibration + test }),
    ...(features === undefined
      ? {}
      : {
          variants: features.variants.map(({ table, entryCount }) => {
            const { featureCount, keyCount } = table;
            return { featureCount, keyCount, entryCount, countedCount: Math.max(entryCount, estimate.variants[0]?.countedCount ?? 0) };
          }),
        }),
  };
}

/** Codes in all, by those seen once and twice in the sample: S + f₁² / (2·f₂) (Chao 1984), a lower bound in expectation. */
export function estimateCodes(counts: readonly number[]): number {
  const once = counts.filter((count) => count === 1).length;
  const twice = counts.filter((count) => count === 2).length;
  return counts.length + Math.ceil(twice > 0 ? (once * once) / (2 * twice) : (once * (once - 1)) / 2);
}
