import type { FailureCode } from '../../core/failure.js';

/** What one check found. `failsWith` is the failure that the doctor ends with when it failed. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly failsWith: FailureCode;
}

/** What a check finds. */
export type Finding = Omit<Check, 'name' | 'failsWith'>;

/** Looks at one thing; what is thrown has failed. */
export async function check(name: string, failsWith: FailureCode, look: () => Finding | Promise<Finding>): Promise<Check> {
  try {
    return { name, failsWith, ...(await look()) };
  } catch (error) {
    return { name, failsWith, status: 'fail', found: (error instanceof Error ? error.message : String(error)).split('\n')[0] as string };
  }
}
