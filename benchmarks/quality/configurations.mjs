import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What a person gets who configures nothing but the data. */
const BUILT_IN = { defaults: {} };

/** Configurations by name, each a part of a pipeline: from a YAML or JSON file, or the built-in one. The first is the yardstick. */
export function readConfigurations(file) {
  if (file === undefined) return BUILT_IN;
  const given = parse(readFileSync(file, 'utf8'));
  if (!isSection(given) || Object.keys(given).length === 0)
    throw new Error(`${file}: wanted names of configurations, each with a part of a pipeline`);
  return Object.fromEntries(
    Object.entries(given).map(([name, part]) => {
      if (part !== null && !isSection(part)) throw new Error(`${file}, ${name}: got ${JSON.stringify(part)}, wanted a part of a pipeline`);
      return [name, part ?? {}];
    }),
  );
}

/** A pipeline with the keys of `part` on top: sections key by key, all other values as a whole. */
export function mergeConfig(base, part) {
  const merged = { ...base };
  for (const [key, value] of Object.entries(part)) merged[key] = isSection(value) && isSection(base[key]) ? mergeConfig(base[key], value) : value;
  return merged;
}

function isSection(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
