/**
 * What is tried of each peer on each data set: a subset of `peers/searches.py` that fits a time budget (about ten minutes a
 * peer at 180,000 rows on two cores), cheapest first. It is printed with the result, every setting with its figures.
 *
 * `judge` says what is held equal before a time is reported:
 *   quality    our fit that reaches the peer's best validation macro F1
 *   time       the macro F1 of our best fit in no more than the peer's time
 *   objective  our fit whose objective is at most the peer's, on the same hashed matrix and penalty
 */
const FASTTEXT_SMALL = [...grid({ dim: [50], epoch: [10, 25], lr: [2, 4] }), ...grid({ dim: [100], epoch: [25], lr: [2] })];

/** Linear machines, by trees of codes and plain, four settings each, as a kind of `pipelines/conf/baselines.yaml` has. PECOS without a tree takes five times as long and is worse. */
const LINEAR_SMALL = {
  pecos: { judge: 'quality', settings: grid({ C: [0.3, 1, 3, 10] }) },
  omikuji: { judge: 'quality', settings: [...grid({ trees: [1], C: [1, 3, 10] }), ...grid({ trees: [3], C: [3] })] },
  'linear-svc': { judge: 'quality', settings: [...grid({ C: [0.3, 1, 3] }), { classWeight: 'balanced', C: 1 }] },
};

/** Peers whose training is short beside what comes before it: at equal quality ours is the fit of the fewest processor seconds from text to model. */
export const FROM_TEXT = ['pecos', 'omikuji', 'linear-svc'];

const PLANS = {
  'synth-180k': {
    fasttext: {
      judge: 'quality',
      settings: [...grid({ dim: [50], epoch: [5, 10], lr: [1, 2] }), ...grid({ dim: [100], epoch: [10], lr: [1] })],
    },
    'sklearn-sgd': {
      judge: 'quality',
      settings: [
        { alpha: 1e-6, epochs: 2 },
        { alpha: 1e-6, epochs: 5 },
      ],
    },
    vw: { judge: 'time', settings: grid({ tableBits: [22], passes: [1, 2] }) },
    'sklearn-lbfgs': {
      judge: 'objective',
      settings: [{ l2: 1e-5, maxIter: 20 }],
    },
    'sklearn-saga': {
      judge: 'objective',
      settings: [
        { l2: 1e-5, maxIter: 5 },
        { l2: 1e-5, maxIter: 20 },
      ],
    },
    'spark-lr': { judge: 'objective', rising: true, settings: grid({ l2: [1e-5], maxIter: [20], heapGb: [2, 4, 8, 16] }) },
    pecos: { judge: 'quality', settings: grid({ minDocumentFrequency: [2], C: [0.3, 1, 3] }) },
    omikuji: {
      judge: 'quality',
      settings: [...grid({ minDocumentFrequency: [2], trees: [1], C: [1, 3] }), ...grid({ minDocumentFrequency: [2], trees: [3] })],
    },
    'linear-svc': { judge: 'quality', settings: grid({ minDocumentFrequency: [2], C: [0.1, 0.3] }) },
  },
  'synth-1m': {
    fasttext: { judge: 'quality', settings: [...grid({ dim: [50], epoch: [5], lr: [1, 2] }), ...grid({ dim: [50], epoch: [10], lr: [1] })] },
  },
  kldb: {
    fasttext: { judge: 'quality', settings: FASTTEXT_SMALL },
    vw: { judge: 'time', settings: grid({ tableBits: [22], passes: [1, 5] }) },
    ...LINEAR_SMALL,
  },
  uksic: { fasttext: { judge: 'quality', settings: FASTTEXT_SMALL }, ...LINEAR_SMALL },
  nsi: { fasttext: { judge: 'quality', settings: FASTTEXT_SMALL }, ...LINEAR_SMALL },
};

/** One or two tiny settings a peer: to see that the path works (`--tiny`). */
const TINY = {
  fasttext: [
    { dim: 10, epoch: 2, lr: 1 },
    { dim: 10, epoch: 5, lr: 1 },
  ],
  'sklearn-sgd': [{ alpha: 1e-6, epochs: 1 }],
  vw: [{ tableBits: 18, passes: 1 }],
  'sklearn-lbfgs': [{ l2: 1e-5, maxIter: 3 }],
  'sklearn-saga': [{ l2: 1e-5, maxIter: 1 }],
  pecos: [{ C: 1 }],
  omikuji: [{ trees: 1 }],
  'linear-svc': [{ C: 0.1 }],
  'spark-lr': [
    { l2: 1e-5, maxIter: 2, heapGb: 2 },
    { l2: 1e-5, maxIter: 2, heapGb: 4 },
  ],
};

