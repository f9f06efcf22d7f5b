import { DIGEST_PATTERN } from '../core/digest.js';

/** Whether a value from a file is what a type says. */
export type Check = (value: unknown) => boolean;

/** A string. */
export const isText: Check = (value) => typeof value === 'string';
/** Any number that JSON can hold. */
export const isNumber: Check = (value) => typeof value === 'number';
/** A whole number that is exact. */
export const isInteger: Check = (value) => Number.isSafeInteger(value);
/** True or false. */
export const isFlag: Check = (value) => typeof value === 'boolean';
/** A SHA-256 in hex. */
export const isDigest: Check = (value) => typeof value === 'string' && DIGEST_PATTERN.test(value);
/** A map of anything. */
export const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A map that has these keys, and may have others. */
export function objectOf(checks: Readonly<Record<string, Check>>): Check {
  return (value) => isObject(value) && Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]));
}

/** A list whose items pass. */
export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** Null, or what passes. */
export function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

/** One of these texts. */
export function oneOf(...texts: readonly string[]): Check {
  return (value) => texts.includes(value as string);
}
