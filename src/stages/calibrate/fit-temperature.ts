import type { Calibration } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { TemperatureSearch } from '../../evaluation/calibration/temperature-search.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';
import { type ScoredFit, scoreRows } from '../../training/score-rows.js';
import type { StageContext } from '../stage-context.js';

/** With fewer calibration rows of known codes a temperature would follow chance. */
const FEWEST_ROWS = 50;

/** `auto` keeps the scores as they are unless the cross-fitted log loss falls by more than so many nats. */
const LEAST_GAIN = 1e-4;

const FOLDS = 2;

/** What the calibration rows say of the temperature. */
export type Temperature = Omit<Calibration, 'review'>;

interface Work {
  readonly chosen: RoleRows;
  readonly fit: ScoredFit;
  readonly matrix: FeatureMatrix;
  readonly method: 'auto' | 'temperature' | 'none';
}

/**
 * Temperature scaling by least log loss on the given rows; rows whose code the model does not know are left out. `auto`
 * takes it only if it helps where it was not fitted: rows are halved by group, each half is judged at the temperature of
 * the other one. All three searches share their passes over the rows.
 */
export async function fitTemperature({ chosen, fit, matrix, method }: Work, context: StageContext): Promise<Temperature> {
  const known = knownRows(chosen);
  const none = { kind: 'calibration', method: 'none', temperature: 1, rowCount: known.rows.length } as const;
  if (known.rows.length === 0) return { ...none, logLossBefore: 0, logLossAfter: 0, note: 'no calibration rows: the scores stay as they are' };

  const losses = new LossTable(known, (temperatures) =>
    scoreRows(context.training, fit, matrix, known.rows, known.modelLabel, { topCount: 1, temperatures }),
  );
  const before = (await losses.at([1]))[0]!;
  const unchanged = { ...none, logLossBefore: before.all, logLossAfter: before.all };
  if (method === 'none') return unchanged;
  if (known.rows.length < FEWEST_ROWS) {
    return { ...unchanged, note: `${known.rows.length} calibration rows, fewer than ${FEWEST_ROWS}: the scores stay as they are` };
  }
  const [all, first, second] = await searchAll(losses);
  const [afterAll, afterFirst, afterSecond] = await losses.at([all!, first!, second!]);
  const gain = before.sums[0]! + before.sums[1]! - (afterSecond!.sums[0]! + afterFirst!.sums[1]!);
  if (method === 'auto' && gain / losses.weight <= LEAST_GAIN) {
    return { ...unchanged, note: 'no temperature lowers the cross-fitted log loss: the scores stay as they are' };
  }
  return { ...unchanged, method: 'temperature', temperature: all!, logLossAfter: afterAll!.all };
}

/** Temperatures of least loss on all rows, on the first and on the second half. */
async function searchAll(losses: LossTable): Promise<readonly number[]> {
  const searches = [(loss: Loss) => loss.all, (loss: Loss) => loss.sums[0]!, (loss: Loss) => loss.sums[1]!].map((pick) => ({
    pick,
    search: new TemperatureSearch(),
  }));
  for (;;) {
    const wanted = [...new Set(searches.flatMap(({ search }) => search.next()))].sort((a, b) => a - b);
    if (wanted.length === 0) return searches.map(({ search }) => search.best());
    const found = await losses.at(wanted);
    for (const { search, pick } of searches) search.observe(wanted, found.map(pick));
  }
}

interface Loss {
  /** Mean over all rows. */
  readonly all: number;
  /** Weighted sums of the two halves. */
  readonly sums: readonly number[];
}

/** Log losses at temperatures: one pass over the rows for each list of new ones. Sums run in row order. */
class LossTable {
  readonly weight: number;
  readonly #known = new Map<number, Loss>();

  constructor(
    readonly rows: RoleRows,
    readonly score: (temperatures: readonly number[]) => ReturnType<typeof scoreRows>,
  ) {
    let weight = 0;
    for (let i = 0; i < rows.rows.length; i++) weight += rows.weight?.[i] ?? 1;
    this.weight = weight;
  }

  async at(temperatures: readonly number[]): Promise<readonly Loss[]> {
    const missing = temperatures.filter((temperature) => !this.#known.has(temperature));
    if (missing.length > 0) {
      const predictions = await this.score(missing);
      missing.forEach((temperature, t) => {
        const sums = new Array<number>(FOLDS).fill(0);
        for (let i = 0; i < this.rows.rows.length; i++) {
          const loss = predictions.logSumExp[i * missing.length + t]! - predictions.trueScore[i]! / temperature;
          sums[this.rows.group[i]! % FOLDS]! += (this.rows.weight?.[i] ?? 1) * loss;
        }
        this.#known.set(temperature, { all: sums.reduce((a, b) => a + b, 0) / this.weight, sums });
      });
    }
    return temperatures.map((temperature) => this.#known.get(temperature)!);
  }
}

function knownRows(chosen: RoleRows): RoleRows {
  const keep = Array.from(chosen.rows.keys()).filter((i) => chosen.modelLabel[i]! >= 0);
  return {
    rows: Uint32Array.from(keep, (i) => chosen.rows[i]!),
    label: Int32Array.from(keep, (i) => chosen.label[i]!),
    modelLabel: Int32Array.from(keep, (i) => chosen.modelLabel[i]!),
    group: Uint32Array.from(keep, (i) => chosen.group[i]!),
    weight: chosen.weight === null ? null : Float32Array.from(keep, (i) => chosen.weight![i]!),
  };
}
