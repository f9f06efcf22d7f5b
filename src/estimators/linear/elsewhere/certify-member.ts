import { type CertifiedGap, certifyAsIs } from '../../../ml/certificate.js';
import type { SharedRows } from '../../../ml/labelled-rows.js';
import { LinearTeam, type TeamShare } from '../../../ml/linear-team.js';
import type { WorkerTools } from '../../estimator.js';

/** What one member of a team is given. */
export interface CertifyMemberInput {
  readonly share: TeamShare;
  readonly worker: number;
  /** The training rows. */
  readonly rows: SharedRows;
  readonly l2: number;
}

/** One member of a team that certifies a model that lies in the shared memory. All members return the same. */
export default function certifyMember({ share, worker, rows, l2 }: CertifyMemberInput, { openRows }: WorkerTools): CertifiedGap {
  const team = new LinearTeam(share, worker);
  if (team.leads) team.openLayout();
  team.barrier.wait();
  return certifyAsIs(team, openRows(rows), { l2, l1: 0 });
}
