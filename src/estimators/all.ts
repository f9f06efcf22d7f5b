/** Every kind of model, a line each. A new one is a folder and a line here. */
export { labelTree } from './label-tree/label-tree.js';
export { linear } from './linear/linear.js';
export { linearSvm } from './linear-svm/linear-svm.js';
export { lookup } from './lookup/lookup.js';
export { majority } from './majority/majority.js';
export { naiveBayes } from './naive-bayes/naive-bayes.js';
export { randomForest } from './random-forest/random-forest.js';
