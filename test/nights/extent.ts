import { EXPECTED_NIGHTS, type ExpectedNight } from './expected-nights.js';

/** The nights of this run: the first `MILLRACE_NIGHTS` of them, or all. */
export const NIGHTS: readonly ExpectedNight[] = EXPECTED_NIGHTS.slice(0, Number(process.env.MILLRACE_NIGHTS ?? EXPECTED_NIGHTS.length));

/** Whether that is only a part. */
export const IS_SAMPLE = NIGHTS.length < EXPECTED_NIGHTS.length;
