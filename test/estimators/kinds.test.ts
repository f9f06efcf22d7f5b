import { linear, majority } from '../../src/estimators/all.js';
import { kindContract } from './kind-contract.js';

kindContract(linear, { maxPasses: 3 });
kindContract(majority);
