import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A control group that may hold so many bytes, file cache included: version 2 where it is mounted with a memory controller, version 1
 * otherwise. Whoever writes its number into `procs` is in it. Undefined where none can be made (it takes root).
 */
export function openControlGroup(limitBytes) {
  const versions = [
    { root: '/sys/fs/cgroup', limit: 'memory.max', peak: 'memory.peak' },
    { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', peak: 'memory.max_usage_in_bytes' },
  ];
  for (const { root, limit, peak } of versions) {
    const folder = join(root, `millrace-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    // A group has its files at once; a plain folder has none.
    if (!existsSync(join(folder, limit))) {
      rmdirSync(folder);
      continue;
    }
    writeFileSync(join(folder, limit), String(limitBytes));
    return { procs: join(folder, 'cgroup.procs'), peakBytes: () => Number(readFileSync(join(folder, peak), 'utf8')), close: () => rmdirSync(folder) };
  }
  return undefined;
}
