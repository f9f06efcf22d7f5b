import { stringify } from 'yaml';

/** Plain data as YAML that other programs read: 1.2, no line broken, the same value written out each time it occurs. */
export function formatYaml(value: unknown): string {
  return stringify(value, { version: '1.2', lineWidth: 0, aliasDuplicateObjects: false });
}
