/** Places in the control buffer that a team shares. After these, each worker has a counter in a cache line of its own. */
export const CONTROL = { arrived: 0, generation: 1, abort: 2, verdict: 3, pause: 4 } as const;
const LINE_WORDS = 16;

/** The control buffer of a team of so many workers. */
export function createControl(workerCount: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * LINE_WORDS * (1 + workerCount)));
}

/** Where a worker's counter stands in the control buffer. */
export function counterOf(worker: number): number {
  return LINE_WORDS * (1 + worker);
}

const SPINS = 4_000;
const WAIT_MS = 200;

/** Thrown inside a team when another member failed or the run was cancelled; the cause is reported elsewhere. */
export class TeamAborted extends Error {
  override readonly name = 'TeamAborted';
}

/** Lets a fixed number of workers wait for each other, any number of times, over shared memory. */
export class Barrier {
  constructor(
    readonly control: Int32Array,
    readonly workerCount: number,
  ) {}

  /** Returns when all workers have called it. Throws `TeamAborted` when the team was told to stop. */
  wait(): void {
    const { control } = this;
    if (this.workerCount > 1) {
      const generation = Atomics.load(control, CONTROL.generation);
      if (Atomics.add(control, CONTROL.arrived, 1) + 1 === this.workerCount) {
        Atomics.store(control, CONTROL.arrived, 0);
        Atomics.add(control, CONTROL.generation, 1);
        Atomics.notify(control, CONTROL.generation);
      } else {
        this.#waitForNext(generation);
      }
    }
    if (Atomics.load(control, CONTROL.abort) !== 0) throw new TeamAborted();
  }

  /** Returns when a shared number that only rises, and wakes who waits for it, is at least so much. Throws as `wait`. */
  waitUntil(number: Int32Array, least: number): void {
    for (let now = Atomics.load(number, 0); now < least; now = Atomics.load(number, 0)) {
      if (Atomics.load(this.control, CONTROL.abort) !== 0) throw new TeamAborted();
      Atomics.wait(number, 0, now, WAIT_MS);
    }
  }

  #waitForNext(generation: number): void {
    const { control } = this;
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, CONTROL.generation) !== generation) return;
    while (Atomics.load(control, CONTROL.generation) === generation) {
      if (Atomics.load(control, CONTROL.abort) !== 0) throw new TeamAborted();
      Atomics.wait(control, CONTROL.generation, generation, WAIT_MS);
    }
  }
}

/** Asks a team to pause its fit at the end of a pass. Safe to call from any thread. */
export function pauseTeam(control: Int32Array): void {
  Atomics.store(control, CONTROL.pause, 1);
}

/** Tells every member of a team to stop at its next barrier. Safe to call from any thread. */
export function abortTeam(control: Int32Array): void {
  Atomics.store(control, CONTROL.abort, 1);
  Atomics.notify(control, CONTROL.generation);
}
