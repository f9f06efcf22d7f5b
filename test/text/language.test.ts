import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { type CanonicalOptions, canonicalText } from '../../src/text/canonical-text.js';
import { type Language, loadStemmer, loadStopWords } from '../../src/text/language.js';

const require = createRequire(import.meta.url);
const options: CanonicalOptions = { unicode: 'nfkc', case: 'lower', accents: 'keep', digits: 'keep', punctuation: 'space' };

const WORDS: Readonly<Record<Language, string>> = {
  de: 'Häuser Bäckereien verkäuflich Reinigungsdienste größere fahrend Möbelhändler Straßen',
  en: 'running bakeries cleaning services relational conditional hopping generously skies',
  es: 'panaderías limpiando servicios rápidamente construcción trabajadores niños',
  fr: 'boulangeries nettoyage continuellement constructions travailleurs générales',
  it: 'panetterie pulizia velocemente costruzioni lavoratori abbandonata',
  nl: 'bakkerijen schoonmaken lichamelijkheid werknemers gebouwen mogelijkheden',
  no: 'bakerier rengjøring arbeidere bygninger havnedistriktene oppmerksomhet',
  pt: 'padarias limpando rapidamente construções trabalhadores organizações',
  sv: 'bagerier rengöring arbetare byggnader jaktkarlarna friskheten',
};

const languages = Object.keys(WORDS) as Language[];
const ending = (language: Language) => (language === 'en' ? '' : `_${language}`);

/** The words that the installed packages themselves list. */
function packageStopWords(language: Language): readonly string[] {
  if (language === 'de') return require('stopwords-iso').de;
  return require(`natural/lib/natural/util/stopwords${ending(language)}.js`).words;
}

describe.each(languages)('the bundled parts for %s', (language) => {
  test('stem as the package does', () => {
    const own = require(`natural/lib/natural/stemmers/porter_stemmer${ending(language)}.js`);
    const words = [...WORDS[language].toLowerCase().split(' '), ...packageStopWords(language), '', '1', 'x'];
    const stem = loadStemmer(language);
    expect(words.map(stem)).toEqual(words.map((word) => own.stem(word) || word));
    expect(words.some((word) => stem(word) !== word)).toBe(true);
  });

  test('list the stop words of the package', () => {
    const single = packageStopWords(language).filter((word) => !/^[0-9_]*$/.test(word));
    const wanted = single.map((word) => canonicalText(word, options)).filter((word) => word !== '' && !word.includes(' '));
    expect([...loadStopWords(language, options)]).toEqual([...new Set(wanted)]);
    expect(wanted.length).toBeGreaterThan(50);
  });
});
