/** Every kind of model, a line each. A new one is a folder and a line here. */
export { linear } from './linear/linear.js';
export { majority } from './majority/majority.js';
export { naiveBayes } from './naive-bayes/naive-bayes.js';
