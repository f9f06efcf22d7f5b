import { liveAt } from '../../../app/models/live-at.js';
import { whichModel } from '../../../app/models/which-model.js';
import { fail } from '../../../core/failure.js';
import { FsRegistry } from '../../../registry/fs/fs-registry.js';
import type { RegisteredVersion } from '../../../registry/registry.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import { optionText } from '../../parse-option.js';

/** `millrace models live NAME --at TIME`: which version was the champion then. */
export async function modelsLive(input: CommandInput): Promise<Outcome> {
  const at = timeOf(optionText(input, 'at'));
  const registry = new FsRegistry(input.global.workspace);
  const { version, since, until } = await liveAt(argument(input, 0), at, registry);
  const facts = { ...described(version), since: since.time, until: until?.time ?? null, why: since.why ?? null };
  const lines = [
    `${facts.model} was the champion at ${at.toISOString()}`,
    `  since    ${since.time}${since.why === undefined ? '' : `: ${since.why.kind}, ${since.why.reason}`}`,
    `  until    ${until === null ? 'now' : `${until.time}, then ${version.name}@${until.to}`}`,
    `  run      ${version.run}`,
    `  model    ${version.modelDigest}`,
  ];
  return { json: { at: at.toISOString(), ...facts }, text: lines.join('\n') };
}

/** `millrace models which DIGEST`: the registered version of a model digest, or of predictions. */
export async function modelsWhich(input: CommandInput): Promise<Outcome> {
  const { modelDigest, versions } = await whichModel(argument(input, 0), input.global, new FsRegistry(input.global.workspace));
  const models = versions.map(described);
  const lines = models.map(({ model, run, registeredAt }) => `${model}, registered ${registeredAt} by run ${run}`);
  return { json: { modelDigest, models }, text: [...lines, `  model    ${modelDigest}`].join('\n') };
}

function described(version: RegisteredVersion): RegisteredVersion & { readonly model: string } {
  return { model: `${version.name}@${version.version}`, ...version };
}

/** ISO 8601 to the day, minute or second; without a zone it is UTC, so that the answer does not depend on the machine. */
const TIME = /^(?<day>\d{4}-\d\d-\d\d)(?<clock>T\d\d:\d\d(:\d\d(\.\d+)?)?)?(?<zone>(?<=T.*)(Z|[+-]\d\d:\d\d))?$/;

/** Now unless said. A time to come is refused: nobody knows what will be live. */
function timeOf(text: string | undefined): Date {
  const now = new Date();
  if (text === undefined) return now;
  const { day = '', clock = 'T00:00', zone = 'Z' } = TIME.exec(text)?.groups ?? {};
  const time = new Date(`${day}${clock}${zone}`);
  if (time <= now && isInCalendar(day)) return time;
  throw fail('usage.wrong-value', {
    what: 'an option has a wrong value',
    where: 'command line: --at',
    got: text,
    wanted: 'a time that has passed, such as 2026-11-23, 2026-11-23T02:15 (UTC) or 2026-11-23T02:15:00+01:00',
  });
}

/** The language takes the 31st of February for a day in March. */
function isInCalendar(day: string): boolean {
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}
