/** A codebook as CSV text: header `code,title,parent`, rows in bytewise order of code, an empty parent at the top. */
export function writeCodebook(entries) {
  const sorted = [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.code), Buffer.from(b.code)));
  const lines = sorted.map(({ code, title, parent }) => [code, title, parent].map(quote).join(','));
  return `code,title,parent\n${lines.join('\n')}\n`;
}

function quote(cell) {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
