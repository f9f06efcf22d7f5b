import { describe, expect, test } from 'vitest';
import type { PassRecord } from '../../../src/artifacts/fit.js';
import type { Trial } from '../../../src/artifacts/trials.js';
import { renderReport } from '../../../src/report/render-report.js';
import { memberFacts } from '../../../src/report/sections/member-facts.js';
import { trainingSection } from '../../../src/report/sections/training-section.js';
import { averagedReport, sampleReport } from '../sample-report.js';

const titlesOf = (page: string): string[] => [...page.matchAll(/<figcaption>([^<]*)<\/figcaption>/g)].map(([, title]) => title as string);

function changePasses(change: (pass: PassRecord) => PassRecord) {
  const sample = sampleReport();
  const trials = sample.trials.trials.map((trial): Trial => ({ ...trial, passes: trial.passes.map(change) }));
  return { ...sample, trials: { ...sample.trials, trials } };
}

describe('the passes of the chosen trial', () => {
  test('are drawn by loss and macro F1, of train and of validation rows', () => {
    const page = trainingSection(sampleReport()).text;
    expect(titlesOf(page)).toEqual(['Objective by pass (log scale)', 'Loss by pass', 'Macro F1 by pass']);
    expect(page).toContain('Loss by pass: train rows 0.600 after 7 passes; validation rows 1.120 after 7 passes.');
    expect(page).toContain('Macro F1 by pass: train rows 0.807 after 7 passes; validation rows 0.507 after 7 passes.');
    expect(page).toContain('chosen pass');
  });

  test('are drawn by the metric that chose too', () => {
    const sample = sampleReport();
    const page = trainingSection({ ...sample, trials: { ...sample.trials, metric: 'accuracy' } }).text;
    expect(titlesOf(page).slice(2)).toEqual(['Macro F1 by pass', 'Accuracy by pass']);
  });

  test('of an exact fit have no figures of train rows', () => {
    const page = trainingSection(changePasses((pass) => ({ ...pass, training: null }))).text;
    expect(page).toContain('Loss by pass: validation rows 1.120');
  });

  test('of a run from before figures were kept are drawn by their score', () => {
    const page = trainingSection(changePasses(({ training: _, validation: __, ...pass }) => pass as PassRecord)).text;
    expect(titlesOf(page)).toEqual(['Objective by pass (log scale)', 'Macro F1 by pass']);
    expect(page).toContain('Macro F1 by pass: validation rows 0.507');
  });
});

describe('the members of an average', () => {
  test('are told by their mean and their spread', () => {
    const { trials } = averagedReport([0.4, 0.5, 0.6]);
    expect(memberFacts(trials.trials[trials.chosen], 'macroF1')).toEqual([
      ['Members alone', 'macroF1 0.500 on average, together 0.547 (validation rows, pass 5)'],
      ['Spread over members', 'training variance: ± 0.1 macroF1 from one seed to another'],
    ]);
  });

  test('of a mixture stand beside its share, in facts and in the table of trials', () => {
    const page = renderReport(averagedReport([0.1, 0.3, 0.6, 1], 0.25));
    expect(page).toContain('training variance: ± 0.22 macroF1');
    expect(page).toContain('Train rows were met by each member of the average alone');
    expect(page).toContain('48,210 features, 0.25 of full rank, members ± 0.22');
    expect(page).toMatch(/Share of the fits of full rank[\s\S]{0,40}0\.25/);
    expect(page).toMatch(/Fits in the average[\s\S]{0,40}2/);
  });

  test('are not told of where a fit is one alone', () => {
    const { trials } = sampleReport();
    expect(memberFacts(trials.trials[trials.chosen], 'macroF1')).toEqual([]);
    expect(renderReport(sampleReport())).not.toContain('training variance');
  });
});

test('a fit without a certificate says in a sentence why, and how to ask for one', () => {
  expect(trainingSection(averagedReport([0.4, 0.5])).text).toContain(
    'No certificate: it takes about as long as a fast fit, which has one when search.certify: true asks for it.',
  );
});

describe('the n-grams that matter most', () => {
  const ofShare = (important: readonly { ngram: string; share: number }[]) => {
    const sample = sampleReport();
    return trainingSection({ ...sample, evaluation: { ...sample.evaluation, important } }).text;
  };

  test('are told with their share, and by which measure', () => {
    const page = ofShare([{ ngram: '<b>', share: 0.125 }]);
    expect(page).toContain('mean decrease in impurity');
    expect(page).toMatch(/&lt;b&gt;[\s\S]{0,20}12\.5/);
  });

  test('are not spoken of where a kind tells none', () => {
    expect(trainingSection(sampleReport()).text).not.toContain('mean decrease');
    expect(ofShare([])).not.toContain('mean decrease');
  });
});
