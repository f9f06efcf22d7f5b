import { withPrivateFiles } from '../../core/files/private-files.js';
import { rebuildReport } from '../../report/report-file.js';
import { openRun } from '../../runner/run-store.js';
import { argument, type CommandInput, type Outcome } from '../command.js';

/** `millrace report`: makes the page of a run again from what the run left. */
export async function report(input: CommandInput): Promise<Outcome> {
  const { run, folder, manifest } = openRun(input.global.workspace, argument(input, 0));
  const page = await withPrivateFiles(manifest?.config.privacy?.examples === false, async () => rebuildReport(folder));
  return { json: { run, report: page }, text: page };
}
