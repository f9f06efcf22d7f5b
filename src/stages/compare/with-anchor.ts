import type { Comparison } from '../../artifacts/evaluation.js';

/**
 * What the gate says in the end: a candidate that passes beside the champion must pass beside the anchor too. A comparison with the champion
 * that did not pass stays as it is.
 */
export function withAnchor(besideChampion: Comparison, besideAnchor: Comparison): Comparison {
  const { kind: _, metric: __, margin: ___, ...anchor } = besideAnchor;
  if (besideChampion.decision !== 'promote') return { ...besideChampion, anchor };
  const { decision, reason, champion: name } = besideAnchor;
  if (decision === 'promote' || decision === 'unchanged') {
    return { ...besideChampion, anchor, reason: `${besideChampion.reason}; beside the anchor ${name}: ${reason}` };
  }
  return { ...besideChampion, anchor, decision, reason: `beside the anchor ${name}: ${reason}` };
}
