import { bestWithin, chooseBest, chooseFastest, describeRepeats, fastestBelow, fastestReaching } from './choose.mjs';
import { makeDataset } from './datasets.mjs';
import { HASHED_FEATURES } from './export-rows.mjs';
import { FROM_TEXT, objectiveLadder, ourSearch, peerPlan } from './peer-plans.mjs';
import { repeatOurs, repeatPeer, runOurs, runPeer } from './run-sides.mjs';

/** A peer is stopped when its process has run for this many times our total … */
export const STOP_RATIO = 40;
/** … and this many seconds more, for starting and for judging its rows, which are in no clock. */
const ALLOWED_SECONDS = 60;

/**
 * One data set: our search, then each peer's, one process at a time. Returns `{ dataset, ours, peers }`; `say` gets a line for
 * each step, `save` the result so far, so that an interrupted run leaves what it measured.
 */
export async function compareOn(name, options, say, save) {
  const plan = peerPlan(name, options);
  const needsMatrix = plan.some(({ judge }) => judge === 'objective');
  say(`${name}: making rows, split and files for the peers`);
  const dataset = await makeDataset(name, { rows: options.rows, files: options.files, tsv: true, svm: needsMatrix });
  const ours = new Ours(dataset.folder, options, say);
  const result = { dataset: { name: dataset.name, ...dataset.rowCounts, splitDigest: dataset.splitDigest }, ours: {}, peers: [] };
  await ours.search(name);
  const chosen = await ours.measure(chooseFastest(ours.candidates));
  const best = await ours.measure(chooseBest(ours.candidates));
  result.ours = { candidates: ours.candidates, chosen, best };
  for (const entry of plan) {
    result.peers.push(await comparePeer(entry, { ours, chosen, best, folder: dataset.folder, options, say }));
    save(result);
  }
  return result;
}

async function comparePeer({ peer, judge, settings, rising }, { ours, chosen, best, folder, options, say }) {
  const hashed = judge === 'objective';
  // At the objective, too, ours is the fit that the choosing rule takes: one pass alone would be a yardstick too short.
  const yardstick = hashed ? chooseFastest(await ours.objectives(settings[0].l2)) : chosen;
  const limitSeconds = STOP_RATIO * yardstick.totalSeconds + ALLOWED_SECONDS;
  const tried = [];
  for (const setting of settings) {
    const answer = await runPeer(peer, folder, setting, limitSeconds);
    say(`${peer} ${JSON.stringify(setting)}: ${describe(answer)}`);
    tried.push(answer);
    if (rising && answer.status === 'ok') break;
  }
  const pairs = hashed ? await pairByObjective(tried, ours, rising) : [await pairByQuality({ peer, judge }, tried, ours, best)];
  const measured = [];
  for (const pair of pairs) {
    const theirs = pair.theirs === undefined ? undefined : describeRepeats(await repeatPeer(pair.theirs, folder, options.repeat, limitSeconds));
    measured.push({ ...pair, theirs });
  }
  return { peer, judge, limitSeconds, tried, pairs: measured };
}

/** One pair: the peer by the choosing rule, ours by what is held equal. */
async function pairByQuality({ peer, judge }, tried, ours, best) {
  const theirs = chooseFastest(tried);
  const theirBest = chooseBest(tried);
  if (theirs === undefined) return { theirs, ours: best, note: endOf(tried) };
  const candidate =
    judge === 'time'
      ? bestWithin(ours.candidates, theirs.trainSeconds)
      : fastestReaching(ours.candidates, theirBest.validationMacroF1, FROM_TEXT.includes(peer) ? 'wholeCpuSeconds' : 'trainSeconds');
  if (candidate === undefined)
    return { theirs, theirBest, ourBest: best, note: judge === 'time' ? 'none of ours is as fast' : 'ours never reaches it' };
  return { theirs, theirBest, ours: await ours.measure(candidate), ourBest: best };
}

/**
 * A pair a setting of the peer: ours is the fastest fit with an objective that is no higher. Of settings that were all stopped
 * the last counts, which would have come nearest; of rising memories the first, the least that it could work in.
 */
