/** What befalls a night. */
export type Happening = 'plain' | 'corrupt' | 'late' | 'twice' | 'tracker-down' | 'disk-full' | 'killed' | 'worse-model' | 'new-codebook';

/** Whom the night wakes: by exit code, and by what a run that ends well says. */
export type Alert = 'nobody' | 'data' | 'machines' | 'tracking' | 'model';

/** A night as it must come out. */
export interface ExpectedNight {
  readonly happening: Happening;
  /** One exit code an attempt: after 4 and after a kill the same command runs once more. */
  readonly exitCodes: readonly number[];
  /** The version that is champion in the morning. */
  readonly champion: number;
  readonly alert: Alert;
}

const night = (happening: Happening, exitCodes: readonly number[], champion: number, alert: Alert): ExpectedNight => ({
  happening,
  exitCodes,
  champion,
  alert,
});

/**
 * Written before any of them was run. Each good night has rows of its own and its model becomes champion; a refused model takes a number
 * too, a night without a model takes none. What a bad night lacks, the next one brings.
 */
export const EXPECTED_NIGHTS: readonly ExpectedNight[] = [
  night('plain', [0], 1, 'nobody'),
  night('corrupt', [3], 1, 'data'),
  night('plain', [0], 2, 'nobody'),
  night('killed', [137, 0], 3, 'nobody'),
  night('worse-model', [10], 3, 'model'),
  night('disk-full', [4, 0], 5, 'machines'),
  night('late', [0], 5, 'data'),
  night('plain', [0], 6, 'nobody'),
  night('twice', [0], 7, 'nobody'),
  night('tracker-down', [0], 8, 'tracking'),
  night('new-codebook', [0], 9, 'nobody'),
  night('plain', [0], 10, 'nobody'),
  night('plain', [0], 11, 'nobody'),
  night('killed', [137, 0], 12, 'nobody'),
  night('late', [0], 12, 'data'),
  night('plain', [0], 13, 'nobody'),
  night('corrupt', [3], 13, 'data'),
  night('corrupt', [3], 13, 'data'),
  night('plain', [0], 14, 'nobody'),
  night('twice', [0], 15, 'nobody'),
  night('plain', [0], 16, 'nobody'),
  night('worse-model', [10], 16, 'model'),
  night('plain', [0], 18, 'nobody'),
  night('tracker-down', [0], 19, 'tracking'),
  night('disk-full', [4, 0], 20, 'machines'),
  night('plain', [0], 21, 'nobody'),
  night('plain', [0], 22, 'nobody'),
  night('killed', [137, 0], 23, 'nobody'),
  night('worse-model', [10], 23, 'model'),
  // The rows of the refused night meet the usual settings: there is a new model although nothing came.
  night('late', [0], 25, 'nobody'),
  night('plain', [0], 26, 'nobody'),
];
