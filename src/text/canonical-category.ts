import { cleanCode } from './clean-code.js';

/**
 * The form in which values of a categorical covariate are compared: cleaned as a code is (`cleanCode`), a whole number without its
 * fraction. So `1`, `1.0`, ` 1` and a column of integers, floats or texts are one value, whatever wrote the file. Null when
 * nothing is left: the value is missing. `01` stays `01`.
 */
export function canonicalCategory(value: string): string | null {
  const clean = cleanCode(value);
  if (clean === '') return null;
  return WHOLE_FLOAT.test(clean) ? wholeNumber(clean) : clean;
}

const WHOLE_FLOAT = /^-?(?:0|[1-9][0-9]*)\.0+$/;

function wholeNumber(text: string): string {
  const digits = text.slice(0, text.indexOf('.'));
  return digits === '-0' ? '0' : digits;
}
