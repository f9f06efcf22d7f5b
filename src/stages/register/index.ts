import { basename } from 'node:path';
import type { Bundle, Registration } from '../../artifacts/bundle.js';
import type { Comparison } from '../../artifacts/evaluation.js';
import { verifyBundle } from '../../model/verify-bundle.js';
import type { Stage } from '../../runner/stage.js';

const CHAMPION = 'champion';

/**
 * Registers the bundle as the next version of the pipeline's model. The first model becomes champion; a later one only if the
 * gate says `promote` and `gate.promote` is true. Every byte of the bundle is checked before an alias moves.
 */
export const registerStage: Stage<{ readonly bundle: Bundle; readonly comparison: Comparison }, Registration> = {
  name: 'register',
  async run({ bundle, comparison }, { config, registry, runFolder, emit }) {
    const { name } = config;
    const { version } = await registry.register({ name, modelDigest: bundle.modelDigest, bundle: bundle.folder, run: basename(runFolder) });
    const current = await registry.byAlias(name, CHAMPION);
    if (current?.version === version) return { kind: 'registration', name, version, champion: true };
    const promoted = current === undefined || (comparison.decision === 'promote' && config.gate.promote);
    if (promoted) {
      await verifyBundle(bundle.folder);
      await registry.setAlias(name, CHAMPION, version);
    }
    emit({
      type: 'note',
      stage: 'register',
      message: `${name}@${version}${promoted ? ' is champion' : `; champion stays ${name}@${current?.version}`}`,
    });
    return { kind: 'registration', name, version, champion: promoted };
  },
};
