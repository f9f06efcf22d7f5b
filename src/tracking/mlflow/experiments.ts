import { fail } from '../../core/failure.js';
import type { Rest } from './rest.js';

interface Experiment {
  readonly experiment_id: string;
  readonly lifecycle_stage: string;
}

/** The experiment of a name, made when there is none. Fails with `tracking.refused` for one that was deleted. */
export async function findOrMakeExperiment(rest: Rest, name: string): Promise<string> {
  const found = await byName(rest, name);
  if (found !== undefined) return found;
  // Somebody else may make it at the same moment.
  const made = await rest.call<{ experiment_id: string }>('POST', 'experiments/create', { name }, { expect: ['RESOURCE_ALREADY_EXISTS'] });
  const id = made?.experiment_id ?? (await byName(rest, name));
  if (id === undefined) throw rest.refused('experiments/create', 200, `no experiment ${name} although it was made`);
  return id;
}

async function byName(rest: Rest, experiment_name: string): Promise<string | undefined> {
  const answer = await rest.get<{ experiment: Experiment }>('experiments/get-by-name', { experiment_name }, { expect: ['RESOURCE_DOES_NOT_EXIST'] });
  if (answer?.experiment.lifecycle_stage === 'deleted')
    throw fail('tracking.refused', {
      what: 'the experiment was deleted',
      where: `${rest.http.connection.address}, experiment ${experiment_name}`,
      got: 'a deleted experiment, whose name cannot be used again',
      wanted: 'one that takes runs',
      hint: 'restore it, or name another one by MLFLOW_EXPERIMENT_NAME',
    });
  return answer?.experiment.experiment_id;
}
