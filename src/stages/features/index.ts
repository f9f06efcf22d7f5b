import type { BinEdges, FeatureSpec, FeatureVariants } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { FeaturesConfig, PipelineConfig } from '../../config/pipeline-config.js';
import { canonicalJson } from '../../core/canonical-json.js';
import { ngramSettings } from '../../model/vectors/ngram-settings.js';
import type { Pieces } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../stage-context.js';
import { buildMatrix } from './build-matrices.js';
import { type CodebookTitles, prepareTitles } from './codebook-titles.js';
import { featuresCost } from './cost.js';
import { type CountedTitles, countShards, type ShardCounts } from './count-shards.js';
import { fitBins, type NumericCovariate } from './fit-bins.js';
import { fitTable } from './fit-table.js';
import { RowProgress } from './progress.js';
import { findTrainingTexts } from './training-texts.js';
import { listVariants } from './variants.js';

/** What features are made of. */
export interface FeaturesInput {
  readonly source: Pick<Source, 'codebook'>;
  readonly prepared: Prepared;
  readonly split: Split;
}

/** Rows and their split in; one feature matrix out for each variant of the grid. Fitted on training rows only, and on titles where they are asked for. */
export const featuresStage: Stage<FeaturesInput, FeatureVariants> = stageOf({
  name: 'features',
  cost: featuresCost,
  async *pieces({ source, prepared, split }, context) {
    const variants = listVariants(context.config);
    const settingsOf = ({ words, chars }: FeaturesConfig) => canonicalJson({ words, chars });
    const passCount = new Set(variants.map(({ features }) => settingsOf(features))).size + variants.length;
    const progress = new RowProgress(passCount * prepared.rowCount, context.emit);
    const texts = findTrainingTexts(prepared, split);
    const counted = new Map<string, readonly ShardCounts[]>();
    const areTitlesWanted = source.codebook !== null && variants.some(({ features }) => features.titles);
    const titles = areTitlesWanted ? yield* prepareTitles(source.codebook, prepared, context) : null;
    const matrices = [];
    for (const { label, features } of variants) {
      const known = counted.get(settingsOf(features));
      const counts = known ?? (yield* countVariant(prepared.shards, context, features, progress));
      counted.set(settingsOf(features), counts);
      const numericColumns = yield* fitBins(columnsOf(context.config).numeric, prepared, split, counts);
      const ofTitles = features.titles && titles !== null ? yield* countTitles(titles, context, features) : null;
      const table = yield* fitTable(
        { counts, firstRow: prepared.firstRow, texts, titles: ofTitles, features, numericColumns, textColumns: context.config.data.text },
        context,
      );
      const spec = specOf(context.config, features, numericColumns);
      matrices.push(yield* buildMatrix({ label, spec, prepared, counts, titles: ofTitles, table }, context, progress));
    }
    await context.training.collect();
    return { kind: 'feature-variants', variants: matrices };
  },
});

type Shards = Parameters<typeof countShards>[0];

function countVariant(shards: Shards, context: StageContext, features: FeaturesConfig, progress?: RowProgress): Pieces<readonly ShardCounts[]> {
  const numericNames = columnsOf(context.config).numeric.map(({ column }) => column);
  return countShards(shards, ngramSettings(specOf(context.config, features, [])), numericNames, context, progress);
}

async function* countTitles({ shard, code }: CodebookTitles, context: StageContext, features: FeaturesConfig): Pieces<CountedTitles> {
  const [counts] = yield* countVariant([shard], context, features);
  return { counts: counts as ShardCounts, code };
}

/** Covariates by kind: a name alone is categorical, one with bins numeric. */
function columnsOf({ data }: PipelineConfig): { categorical: string[]; numeric: NumericCovariate[] } {
  return {
    categorical: data.covariates.filter((covariate): covariate is string => typeof covariate === 'string'),
    numeric: data.covariates.filter((covariate): covariate is NumericCovariate => typeof covariate === 'object'),
  };
}

function specOf(config: PipelineConfig, features: FeaturesConfig, numericColumns: readonly BinEdges[]): FeatureSpec {
  return {
    version: 1,
    text: config.text,
    textColumns: config.data.text,
    categoricalColumns: columnsOf(config).categorical,
    numericColumns,
    categoryForm: 'canonical',
    features,
  };
}
