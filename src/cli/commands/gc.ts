import { formatSize } from '../../core/size.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { formatCount } from '../../report/format.js';
import { collectGarbage, type GcReport } from '../../runner/clean/gc.js';
import { FsStore } from '../../store/fs/fs-store.js';
import type { CommandInput, Outcome } from '../command.js';
import { optionInteger } from '../parse-option.js';
import { textTable } from '../text/text-table.js';

/** `millrace gc`: removes stored work that no kept run needs. Fails with `resources.busy` while a run goes on, and with `artifact.corrupt` on a damaged registry. */
export async function gc(input: CommandInput): Promise<Outcome> {
  const { global, emit, signal } = input;
  const { workspace } = global;
  const registry = new FsRegistry(workspace);
  // Which run a damaged record registered is not known, so nothing is removed.
  for (const { failure } of await registry.damages()) throw failure;
  const versions = await registry.list();
  const store = await FsStore.open({ workspace, emit, signal, exclusive: true });
  try {
    const report = await collectGarbage({
      workspace,
      catalog: store,
      keepRuns: optionInteger(input, 'keepRuns', 0) ?? 'all',
      keptRuns: new Set(versions.map(({ run }) => run)),
      dryRun: input.options.dryRun === true,
    });
    return { json: { ...report }, text: describe(report) };
  } finally {
    await store.close();
  }
}

function describe(report: GcReport): string {
  const verb = report.dryRun ? 'would be removed' : 'removed';
  const head = [
    `${formatCount(report.removedCount)} artifacts ${verb}, ${formatSize(report.removedBytes + report.leftoverBytes)}`,
    `${formatCount(report.keptCount)} kept for ${formatCount(report.keptRuns.length)} runs, ${formatSize(report.keptBytes)}`,
  ];
  if (report.removed.length === 0) return head.join('\n');
  const rows = report.removed.map(({ kind, count, byteCount }) => [kind, formatCount(count), formatSize(byteCount)]);
  return [...head, '', textTable(['kind', 'artifacts', 'size'], rows)].join('\n');
}
