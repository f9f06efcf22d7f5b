import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take far longer than the others, the longest first. */
const LONGEST = ['arm64', 'node-releases', 'every-key-acts', 'kill', 'synth-difficulty', 'reproduce', 'signals', 'unicode-releases', 'setup'];

/** Starts the longest files first, so that all cores are busy to the end also where no earlier run has told how long each takes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.integration.test.ts`) || moduleId.endsWith(`/${name}.test.ts`));
  return place < 0 ? LONGEST.length : place;
}
