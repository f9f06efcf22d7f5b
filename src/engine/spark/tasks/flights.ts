import { isOfTheData } from '../../task-protocol.js';

/**
 * Pieces of one call that are under way. A failure of the data is reported for the first piece that has one, whatever the timing: so it stops
 * later pieces only. Anything else stops all of them at once.
 */
export class Flights {
  readonly #running = new Map<number, AbortController>();
  readonly #errors: { readonly first: number; readonly error: unknown }[] = [];

  /** `signal` stops all pieces: whoever gave it looks at it when all have ended. */
  constructor(readonly signal: AbortSignal | undefined) {}

  /** Takes one piece after the other, until there are none or one has failed. What taking one throws counts as a failure of that piece. */
  async runAll<Piece extends { readonly first: number }>(
    pieces: Iterator<Piece>,
    run: (piece: Piece, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    while (this.#errors.length === 0 && this.signal?.aborted !== true) {
      const piece = this.#take(pieces);
      if (piece === undefined) return;
      const controller = new AbortController();
      const stop = (): void => controller.abort();
      this.signal?.addEventListener('abort', stop, { once: true });
      this.#running.set(piece.first, controller);
      try {
        await run(piece, controller.signal);
      } catch (error) {
        // What a piece throws because it was stopped is no cause of anything.
        if (!controller.signal.aborted) this.#fail(piece.first, error);
      } finally {
        this.#running.delete(piece.first);
        this.signal?.removeEventListener('abort', stop);
      }
    }
  }

  /** Throws the failure of the first piece that has one. */
  throwFirst(): void {
    const [first] = this.#errors.sort((a, b) => a.first - b.first);
    if (first !== undefined) throw first.error;
  }

  #take<Piece>(pieces: Iterator<Piece>): Piece | undefined {
    try {
      const { value, done } = pieces.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.#fail(Number.POSITIVE_INFINITY, error);
      return undefined;
    }
  }

  #fail(first: number, error: unknown): void {
    this.#errors.push({ first, error });
    for (const [other, controller] of this.#running) if (!isOfTheData(error) || other > first) controller.abort();
  }
}
