import { textWidth } from '../../core/terminal/text-width.js';

/** A number as we print it: alone, or with its unit. */
const NUMBER = /^([−+-]?[\d.,]+( (s|%|B|[KMGT]iB|min \d+ s|h \d+ min))?|–)?$/;

/** A table in plain text: columns padded to their widest cell, columns of numbers to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(textWidth(title), ...rows.map((row) => textWidth(row[column] ?? ''))));
  const isNumeric = header.map((_, column) => rows.length > 0 && rows.every((row) => NUMBER.test(row[column] ?? '')));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const padding = ' '.repeat(Math.max(0, (widths[column] as number) - textWidth(cell)));
        return isNumeric[column] ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((size) => '─'.repeat(size))), ...rows.map(line)].join('\n');
}
