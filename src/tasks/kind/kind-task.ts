import { kindNamed } from '../../estimators/kinds.js';
import { openRows } from '../rows/stored-rows.js';

/** A kind of model by name, one of its own tasks, and what that task takes. */
export interface KindTaskInput {
  readonly kind: string;
  /** One of the kind's own tasks. */
  readonly task: string;
  readonly input: unknown;
}

/** Runs a task of a kind of model: what it takes and gives is between the kind's own files. */
export default async function kindTask({ kind, task, input }: KindTaskInput): Promise<unknown> {
  const load = kindNamed(kind, 'task of a kind').tasks?.[task];
  if (load === undefined) throw new Error(`the kind ${kind} has no task ${JSON.stringify(task)}`);
  const file = await load();
  return file.default(input as never, { openRows });
}
