import * as all from '../../src/estimators/all.js';
import { ENSEMBLE } from '../../src/estimators/ensemble/settings.js';
import type { ModelKind } from '../../src/estimators/estimator.js';
import { kindNamed } from '../../src/estimators/kinds.js';
import { kindContract } from './kind-contract.js';

/** Options that make fits short, by name of the kind. */
const SHORT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  [all.linear.name]: { maxPasses: 3 },
  [all.linearSvm.name]: { maxPasses: 3 },
  [all.mlLogisticRegression.name]: { grid: { denseFeatures: [32], steps: [10] } },
  [all.mlRandomForest.name]: { grid: { denseFeatures: [32], denseTrees: [3], depth: [4] } },
  // Of three levels, whose rankers are fitted in several tasks.
  [all.labelTree.name]: { maxPasses: 3, grid: { leafCodes: [2], branching: [2], beam: [2] } },
};

// As the table of kinds hands them out: without the types of their own settings and models.
const KINDS = [...(Object.values(all) as unknown as ModelKind[]), kindNamed(ENSEMBLE, 'test')];
for (const kind of KINDS) kindContract(kind, SHORT[kind.name]);
