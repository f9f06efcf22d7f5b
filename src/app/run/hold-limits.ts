import type { Comparison, LimitCheck } from '../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { limitAsked, limitFound, limitName } from '../../report/limit-text.js';
import type { CodingCosts } from './coding-costs.js';

type Limits = NonNullable<PipelineConfig['gate']['limits']>;

/**
 * What the gate says once limits count too: a candidate that breaks one is refused, whatever its metric; one whose costs could not be
 * measured does not pass. The champion's own model stays what it is. `costs` is null where nothing was measured.
 */
export function holdLimits(comparison: Comparison, limits: Limits, costs: CodingCosts | null): Comparison {
  const checks = checkLimits(limits, costs);
  const broken = checks.filter(({ isHeld }) => isHeld === false);
  const unknown = checks.filter(({ isHeld }) => isHeld === null);
  const passed = comparison.decision === 'promote' || comparison.decision === 'no-champion';
  const reason = [...broken, ...(passed || broken.length > 0 ? unknown : [])].map(describe).join('; ');
  if (reason === '') return { ...comparison, limits: checks };
  if (comparison.decision === 'unchanged') return { ...comparison, limits: checks, reason: `${comparison.reason}; ${reason}` };
  return {
    ...comparison,
    limits: checks,
    decision: broken.length > 0 ? 'refuse' : 'cannot-tell',
    reason: `${reason}; besides: ${comparison.reason}`,
  };
}

/** Each limit that is asked for, in the order of the configuration page. */
function checkLimits({ minTextsPerCpuSecond, maxP95Ms, maxBundle, maxMemory }: Limits, costs: CodingCosts | null): readonly LimitCheck[] {
  const spread = costs?.spread;
  return [
    check('minTextsPerCpuSecond', minTextsPerCpuSecond, costs?.textsPerCpuSecond, spread?.textsPerCpuSecond),
    check('maxP95Ms', maxP95Ms, costs?.p95Ms, spread?.p95Ms),
    check('maxBundle', maxBundle, costs?.bundleBytes),
    check('maxMemory', maxMemory, costs?.peakBytes),
  ].flat();
}

function check(
  name: LimitCheck['name'],
  limit: number | undefined,
  value: number | null = null,
  range: LimitCheck['range'] = null,
): readonly LimitCheck[] {
  if (limit === undefined) return [];
  const isHeld = value === null ? null : name.startsWith('min') ? value >= limit : value <= limit;
  return [{ name, limit, value, range, isHeld }];
}

function describe(check: LimitCheck): string {
  return `${limitName(check)}: ${limitFound(check)}, ${limitAsked(check)} wanted`;
}
