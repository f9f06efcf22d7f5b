import { join } from 'node:path';
import { jsonLines, runMeasured } from './measure.mjs';
import { BENCHMARKS, PEER_PYTHON } from './paths.mjs';

/** Repeats of a setting slower than this are left out: one measurement has to do. */
const REPEATED_SECONDS = 60;

/** Settings of ours in one process, features once; the answers, each with the peak of the whole process. */
export async function runOurs(folder, settings, { workers, memory, dist } = {}) {
  const args = [join(BENCHMARKS, 'ours.mjs'), '--data', folder, '--settings', JSON.stringify(settings)];
  if (workers !== undefined) args.push('--workers', String(workers));
  if (memory !== undefined) args.push('--memory', String(memory));
  if (dist !== undefined) args.push('--dist', dist);
  const { exitCode, stdout, peakRssMb, seconds } = await runMeasured(process.execPath, args);
  if (exitCode !== 0) throw new Error(`ours.mjs ended with ${exitCode}; its messages are above`);
  return jsonLines(stdout).map((answer) => ({ ...answer, peakRssMb, wallSeconds: seconds }));
}

/** One setting of ours, `repeat` times, each in a process of its own. */
export async function repeatOurs(folder, setting, repeat, options) {
  const answers = [];
  for (let i = 0; i < repeat; i++) answers.push(...(await runOurs(folder, [setting], options)));
  return answers;
}

/** One setting of a peer; status ok, stopped or failed. Truth and answers of the judged rows go to `answersFile` where it is given. */
export async function runPeer(peer, folder, setting, limitSeconds, answersFile) {
  const args = [join(BENCHMARKS, 'peers', 'run.py'), peer, '--data', folder, '--setting', JSON.stringify(setting)];
  if (answersFile !== undefined) args.push('--answers', answersFile);
  const { exitCode, stdout } = await runMeasured(PEER_PYTHON, [...args, '--time-limit', String(limitSeconds)], { quiet: true });
  const [answer] = jsonLines(stdout);
  if (answer === undefined) throw new Error(`peers/run.py ${peer} ended with ${exitCode} and said nothing`);
  // What was asked, not the peer's whole list of defaults.
  return { ...answer, setting };
}

/** More measurements of a peer's answer, unless it is slow. */
export async function repeatPeer(answer, folder, repeat, limitSeconds) {
  const answers = [answer];
  while (answers.length < repeat && answer.wallSeconds < REPEATED_SECONDS) {
    const again = await runPeer(answer.peer, folder, answer.setting, limitSeconds);
    if (again.status !== 'ok') break;
    answers.push(again);
  }
  return answers;
}
