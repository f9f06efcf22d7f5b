import { fail } from '../../core/failure.js';
import type { ConfigPath } from '../config-path.js';
import { nearest } from '../nearest.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';

const NAME = /^[a-z0-9][a-z0-9-]*$/;

/** Names that figures stand under which are no suite's of the pipeline: those of the test role, and of `evaluate --data`. */
const TAKEN = /^(test|test-.*|data|validation|.*-unseen|.*-as-they-come)$/;

/** Names of suites, their columns of text, and suites that the gate requires and nobody has named. Failure: `usage.wrong-value`. */
export function refuseSuites({ data, evaluate, gate }: PipelineConfig, sources: ConfigSources): void {
  const suites = Object.entries(evaluate?.suites ?? {});
  for (const [name, suite] of suites) {
    const path = ['evaluate', 'suites', name];
    if (!NAME.test(name) || TAKEN.test(name)) throw wrong('a suite cannot be called so', path, name, WANTED_NAME, sources);
    if (suite.kind !== 'file' || suite.text === undefined || suite.text.length === data.text.length) continue;
    const wanted = `${data.text.length}, in the order of ${data.text.join(', ')}`;
    throw wrong('the pipeline reads another number of text columns', [...path, 'text'], suite.text.join(', '), wanted, sources);
  }
  const names = suites.map(([name]) => name);
  for (const name of Object.keys(gate.suites ?? {})) if (!names.includes(name)) throw unknownSuite(name, names, sources);
}

const WANTED_NAME = 'lower-case letters, digits and hyphens; test, data and what ends in -unseen or -as-they-come are names of other figures';

function unknownSuite(name: string, names: readonly string[], sources: ConfigSources): Error {
  const wanted = names.length === 0 ? 'a name of evaluate.suites, of which there are none' : `a name of evaluate.suites: ${names.join(', ')}`;
  return wrong('the gate requires a suite that is not there', ['gate', 'suites', name], name, wanted, sources, nearest(name, names));
}

function wrong(what: string, path: ConfigPath, got: string, wanted: string, sources: ConfigSources, like?: string): Error {
  const where = `${placeOf(path, sources)}, ${path.join('.')}`;
  return fail('usage.wrong-value', { what, where, got, wanted, ...(like === undefined ? {} : { hint: `did you mean ${like}?` }) });
}
