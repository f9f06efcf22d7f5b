import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainRows, writeRows } from '../cli/write-rows.js';
import type { Happening } from './expected-nights.js';

const ROWS_A_NIGHT = 180;
const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
/** The code that a later codebook adds. */
const NEW_CODE = 'tea';

/** The folder that a supplier writes to: a partition a night, as things go. */
export class Deliveries {
  readonly #folder: string;
  #codes: readonly string[] = CODES;
  /** Nights whose partition has not come whole yet. */
  #owed: number[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What lies in the folder before the night's run. */
  async arrive(night: number, happening: Happening): Promise<void> {
    if (happening === 'new-codebook') this.#codes = [...CODES, NEW_CODE];
    await writeFile(join(this.#folder, 'codes.csv'), `code,title,parent\n${this.#codes.map((code) => `${code},${code} of all kinds,`).join('\n')}\n`);
    this.#owed.push(night);
    if (happening === 'late') return;
    for (const owed of this.#owed) await this.#write(owed);
    this.#owed = happening === 'corrupt' ? [night] : [];
    if (happening === 'corrupt') await cutInHalf(this.#fileOf(night));
    if (happening === 'twice') await copyFile(this.#fileOf(night), this.#fileOf(night, '-again'));
  }

  #fileOf(night: number, suffix = ''): string {
    return join(this.#folder, 'data', `night-${String(night).padStart(2, '0')}${suffix}.parquet`);
  }

  async #write(night: number): Promise<void> {
    await mkdir(join(this.#folder, 'data'), { recursive: true });
    await writeRows(this.#folder, this.#fileOf(night).slice(this.#folder.length + 1), plainRows(ROWS_A_NIGHT, this.#codes, night * ROWS_A_NIGHT));
  }
}

async function cutInHalf(file: string): Promise<void> {
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length >> 1));
}
