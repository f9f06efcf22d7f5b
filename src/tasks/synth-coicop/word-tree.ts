import { parseWords, type WordDivision } from './parse-words.js';
import { FOOD_WORDS } from './words/food.js';
import { HOME_WORDS } from './words/home.js';
import { SERVICE_WORDS } from './words/services.js';

/** The whole fictitious tree: divisions, groups, classes and leaves with their words. */
export function wordTree(): WordDivision[] {
  return parseWords(FOOD_WORDS + HOME_WORDS + SERVICE_WORDS);
}
