import type { KeptResult } from '../kept-result.js';

/** What `RESULT.json` holds: the last run of the whole suite. */
export interface FaultResult extends KeptResult {
  readonly faults: Readonly<Record<string, { readonly injected: number; readonly survived: number }>>;
}

/** What a reader of a result has to know before relying on it for a release; nothing for one that is of this release and whole. */
export function doubtsAbout({ date, release, filesFailed, tests, faults }: FaultResult, version: string): string[] {
  const lost = Object.entries(faults).filter(([, { injected, survived }]) => injected === 0 || survived < injected);
  return [
    ...(isOlder(release, version) ? [`it is of ${date} and of release ${release}, older than ${version}: run npm run test:faults`] : []),
    ...(tests.failed + filesFailed > 0 ? [`${tests.failed} tests and ${filesFailed} files failed`] : []),
    ...(tests.skipped > 0 ? [`${tests.skipped} tests were skipped`] : []),
    ...lost.map(([fault, { injected, survived }]) => `${fault}: ${injected} injected, ${survived} survived`),
  ];
}

/** Whether a release comes before another by its three numbers; what follows a hyphen is not compared. */
export function isOlder(release: string, than: string): boolean {
  const [left, right] = [release, than].map((version) => (version.split('-')[0] as string).split('.').map(Number)) as [number[], number[]];
  const differing = [0, 1, 2].find((part) => left[part] !== right[part]);
  return differing !== undefined && (left[differing] as number) < (right[differing] as number);
}
