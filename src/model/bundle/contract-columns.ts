import type { ColumnKind } from '../../artifacts/column-kind.js';
import type { FeatureSpec } from '../../artifacts/features.js';
import type { ContractColumn } from './bundle-format.js';

/** What is known of the columns that a model was made with, beside its features. */
export interface KnownColumns {
  readonly id: string;
  /** By name. */
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** Share of unseen values by the name of a categorical covariate. */
  readonly unseenShares: ReadonlyMap<string, number>;
}

/** The contract of a model: its id, its texts, its covariates. */
export function contractColumns(spec: FeatureSpec, { id, kinds, unseenShares }: KnownColumns): readonly ContractColumn[] {
  const column = (name: string, use: ContractColumn['use'], form: ContractColumn['form']): ContractColumn => ({
    name,
    use,
    kind: kinds.get(name) ?? 'nothing',
    form,
    unseenShare: use === 'category' ? (unseenShares.get(name) ?? null) : null,
  });
  return [
    column(id, 'id', 'as-is'),
    ...spec.textColumns.map((name) => column(name, 'text', 'canonical-text')),
    ...spec.categoricalColumns.map((name) => column(name, 'category', 'canonical-category')),
    ...spec.numericColumns.map(({ column: name }) => column(name, 'number', 'bin')),
  ];
}