export const PEER_DATASETS = Object.keys(PLANS);

/** The plan of a data set: peer → what to try. `only` restricts the peers. */
export function peerPlan(dataset, { only, tiny }) {
  const plan = PLANS[dataset] ?? PLANS['synth-180k'];
  const peers = only ?? Object.keys(plan);
  return peers.map((peer) => {
    const found = plan[peer] ?? PLANS['synth-180k'][peer];
    if (found === undefined) throw new Error(`--only-peers: got ${peer}, wanted some of ${Object.keys(TINY).join(', ')}`);
    return { peer, ...found, settings: tiny ? TINY[peer] : found.settings };
  });
}

/** Half the n-grams of the data set's features: what learns almost as much in half the time. */
const LIGHT = { words: [1, 1], chars: [4, 4] };
/** A quarter of them: what says enough where a fit need not be the best. */
const LIGHTEST = { words: null, chars: [5, 5] };

/** What a run without a grid fits, on all n-grams and on half of them, with and without weights for rare codes. */
const AVERAGES = grid({
  features: [{}, LIGHT],
  l2: [1e-6],
  rank: [32, 64],
  average: [3],
  classWeight: [{ power: 0.25 }, { power: 0.5 }],
  passes: [10],
});

const OUR_SEARCHES = {
  'synth-180k': [
    ...grid({ features: [{}, LIGHT, LIGHTEST], l2: [1e-6, 1e-7], classWeight: ['none', { power: 0.5 }], passes: [5] }),
    ...grid({ features: [{}, LIGHT, LIGHTEST], l2: [1e-6], rank: [64], average: [3], classWeight: [{ power: 0.5 }], passes: [8] }),
  ],
  'synth-1m': grid({ features: [{}, LIGHT, LIGHTEST], l2: [1e-5, 3e-6, 1e-6], classWeight: [{ power: 0.5 }], passes: [4] }),
  kldb: [
    ...AVERAGES,
    ...grid({ l2: [1e-6], rank: [64, 128], classWeight: ['none', { power: 0.5 }], passes: [8] }),
    ...grid({ features: [LIGHT, LIGHTEST], l2: [1e-6], rank: [32, 48, 64], classWeight: [{ power: 0.5 }], passes: [8] }),
    ...grid({ l2: [1e-6], rank: [null], classWeight: [{ power: 0.5 }], passes: [5] }),
  ],
  uksic: [
    ...AVERAGES,
    ...grid({ features: [{}, LIGHT, LIGHTEST], l2: [1e-5], rank: [64, null], classWeight: ['none', { power: 0.5 }], passes: [8] }),
  ],
  nsi: [...AVERAGES, ...grid({ features: [{}, LIGHT, LIGHTEST], l2: [1e-6], rank: [64, null], classWeight: ['none', { power: 0.5 }], passes: [8] })],
};

/**
 * Ours: every combination is fitted once for the most passes, with its validation macro F1 after each of them. A list of
 * settings a feature variant, which share a process.
 */
export function ourSearch(dataset, tiny) {
  const settings = (OUR_SEARCHES[dataset] ?? OUR_SEARCHES['synth-180k']).map((setting) => ({
    ...setting,
    trace: true,
    ...(tiny ? { passes: 2 } : {}),
  }));
  const variantOf = ({ features = {} }) => JSON.stringify(features);
  return [...new Set(settings.map(variantOf))].map((variant) => settings.filter((setting) => variantOf(setting) === variant));
}

/** Ours against an objective: fast fits of ever more passes; exact ones for when no fast one is low enough. */
export function objectiveLadder(l2, tiny) {
  const fast = (tiny ? [1, 3] : [1, 2, 3, 5, 8, 12, 20]).map((passes) => ({ l2, passes, objective: true }));
  const exact = (tiny ? [1e-1] : [1e-1, 1e-2]).map((tolerance) => ({ l2, mode: 'exact', passes: 100, tolerance, objective: true }));
  return { fast, exact };
}

/** All combinations, the first key outermost. */
function grid(axes) {
  return Object.entries(axes).reduce((points, [key, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))), [{}]);
}
