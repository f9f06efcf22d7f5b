import type { HierarchyFigures } from '../../../evaluation/codes/level-figures.js';
import { formatCount, formatScore } from '../../format.js';
import { between } from '../../page/between.js';
import { type Html, html } from '../../page/html.js';
import { table } from '../../page/parts.js';

/** Figures by level of the codebook, from the top down; nothing without levels. */
export function levelsTable(hierarchy: HierarchyFigures | null): Html | null {
  if (hierarchy === null) return null;
  const { levels, hierarchicalPrecision, hierarchicalRecall, hierarchicalF1 } = hierarchy;
  const rows = levels.map(({ level, codeCount, accuracy, accuracyInterval: [low, high], macroF1 }) => ({
    cells: [formatCount(level), formatCount(codeCount), html`${formatScore(accuracy)}${between(low, high, 'beside')}`, formatScore(macroF1)],
  }));
  const columns = [
    { name: 'Level of the codebook', kind: 'text' },
    { name: 'Codes', kind: 'number' },
    { name: 'Accuracy', kind: 'number' },
    { name: 'Macro F1', kind: 'number' },
  ] as const;
  return html`${table({ id: 'levels-table', compact: true, columns, rows })}
<p class="note">Level 1 is the top: both codes of a row are replaced by their ancestors there. Codes with all their ancestors: hierarchical precision ${formatScore(hierarchicalPrecision)}, recall ${formatScore(hierarchicalRecall)}, F1 ${formatScore(hierarchicalF1)}.</p>`;
}
