import { withPrivateFiles } from '../../core/files/private-files.js';
import { rebuildReport } from '../../report/report-file.js';
import { openRun } from '../../runner/run-store.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { openPage } from '../open-page.js';

/** `millrace report`: makes the page of a run again from what the run left, and opens it where that is asked for. */
export async function report(input: CommandInput): Promise<Outcome> {
  const { run, folder, manifest } = openRun(input.global.workspace, argument(input, 0));
  const page = await withPrivateFiles(manifest?.config.privacy?.examples === false, async () => rebuildReport(folder));
  if (input.options.open !== true) return { json: { run, report: page }, text: page };
  const isOpened = await openPage(page, input.environment);
  const hint = 'nothing on this machine opens a page: open it by hand';
  return { json: { run, report: page, isOpened }, text: isOpened ? page : `${page}\n${hint}` };
}
