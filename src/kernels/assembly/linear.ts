// The hot loops of multinomial logistic regression over sparse rows, a file an idea. Plain TypeScript with the same
// arithmetic, operation by operation, stands in src/kernels/reference*.ts; tests compare the two to the bit.

// @ts-nocheck: AssemblyScript, not TypeScript

export { useBatch } from './table';
export { setPenalty, setBatch, setTargets } from './solver';
export { scoreDocuments } from './scores';
export { gradientDocuments, updateIntercept } from './solvers/fast';
export { updateRows } from './moves';
export { settleBatch, settleRows, clearRows } from './weight-rows';
export { backDocuments, updateColumns, scoreHidden, multiplyRows, addProducts } from './factors';
export { multiplyWhole } from './whole-products';
export { scaleRows } from './scaled-rows';
export { drawEvenly } from './draws';
export { rowNorms, logSumDocuments, chooseCodes } from './sums';
export { scoreWide, gradientWide, accumulateWide, gradientNorms } from './wide';
export { scoreVector, softmaxVector, residualVector, curvatureVector, accumulateVector, sumDocuments, spreadDocuments, squareRows } from './products';
export { beginStep, finishProduct, moveStep, turnDirection, applyStep } from './solvers/newton';
export { subgradientRows, keepFree, projectRows } from './solvers/orthant';
