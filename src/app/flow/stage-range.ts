import { nearest } from '../../config/nearest.js';
import { fail } from '../../core/failure.js';
import { stageSteps } from '../../runner/flow/flow.js';
import { FLOW } from './flow.js';

/** The stages that a run makes, both ends included: what lies before is only found, what lies behind is left alone. */
export interface StageRange {
  readonly startAt: string;
  readonly until: string;
  /** Of the search this trial alone, counted from 0. */
  readonly trial?: number;
}

/** A range as it is asked for: one stage, a range that may be open, or one trial. */
export interface AskedRange {
  readonly only?: string | undefined;
  readonly startAt?: string | undefined;
  readonly until?: string | undefined;
  readonly trial?: number | undefined;
}

const STAGES = stageSteps(FLOW).map(({ stage }) => stage.name);
const [FIRST, LAST] = [STAGES[0] as string, STAGES.at(-1) as string];

/** All stages. */
export const WHOLE_FLOW: StageRange = { startAt: FIRST, until: LAST };

/** Whether a stage is made, only found, or left alone. */
export function workOf(stage: string, { startAt, until }: StageRange): 'make' | 'find' | 'leave' {
  const place = STAGES.indexOf(stage);
  if (place > STAGES.indexOf(until)) return 'leave';
  return place < STAGES.indexOf(startAt) ? 'find' : 'make';
}

/** Whether a range goes on to the last stage: then it leaves all that a whole run leaves. */
export function reachesEnd({ until }: StageRange): boolean {
  return until === LAST;
}

/** The range that is asked for, the whole flow when nothing is. Fails with `usage.wrong-value` on a name or a combination that says nothing. */
export function chooseRange({ only, startAt, until, trial }: AskedRange): StageRange {
  const given = { '--trial': trial, '--only': only, '--start-at': startAt ?? until };
  const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length > 1) throw wrongRange(names.join(' with '), 'both', 'one of --only, --trial, or a range of --start-at and --until');
  if (trial !== undefined) return { startAt: 'search', until: 'search', trial };
  const range = {
    startAt: checkStage('--start-at', startAt) ?? checkStage('--only', only) ?? FIRST,
    until: checkStage('--until', until) ?? only ?? LAST,
  };
  if (workOf(range.startAt, range) === 'leave')
    throw wrongRange('--start-at', `${range.startAt}, which comes after ${range.until}`, 'an earlier stage than --until');
  return range;
}

function checkStage(option: string, name: string | undefined): string | undefined {
  if (name === undefined || STAGES.includes(name)) return name;
  const like = nearest(name, STAGES);
  throw wrongRange(option, name, `a stage: ${STAGES.join(', ')}`, like === undefined ? undefined : `did you mean ${like}?`);
}

function wrongRange(where: string, got: string, wanted: string, hint?: string): Error {
  const what = 'this is no range of stages';
  return fail('usage.wrong-value', { what, where: `command line: ${where}`, got, wanted, ...(hint === undefined ? {} : { hint }) });
}
