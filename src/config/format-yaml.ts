import { stringify } from 'yaml';

/** A configuration as YAML that `loadPipeline` reads back to the same values. */
export function formatYaml(value: unknown): string {
  return stringify(value, { version: '1.2', lineWidth: 100, collectionStyle: 'any', flowCollectionPadding: true });
}
