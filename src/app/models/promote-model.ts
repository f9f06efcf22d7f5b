import { Failure, fail } from '../../core/failure.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import { ANCHOR, anchorOf } from '../../registry/anchor.js';
import type { RegisteredVersion, Registry } from '../../registry/registry.js';
import { openRun } from '../../runner/run-store.js';
import { findVersion } from '../find-model.js';

const CHAMPION = 'champion';

/** What is to go live, and why. */
export interface Promotion {
  readonly name: string;
  readonly version: number;
  readonly reason: string;
  /** Promotes also what the gate did not pass. */
  readonly force: boolean;
  /** Makes it the anchor of the gate too: from now on losses are counted from here. */
  readonly anchor: boolean;
  readonly workspace: string;
}

/** A champion that was moved; `from` is null for the first. */
export interface Promoted {
  readonly model: string;
  readonly from: string | null;
  /** What the gate said of it in the run that registered it. */
  readonly gate: string;
  /** What the gate's margin is spent against now. */
  readonly anchor: string;
}

/**
 * Makes a registered version the champion, after a check of every byte. What the gate of its run did not pass, or compared with
 * another champion than today's, needs `force`. The anchor stays unless `anchor` moves it. Failures: `usage.missing-model`, `gate.refused`, `gate.cannot-tell`,
 * `artifact.corrupt`, `usage.wrong-value` for a version that was retired.
 */
export async function promoteModel({ name, version, reason, force, anchor, workspace }: Promotion, registry: Registry): Promise<Promoted> {
  const entry = await findVersion(name, String(version), registry);
  const current = (await registry.aliases(name))[CHAMPION];
  const from = current === undefined ? null : `${name}@${current}`;
  const gate = gateOf(entry, workspace);
  if (!force && current !== version) requirePassed(entry, gate, from);
  await verifyBundle(entry.bundle);
  await registry.setAlias(name, CHAMPION, version, { kind: 'promote', reason });
  if (anchor) await registry.setAlias(name, ANCHOR, version, { kind: 'promote', reason });
  const anchored = await anchorOf(registry, name);
  return { model: `${name}@${version}`, from, gate: describeGate(gate), anchor: `${name}@${anchored?.version ?? version}` };
}

interface GateReport {
  readonly decision: string;
  readonly reason: string;
  readonly champion: string | null;
}

/** From the manifest of the run that registered it; null when that is gone. */
function gateOf({ run }: RegisteredVersion, workspace: string): GateReport | null {
  try {
    return (openRun(workspace, run).manifest?.results.gate as GateReport | undefined) ?? null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return null;
  }
}

function describeGate(gate: GateReport | null): string {
  return gate === null ? 'the run that registered it is gone' : `${gate.decision}: ${gate.reason}`;
}

function requirePassed({ name, version }: RegisteredVersion, gate: GateReport | null, current: string | null): void {
  const passed = gate?.decision === 'promote' || gate?.decision === 'no-champion' || gate?.decision === 'unchanged';
  if (passed && gate.champion === current) return;
  const stale = passed
    ? `the gate passed it against ${gate.champion ?? 'no champion'}, the champion is ${current ?? 'gone'} now`
    : describeGate(gate);
  throw fail(gate?.decision === 'refuse' ? 'gate.refused' : 'gate.cannot-tell', {
    what: `the gate did not pass this version against today's champion`,
    where: `${name}@${version}`,
    got: stale,
    wanted: 'a version that the gate passed',
    hint: 'run the pipeline again to compare it with the champion of today, or give --force with a --reason',
  });
}
