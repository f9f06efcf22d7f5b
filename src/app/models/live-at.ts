import { nearest } from '../../config/nearest.js';
import { fail } from '../../core/failure.js';
import type { AliasMove, RegisteredVersion, Registry } from '../../registry/registry.js';

const CHAMPION = 'champion';

/** A version while it was the champion. */
export interface LiveVersion {
  readonly version: RegisteredVersion;
  /** The move that made it the champion. */
  readonly since: AliasMove;
  /** The move that ended it; null where none has. */
  readonly until: AliasMove | null;
}

/** The champion of a name as it was at a time. Fails with `usage.missing-model` for an unknown name, and before its first champion. */
export async function liveAt(name: string, time: Date, registry: Registry): Promise<LiveVersion> {
  const version = await registry.byAliasAt(name, CHAMPION, time);
  const moves = (await registry.history(name)).filter(({ alias }) => alias === CHAMPION);
  const isPast = (move: AliasMove) => Date.parse(move.time) <= time.getTime();
  const since = moves.findLast(isPast);
  if (version === undefined || since === undefined) throw await nothingLive(name, time, moves[0], registry);
  return { version, since, until: moves.find((move) => !isPast(move)) ?? null };
}

async function nothingLive(name: string, time: Date, first: AliasMove | undefined, registry: Registry): Promise<Error> {
  const names = [...new Set((await registry.list()).map((version) => version.name))];
  const isKnown = names.includes(name);
  const best = isKnown ? undefined : nearest(name, names);
  return fail('usage.missing-model', {
    what: isKnown ? 'no model of this name was live then' : 'there is no model of this name',
    where: `registry, ${name}`,
    got: isKnown ? time.toISOString() : 'no registered version',
    wanted: isKnown
      ? first === undefined
        ? 'a name that has had a champion'
        : `a time from ${first.time} on`
      : names.length === 0
        ? 'a registered model; there is none yet'
        : `one of ${names.slice(-10).join(', ')}`,
    ...(best === undefined ? {} : { hint: `did you mean ${best}?` }),
  });
}
