import type { CommandSpec } from './command.js';
import { AROUND_IT } from './table/around.js';
import { MAKE_MODELS } from './table/make-models.js';
import { REGISTERED_MODELS } from './table/registered-models.js';
import { RUNS } from './table/runs.js';
import { USE_MODELS } from './table/use-models.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [...MAKE_MODELS, ...USE_MODELS, ...REGISTERED_MODELS, ...RUNS, ...AROUND_IT];
