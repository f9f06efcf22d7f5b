import { STOP_RATIO } from './compare-peers.mjs';
import { formatRatio, formatRepeats, formatScore, formatSeconds, formatSetting, markdownTable } from './table.mjs';

const COLUMNS = {
  peer: 'peer',
  'its setting': 'theirSetting',
  'train s': 'theirTrain',
  'total s': 'theirTotal',
  'peak MB': 'theirPeak',
  'macro F1': 'theirScore',
  'our setting': 'ourSetting',
  'our train s': 'ourTrain',
  'our total s': 'ourTotal',
  'our peak MB': 'ourPeak',
  'our macro F1': 'ourScore',
  'held equal': 'equal',
  'train ×': 'trainRatio',
  'total ×': 'totalRatio',
  'memory ×': 'memoryRatio',
  'our best − its best': 'gain',
};

const CPU_COLUMNS = {
  peer: 'peer',
  'train CPU s': 'theirTrain',
  'text → model CPU s': 'theirTotal',
  accuracy: 'theirAccuracy',
  'macro F1': 'theirScore',
  'our train CPU s': 'ourTrain',
  'our text → model CPU s': 'ourTotal',
  'our accuracy': 'ourAccuracy',
  'our macro F1': 'ourScore',
  'train ×': 'trainRatio',
  'text → model ×': 'totalRatio',
  'our best accuracy − its best': 'gain',
};

const TRIED_COLUMNS = {
  peer: 'peer',
  setting: 'setting',
  'train s': 'train',
  'total s': 'total',
  'train CPU s': 'trainCpu',
  'total CPU s': 'totalCpu',
  'peak MB': 'peak',
  validation: 'validation',
  test: 'test',
  accuracy: 'accuracy',
  objective: 'objective',
  end: 'end',
};

/** The comparison on one data set as Markdown: the table, our own choice, and everything that was tried. */
export function peerMarkdown({ dataset, ours, peers }) {
  const rows = peers.flatMap((entry) => (entry.pairs.length === 0 ? [failedRow(entry)] : entry.pairs.map((pair) => pairRow(entry, pair))));
  const { chosen, best } = ours;
  return [
    `## ${dataset.name}: ${dataset.train} train, ${dataset.validation} validation, ${dataset.test} test rows`,
    `Ours by the choosing rule: ${formatSetting(chosen.setting)}, ${formatRepeats(chosen.train)} s training, ${formatRepeats(chosen.total)} s in all, macro F1 ${formatScore(chosen.macroF1)}; best: ${formatSetting(best.setting)}, macro F1 ${formatScore(best.macroF1)}.`,
    markdownTable(COLUMNS, rows),
    ...cpuParts(peers),
    'All settings of the peers that were tried:',
    markdownTable(TRIED_COLUMNS, peers.flatMap(triedRows)),
  ].join('\n\n');
}

/** The same pairs in processor seconds of all threads, which other work on the machine moves less. */
function cpuParts(peers) {
  const rows = peers.flatMap(({ peer, pairs }) =>
    pairs.filter(({ theirs, ours }) => theirs?.trainCpu !== undefined && ours?.trainCpu !== undefined).map((pair) => cpuRow(peer, pair)),
  );
  return rows.length === 0
    ? []
    : ['In processor seconds of all threads, training alone and from text to saved model:', markdownTable(CPU_COLUMNS, rows)];
}

function cpuRow(peer, { theirs, theirBest, ours, ourBest }) {
  const isSameWork = theirs.totalFrom !== 'svm';
  return {
    peer,
    theirTrain: formatRepeats(theirs.trainCpu),
    theirTotal: `${formatRepeats(theirs.totalCpu)}${isSameWork ? '' : ' from matrix'}`,
    theirAccuracy: formatScore(theirs.accuracy),
    theirScore: formatScore(theirs.macroF1),
    ourTrain: formatRepeats(ours.trainCpu),
    ourTotal: formatRepeats(ours.totalCpu),
    ourAccuracy: formatScore(ours.accuracy),
    ourScore: formatScore(ours.macroF1),
    trainRatio: formatRatio(theirs.trainCpu.median, ours.trainCpu.median),
    totalRatio: isSameWork ? formatRatio(theirs.totalCpu.median, ours.totalCpu.median) : 'not the same work',
    gain: theirBest === undefined || ourBest === undefined ? '' : (ourBest.accuracy - theirBest.accuracy).toFixed(4),
  };
}

