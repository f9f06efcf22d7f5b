/** A Markdown table: numbers are set to the right; a cell's `|` is escaped. `rows` are objects, `columns` their keys by heading. */
export function markdownTable(columns, rows) {
  const keys = Object.entries(columns);
  const cell = (value) => String(value ?? '').replaceAll('|', '\\|');
  const isNumeric = ([, key]) => rows.length > 0 && rows.every((row) => /^([≥≤~−-]? ?[\d.,]+( ?[×%])?.*)?$/.test(cell(row[key])));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const head = line(keys.map(([heading]) => heading));
  const rule = line(keys.map((column) => (isNumeric(column) ? '---:' : '---')));
  return [head, rule, ...rows.map((row) => line(keys.map(([, key]) => cell(row[key]))))].join('\n');
}

/** Seconds to three figures: 0.123, 1.23, 12.3, 123. */
export function formatSeconds(seconds) {
  if (seconds === undefined || seconds === null || Number.isNaN(seconds)) return '–';
  return seconds >= 100 ? String(Math.round(seconds)) : seconds.toPrecision(3);
}

/** `median (min–max)`, or the number alone when there was one measurement. */
export function formatRepeats(numbers) {
  if (numbers === undefined) return '–';
  if (numbers.count === 1) return formatSeconds(numbers.median);
  return `${formatSeconds(numbers.median)} (${formatSeconds(numbers.min)}–${formatSeconds(numbers.max)})`;
}

/** How many times as much: `12.3×`. */
export function formatRatio(theirs, ours) {
  if (!(theirs > 0 && ours > 0)) return '–';
  const ratio = theirs / ours;
  return `${ratio >= 100 ? Math.round(ratio) : ratio.toPrecision(3)}×`;
}

export function formatScore(score) {
  return typeof score === 'number' ? score.toFixed(4) : '–';
}

/** A setting in one line: `dim=50 epoch=10 lr=1`. */
export function formatSetting(setting) {
  const value = (given) => {
    if (Array.isArray(given)) return given.join('–');
    return typeof given === 'object' && given !== null ? Object.entries(given).flat().join(' ') : String(given);
  };
  return Object.entries(setting)
    .map(([key, given]) => `${key}=${value(given)}`)
    .join(' ');
}
