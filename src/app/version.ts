import { readFileSync } from 'node:fs';

/** The release of millrace, as package.json says. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}
