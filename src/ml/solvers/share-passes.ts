/** Passes first … last of a member that a worker makes one after the other. */
export interface PassRun {
  readonly member: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Shares out the passes first … last of all members, so that every worker makes as many, give or take one, and no member is with two
 * workers at a time: McNaughton's wrap-around rule (1959, Scheduling with Deadlines and Loss Functions). Members are laid one behind
 * the other and cut into equal parts, a part a worker. A member that is cut has its first passes at the beginning of the later part,
 * and its last ones at the end of the earlier part, when those are long made. Needs at least as many members as workers. One list a worker, in the order of its work.
 */
export function sharePasses(memberCount: number, first: number, last: number, workerCount: number): readonly (readonly PassRun[])[] {
  const passCount = Math.max(0, last - first + 1);
  const partLength = Math.ceil((memberCount * passCount) / workerCount);
  return Array.from({ length: workerCount }, (_, worker) => {
    const [begin, end] = [worker * partLength, (worker + 1) * partLength];
    const runs: PassRun[] = [];
    for (let member = Math.floor(begin / Math.max(1, passCount)); member < memberCount && member * passCount < end; member++) {
      const [from, to] = [Math.max(begin, member * passCount), Math.min(end, (member + 1) * passCount)];
      if (to > from) runs.push(runOf(member, from, to));
    }
    return runs;
  });

  /** A member whose end is in a later part has its last passes here. */
  function runOf(member: number, from: number, to: number): PassRun {
    const count = to - from;
    const endsHere = to === (member + 1) * passCount;
    return endsHere ? { member, first, last: first + count - 1 } : { member, first: last - count + 1, last };
  }
}