async function pairByObjective(tried, ours, rising) {
  const pairs = [];
  for (const theirs of tried) {
    const ladder = await ours.objectives(theirs.setting.l2);
    if (theirs.status === 'failed') continue;
    if (theirs.status === 'stopped') {
      pairs.push({ stopped: theirs, ours: await ours.measure(chooseFastest(ladder)), note: endOf([theirs]) });
      continue;
    }
    const found = fastestBelow(ladder, theirs.objective) ?? fastestBelow(await ours.objectives(theirs.setting.l2, 'exact'), theirs.objective);
    pairs.push(found === undefined ? { theirs, note: 'ours never reaches its objective' } : { theirs, ours: await ours.measure(found) });
  }
  // A stopped setting says nothing beside one that finished with the same penalty.
  const finished = pairs.filter(({ theirs }) => theirs !== undefined);
  if (finished.length === 0) return rising ? pairs.slice(0, 1) : pairs.slice(-1);
  return [...finished, ...pairs.filter((pair) => isAlone(pair, finished))];
}

function isAlone({ stopped }, finished) {
  return stopped !== undefined && !finished.some(({ theirs }) => theirs.setting.l2 === stopped.setting.l2);
}

function endOf(tried) {
  return tried.some(({ status }) => status === 'stopped') ? 'stopped' : 'failed';
}

function describe({ status, reason, trainSeconds, macroF1 }) {
  return status === 'ok' ? `trained in ${trainSeconds.toFixed(1)} s, macro F1 ${macroF1.toFixed(4)}` : `${status}: ${reason}`;
}

/** Our fits on one data set; every measured one in a process of its own, `repeat` times. */
class Ours {
  candidates = [];
  #measured = new Map();
  #ladders = new Map();

  constructor(folder, options, say) {
    this.folder = folder;
    this.options = options;
    this.say = say;
  }

  /** A candidate for each combination and pass count; seconds here are only to choose by. */
  async search(name) {
    for (const settings of ourSearch(name, this.options.tiny)) {
      const answers = await runOurs(this.folder, settings);
      answers.forEach((answer, index) => {
        this.#note(settings[index], answer);
      });
      this.say(`ours: ${answers.length} combinations searched`);
    }
  }

  /** Processor seconds of a fit that ends earlier: its share of those of training, and all that comes before. */
  #note({ trace, ...setting }, { passes, trainCpuSeconds, totalCpuSeconds }) {
    const all = passes.reduce((sum, { seconds }) => sum + seconds, 0);
    let trainSeconds = 0;
    for (const { pass, seconds, score } of passes) {
      trainSeconds += seconds;
      const wholeCpuSeconds = totalCpuSeconds - trainCpuSeconds * (1 - trainSeconds / all);
      this.candidates.push({ status: 'ok', setting: { ...setting, passes: pass }, validationMacroF1: score, trainSeconds, wholeCpuSeconds });
    }
  }

  async measure({ setting }) {
    const key = JSON.stringify(setting);
    if (!this.#measured.has(key)) {
      const measured = describeRepeats(await repeatOurs(this.folder, setting, this.options.repeat));
      this.say(`ours ${key}: ${describe(measured)}`);
      this.#measured.set(key, { ...measured, setting });
    }
    return this.#measured.get(key);
  }

  /** Fits of ever more work on the hashed matrix, with their objectives. */
  async objectives(l2, mode = 'fast') {
    const key = `${mode} ${l2}`;
    if (!this.#ladders.has(key)) {
      const settings = objectiveLadder(l2, this.options.tiny)[mode].map((setting) => ({ ...setting, features: HASHED_FEATURES }));
      const answers = await runOurs(this.folder, settings);
      this.#ladders.set(
        key,
        answers.map((answer, index) => ({ ...answer, setting: settings[index] })),
      );
      this.say(`ours, hashed, ${mode}, l2 ${l2}: objectives ${answers.map(({ objective }) => objective.toFixed(4)).join(', ')}`);
    }
    return this.#ladders.get(key);
  }
}
