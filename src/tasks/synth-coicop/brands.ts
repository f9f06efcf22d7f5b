const GERMAN_STARTS = [
  'Kobold',
  'Fabel',
  'Drachen',
  'Einhorn',
  'Zauber',
  'Märchen',
  'Wichtel',
  'Riesen',
  'Nixen',
  'Elfen',
  'Greifen',
  'Geister',
  'Phönix',
  'Sagen',
];
const GERMAN_ENDS = ['mühle', 'garten', 'krone', 'stern', 'quelle', 'hof'];
const FRENCH_STARTS = ['Maison', 'Val', 'Clos', 'Atelier', 'Comptoir', 'Petit'];
const FRENCH_ENDS = ['Licorne', 'Chimère', 'Lutin', 'Sirène', 'Griffon', 'Farfadet', 'Dragon', 'Merlin', 'Mélusine', 'Ondine'];

/** Every fourth brand is sold in the later period only. */
export const NEW_BRAND_EVERY = 4;

/** Brands made of creatures of fables: 84 German and 60 French ones, none of them real. */
export function inventedBrands(): string[] {
  const german = GERMAN_STARTS.flatMap((start) => GERMAN_ENDS.map((end) => start + end));
  const french = FRENCH_STARTS.flatMap((start) => FRENCH_ENDS.map((end) => `${start} ${end}`));
  return [...german, ...french];
}
