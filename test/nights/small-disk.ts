import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const ROOMY = '1g';
/** Less than a run writes. */
const SPARE_KILOBYTES = 200;

/** A workspace on a disk of its own in memory, which can be filled. Needs the right to mount. */
export class SmallDisk {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tmpfs', folder]);
  }

  /** Leaves room for a little more than lies there. */
  fill(): void {
    const used = Number(execFileSync('df', ['--output=used', '-k', this.folder]).toString().trim().split('\n').at(-1));
    this.#resize(`${used + SPARE_KILOBYTES}k`);
  }

  makeRoom(): void {
    this.#resize(ROOMY);
  }

  remove(): void {
    execFileSync('umount', [this.folder]);
  }

  #resize(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.folder]);
  }
}

/** Whether this process may mount at all. */
export function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
