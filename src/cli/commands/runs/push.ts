import { openTracker } from '../../../app/track/open-tracker.js';
import { pushRuns } from '../../../app/track/push-runs.js';
import { withTables } from '../../../app/with-tables.js';
import { FsRegistry } from '../../../registry/fs/fs-registry.js';
import { formatCount } from '../../../report/format.js';
import type { CommandInput, Outcome } from '../../command.js';

/** `millrace runs push`: sends runs to the tracking server that it does not have. */
export async function runsPush(input: CommandInput): Promise<Outcome> {
  const { args, global, signal } = input;
  const tracker = openTracker(input.environment, signal);
  const { workspace } = global;
  const [name] = args;
  const pushed = await withTables(global, (tables) =>
    pushRuns(workspace, typeof name === 'string' ? name : null, tracker, { tables, registry: new FsRegistry(workspace, signal), signal }),
  );
  const lines = pushed.flatMap(({ run, url, leftOut }) => [`${run}  ${url}`, ...leftOut.map((what) => `  not sent: ${what}`)]);
  const head =
    pushed.length === 0
      ? `${tracker.address} has every run of ${workspace}`
      : `${formatCount(pushed.length)} ${pushed.length === 1 ? 'run' : 'runs'} sent to ${tracker.address}`;
  return { json: { address: tracker.address, pushed }, text: [head, ...lines].join('\n') };
}
