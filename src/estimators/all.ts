/** Every kind of model, a line each. A new one is a folder, a line here, and a line in test/estimators/kinds.test.ts. */
export { linear } from './linear/linear.js';
export { majority } from './majority/majority.js';
