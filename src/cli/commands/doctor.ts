import { examine } from '../../app/doctor/doctor-checks.js';
import { resourcesOf } from '../../app/open-services.js';
import { FAILURES } from '../../core/failure.js';
import type { CommandInput, Outcome } from '../command.js';
import { textTable } from '../text/text-table.js';

/** `millrace doctor`: exit code 0, or that of the first check that failed (4 resources, 5 engines). */
export async function doctor({ global, options: { remote } }: CommandInput): Promise<Outcome> {
  const checks = await examine({
    workspace: global.workspace,
    ...resourcesOf(global),
    remote: typeof remote === 'string' ? remote : null,
  });
  const failed = checks.filter(({ status }) => status === 'fail');
  const verdict = failed.length === 0 ? 'This machine is ready.' : `Not ready: mend ${failed.map(({ name }) => name).join(', ')}.`;
  const rows = checks.map(({ name, status, found, advice }) => [status, name, advice === undefined ? found : `${found} → ${advice}`]);
  const json = { checks: checks.map(({ failsWith: _, name, ...found }) => ({ check: name, ...found })) };
  const text = `${textTable(['', 'check', 'found'], rows)}\n\n${verdict}`;
  const [first] = failed;
  if (first === undefined) return { json, text };
  const error = {
    code: first.failsWith,
    what: 'this machine is not ready',
    where: first.name,
    got: first.found,
    wanted: first.advice ?? 'a check that passes',
  };
  return { json: { ...json, status: 'failed', error }, text, exitCode: FAILURES[first.failsWith].exitCode };
}
