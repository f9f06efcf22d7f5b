import { basename } from 'node:path';
import type { Bundle, Registration } from '../../artifacts/bundle.js';
import type { Comparison } from '../../artifacts/evaluation.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import { ANCHOR } from '../../registry/anchor.js';
import { stageWithoutPieces } from '../../runner/flow/stage.js';
import type { Stage } from '../stage-context.js';

const CHAMPION = 'champion';

/**
 * Registers the bundle as the next version of the pipeline's model. The first model becomes champion if it was judged at all; a
 * later one only if the gate says `promote` and `gate.promote` is true, and an anchor too when it speaks another codebook. Every byte of the bundle is checked before an alias moves.
 */
export const registerStage: Stage<{ readonly bundle: Bundle; readonly comparison: Comparison }, Registration> = stageWithoutPieces({
  name: 'register',
  async run({ bundle, comparison }, { config, registry, runFolder, emit }) {
    const { name } = config;
    const { version } = await registry.register({ name, modelDigest: bundle.modelDigest, bundle: bundle.folder, run: basename(runFolder) });
    const current = await registry.byAlias(name, CHAMPION);
    const done = (championVersion: number | null): Registration => ({
      kind: 'registration',
      name,
      version,
      champion: championVersion === version,
      championVersion,
    });
    if (current?.version === version) return done(version);
    const passed = current === undefined ? comparison.decision === 'no-champion' : comparison.decision === 'promote' && config.gate.promote;
    const isRetired = (await registry.retirements(name)).some((retirement) => retirement.version === version);
    const championVersion = passed && !isRetired ? version : (current?.version ?? null);
    if (championVersion === version) {
      await verifyBundle(bundle.folder);
      await registry.setAlias(name, CHAMPION, version, { kind: 'run', reason: `${comparison.decision}: ${comparison.reason}` });
      if (comparison.newCodebook === true)
        await registry.setAlias(name, ANCHOR, version, { kind: 'run', reason: 'the first champion of a new codebook' });
    }
    const stays = current === undefined ? 'there is no champion' : `champion stays ${name}@${current.version}`;
    const message = `${name}@${version}${championVersion === version ? ' is champion' : `${isRetired ? ' was retired' : ''}; ${stays}`}`;
    emit({ type: 'note', stage: 'register', message });
    return done(championVersion);
  },
});
