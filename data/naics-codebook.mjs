/** Sectors that NAICS itself writes as a range of 2-digit codes. */
const SECTOR_RANGES = { 31: '31-33', 32: '31-33', 33: '31-33', 44: '44-45', 45: '44-45', 48: '48-49', 49: '48-49' };
const ROOT = 'NAICS';
const LEVEL_WORDS = { 2: 'sector', 3: 'subsector', 4: 'industry group', 5: 'industry' };

/**
 * Codes of 2, 3, 4, 5 and 6 digits under one root, so that level N of the codebook is the N-digit code.
 * A parent is one digit shorter; a 3-digit code's is its sector.
 * Titles of 6-digit codes come from the `-t` rows. A code that ends in 0 is its 5-digit industry under another name, so
 * that industry takes its title; the data has no title for other upper codes, which are named by level and number.
 */
export function naicsCodebook(rows) {
  const codebook = new Map([[ROOT, { code: ROOT, title: 'NAICS 2017, all sectors', parent: '' }]]);
  for (const { id, text, label } of rows) {
    if (id !== `${label}-t`) continue;
    codebook.set(label, { code: label, title: text, parent: label.slice(0, 5) });
    addAncestor(codebook, label.slice(0, 5), label.slice(0, 4), label.endsWith('0') ? text : undefined);
    addAncestor(codebook, label.slice(0, 4), label.slice(0, 3));
    addAncestor(codebook, label.slice(0, 3), sectorOf(label));
    addAncestor(codebook, sectorOf(label), ROOT);
  }
  const untitled = rows.find((row) => !codebook.has(row.label));
  if (untitled !== undefined) throw new Error(`naics: code ${untitled.label} has no title row`);
  return [...codebook.values()];
}

function addAncestor(codebook, code, parent, title) {
  const level = parent === ROOT ? 2 : code.length;
  if (!codebook.has(code)) codebook.set(code, { code, title: title ?? `NAICS ${level}-digit ${LEVEL_WORDS[level]} ${code}`, parent });
}

function sectorOf(code) {
  const digits = code.slice(0, 2);
  return SECTOR_RANGES[digits] ?? digits;
}
