/** Every kind of model, a line each. A new one is a folder and a line here. */
export { labelTree } from './label-tree/label-tree.js';
export { linear } from './linear/linear.js';
export { linearSvm } from './linear-svm/linear-svm.js';
export { lookup } from './lookup/lookup.js';
export { majority } from './majority/majority.js';
export { mlLogisticRegression } from './ml-logistic-regression/ml-logistic-regression.js';
export { mlRandomForest } from './ml-random-forest/ml-random-forest.js';
export { naiveBayes } from './naive-bayes/naive-bayes.js';
export { randomForest } from './random-forest/random-forest.js';
