import { IS_SAMPLE } from './keep-result.js';
import { fallingSupports, type OneModel } from './one-model.js';

/** Models with planted truth: many codes and few, even and falling supports, mostly right and mostly wrong, groups, weights. */
const ALL: readonly OneModel[] = [
  { name: '300 codes, 40 % of them with one row', supports: fallingSupports(300, 2000, 0.4), accuracy: 0.65, spread: 0.3 },
  { name: '320 codes like those of the main job', supports: fallingSupports(320, 2500), accuracy: 0.7, spread: 0.28 },
  { name: '500 codes, half of the rows right', supports: fallingSupports(500, 2000, 0.5), accuracy: 0.5, spread: 0.4 },
  { name: '100 codes, mostly right', supports: fallingSupports(100, 2000), accuracy: 0.93, spread: 0.06 },
  { name: '40 codes of ten rows', supports: new Array<number>(40).fill(10), accuracy: 0.8, spread: 0.15 },
  {
    name: '200 codes of one to five rows, mostly right',
    supports: Array.from({ length: 200 }, (_, code) => 1 + (code % 5)),
    accuracy: 0.85,
    spread: 0.1,
  },
  { name: '12 codes of a hundred rows', supports: new Array<number>(12).fill(100), accuracy: 0.75, spread: 0.2 },
  { name: '150 codes in groups of three rows', supports: fallingSupports(150, 3000), accuracy: 0.7, spread: 0.25, rowsPerGroup: 3 },
  { name: '150 codes with weights from 1 to 8', supports: fallingSupports(150, 2000), accuracy: 0.7, spread: 0.25, mostWeight: 8 },
  {
    name: '200 codes weighted back to the data',
    supports: fallingSupports(200, 2000, 0.4),
    accuracy: 0.7,
    spread: 0.25,
    codeWeight: Array.from({ length: 200 }, (_, code) => (code < 60 ? 10 : code < 120 ? 6 : 3)),
  },
];

/** All of them, or every fourth for a sample. */
export const TRUTHS: readonly OneModel[] = ALL.filter((_, i) => !IS_SAMPLE || i % 4 === 0);