function pairRow({ peer, judge }, { theirs, theirBest, ours, ourBest, stopped, note }) {
  const end = stopped === undefined && note !== 'stopped' && note !== 'failed' ? '' : `≥ ${STOP_RATIO} (stopped)`;
  const ratio = (field) =>
    end || theirs === undefined ? endRatio(end, note) : ours === undefined ? '–' : formatRatio(theirs[field].median, ours[field].median);
  const shown = theirs ?? stopped;
  return {
    peer,
    theirSetting: shown === undefined ? '' : formatSetting(shown.setting),
    theirTrain: formatRepeats(theirs?.train),
    // From text for those that make their own features; from the finished matrix for the others.
    theirTotal: theirs === undefined ? '–' : `${formatRepeats(theirs.total)}${theirs.totalFrom === 'svm' ? ' from matrix' : ''}`,
    theirPeak: megabytes(shown),
    theirScore: formatScore(theirs?.macroF1),
    ourSetting: ours === undefined ? '' : formatSetting(shortSetting(ours.setting)),
    ourTrain: formatRepeats(ours?.train),
    ourTotal: formatRepeats(ours?.total),
    ourPeak: megabytes(ours),
    ourScore: formatScore(ours?.macroF1),
    equal: note ?? heldEqual(judge, theirs, theirBest, ours),
    trainRatio: ratio('train'),
    totalRatio: theirs?.totalFrom === 'svm' ? 'not the same work' : ratio('total'),
    memoryRatio: ours === undefined || shown === undefined ? '–' : formatRatio(shown.peakRssMb, ours.peakRssMb),
    gain: theirBest === undefined || ourBest === undefined ? '' : (ourBest.macroF1 - theirBest.macroF1).toFixed(4),
  };
}

/** A crash is never a ratio. */
function endRatio(end, note) {
  return note === 'failed' ? 'failed' : end;
}

function heldEqual(judge, theirs, theirBest, ours) {
  if (judge === 'objective') return `objective ${ours.objective.toFixed(5)} ≤ ${theirs.objective.toFixed(5)}`;
  if (judge === 'time') return 'at most its time';
  return `validation ${formatScore(ours.validationMacroF1)} ≥ its best ${formatScore(theirBest.validationMacroF1)}`;
}

function failedRow({ peer, tried }) {
  const last = tried.at(-1);
  return { peer, theirSetting: formatSetting(last.setting), equal: last.reason, trainRatio: 'failed', totalRatio: 'failed', memoryRatio: 'failed' };
}

function shortSetting({ features, objective, trace, ...setting }) {
  if (features === undefined) return setting;
  return features.ids === undefined ? { ...setting, ...features } : { ...setting, ids: features.ids };
}

function triedRows({ peer, tried }) {
  return tried.map((answer) => ({
    peer,
    setting: formatSetting(answer.setting),
    train: answer.status === 'ok' ? answer.trainSeconds.toFixed(1) : '–',
    total: answer.status === 'ok' ? answer.totalSeconds.toFixed(1) : '–',
    trainCpu: formatSeconds(answer.trainCpuSeconds),
    totalCpu: formatSeconds(answer.totalCpuSeconds),
    peak: megabytes(answer),
    validation: formatScore(answer.validationMacroF1),
    test: formatScore(answer.macroF1),
    accuracy: formatScore(answer.accuracy),
    objective: typeof answer.objective === 'number' ? answer.objective.toFixed(5) : '–',
    end: answer.status === 'ok' ? (answer.converged === false ? 'ok, not converged' : 'ok') : `${answer.status}: ${answer.reason}`,
  }));
}

function megabytes(answer) {
  return answer === undefined ? '–' : String(Math.round(answer.peakRssMb));
}
