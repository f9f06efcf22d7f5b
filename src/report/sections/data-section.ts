import { ROLES } from '../../artifacts/split.js';
import { formatSize } from '../../core/size.js';
import { formatCount, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { callout, digest, facts, foreign, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** Which rows served which purpose, and whether any text sits on two sides. */
export function splitSection({ split, prepared, codes }: ReportData): Html {
  const total = split.rowCounts.reduce((sum, count) => sum + count, 0);
  const groups = split.groupCounts.reduce((sum, count) => sum + count, 0);
  const { leakedTestRowCount, testRowCount } = split.leak;
  return section(
    'split',
    'Which rows were used for what',
    table({
      id: 'split-table',
      compact: true,
      columns: [
        { name: 'Role', kind: 'text' },
        { name: 'Rows', kind: 'number' },
        { name: 'Share', kind: 'number', minor: true },
        { name: 'Groups', kind: 'number' },
        { name: 'Codes', kind: 'number' },
      ],
      rows: [
        ...ROLES.map((role, index) => ({
          cells: [
            role,
            formatCount(split.rowCounts[index] ?? 0),
            formatShare(split.rowCounts[index] ?? 0, total),
            formatCount(split.groupCounts[index] ?? 0),
            formatCount(codes.filter(({ roleCounts }) => (roleCounts[index] ?? 0) > 0).length),
          ],
        })),
        { cells: ['all', formatCount(total), formatShare(total, total), formatCount(groups), formatCount(codes.length)], mark: 'total' },
      ],
    }),
    leakedTestRowCount === 0
      ? callout(
          'good',
          'No leak',
          `Recounted from the written split file: none of ${formatCount(testRowCount)} test rows shares its group with a row of another role.`,
        )
      : callout(
          'bad',
          'Leak',
          `Recounted from the written split file: ${formatCount(leakedTestRowCount)} of ${formatCount(testRowCount)} test rows share their group with a row of another role.`,
        ),
    facts([
      [
        'Groups whose rows disagree on the code',
        `${formatCount(split.conflictGroupCount)}, with ${formatCount(split.conflictRowCount)} rows; each group keeps to one role`,
      ],
      ['Distinct texts', formatCount(prepared.textCount)],
      ['Split digest', digest(split.splitDigest)],
    ]),
  );
}

/** What was read, and what was set aside. */
export function inputSection({ partitions, prepared, codebookDigest }: ReportData): Html {
  const quarantined = prepared.quarantine.reduce((sum, { count }) => sum + count, 0);
  const rowCount = partitions.reduce((sum, partition) => sum + partition.rowCount, 0);
  return section(
    'input',
    'What went in',
    facts([
      ['Rows read', `${formatCount(rowCount)} from ${formatCount(partitions.length)} ${partitions.length === 1 ? 'partition' : 'partitions'}`],
      ['Rows in quarantine', `${formatCount(quarantined)} (${formatShare(quarantined, rowCount)})`],
      ['Repeated ids with equal content, counted once', formatCount(prepared.repeatedRowCount)],
      ['Rows that take part', formatCount(prepared.includedCount)],
      ['Codebook digest', digest(codebookDigest)],
    ]),
    quarantined === 0 ? null : quarantineTable(prepared.quarantine, rowCount),
    html`<details><summary>Partitions and their digests</summary>${table({
      id: 'partitions-table',
      columns: [
        { name: 'Partition', kind: 'text' },
        { name: 'Rows', kind: 'number' },
        { name: 'Bytes', kind: 'number', minor: true },
        { name: 'SHA-256', kind: 'text' },
      ],
      rows: partitions.map((partition) => ({
        cells: [foreign(partition.path), formatCount(partition.rowCount), formatSize(partition.byteCount), digest(partition.digest)],
      })),
    })}</details>`,
  );
}

function quarantineTable(quarantine: ReportData['prepared']['quarantine'], rowCount: number): Html {
  return html`<h3>Quarantine</h3>${table({
    id: 'quarantine-table',
    columns: [
      { name: 'Reason', kind: 'text' },
      { name: 'Rows', kind: 'number' },
      { name: 'Share', kind: 'number' },
      { name: 'For example', kind: 'text' },
    ],
    rows: quarantine
      .filter(({ count }) => count > 0)
      .map(({ reason, count, examples }) => ({
        cells: [
          reason,
          formatCount(count),
          formatShare(count, rowCount),
          examples.length === 0 ? '–' : examples.map((id, index) => html`${index === 0 ? '' : ', '}${foreign(id)}`),
        ],
      })),
  })}<p class="note">The rows themselves are in <code>quarantine.parquet</code> of the run folder.</p>`;
}
