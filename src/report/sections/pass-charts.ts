import type { PassRecord, RowFigures } from '../../artifacts/fit.js';
import type { Trial } from '../../artifacts/trials.js';
import { type PassLine, passChart } from '../charts/charts.js';
import { type Html, html } from '../page/html.js';
import type { ReportData } from '../report-data.js';

/** The passes of the chosen trial and of the final fit; null where neither made any. */
export function passCharts({ fit, trials }: ReportData): Html | null {
  const winner = trials.trials[trials.chosen];
  const objective = passChart({ id: 'objective', title: 'Objective by pass (log scale)', scale: 'log' }, objectiveLines(fit.passes, winner));
  if (objective === null) return null;
  const curves = winner === undefined ? [] : trialCurves(winner, trials.metric);
  return html`<div class="charts">${objective}${curves}</div>
<p class="note">The objective of a pass is the mean loss seen during it plus the penalty after it. The final fit has other rows than the trial, so the two lines need not meet.${
    curves.length === 0 ? null : html` ${FIGURES_NOTE}${winner?.passes.some(({ members }) => members !== undefined) ? MEMBERS_NOTE : ''}`
  }</p>`;
}

const FIGURES_NOTE =
  'Loss and metrics are those of the chosen trial: train rows as the pass met them, each before it moved the weights, their loss weighted as they are for training; validation rows after the pass. Where train rows go on getting better and validation rows do not, more passes only fit the train rows.';

const MEMBERS_NOTE = ' Train rows were met by each member of the average alone, validation rows by their mean.';

function objectiveLines(finalPasses: readonly PassRecord[], winner: Trial | undefined): readonly PassLine[] {
  const value = ({ objective }: PassRecord): number => objective;
  const final: PassLine = { name: 'final fit', passes: finalPasses, value };
  return winner === undefined ? [final] : [{ name: `trial ${winner.trial} (chosen)`, passes: winner.passes, value }, final];
}

const TITLES = { loss: 'Loss', macroF1: 'Macro F1', accuracy: 'Accuracy', microF1: 'Micro F1', weightedF1: 'Weighted F1' } as const;

/** Loss, macro F1 and whatever else chose the trial, of its train and its validation rows. */
function trialCurves({ passes, bestPass }: Trial, metric: Exclude<keyof RowFigures, 'loss'>): readonly Html[] {
  const shown = [...new Set(['loss', 'macroF1', metric] as const)];
  const mark = { pass: bestPass, name: 'chosen pass' };
  return shown.flatMap((figure) => {
    const lines: readonly PassLine[] = [
      { name: 'train rows', passes, value: ({ training }) => training?.[figure] ?? null },
      // Runs that were made before figures were kept know the metric that chose.
      { name: 'validation rows', passes, value: ({ validation, score }) => validation?.[figure] ?? (figure === metric ? score : null) },
    ];
    return passChart({ id: `pass-${figure.toLowerCase()}`, title: `${TITLES[figure]} by pass`, scale: 'value', mark }, lines) ?? [];
  });
}
