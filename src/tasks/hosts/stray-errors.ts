/** How long a task may go on after a callback of it threw. */
const STRAY_GRACE_MS = 5_000;

/**
 * What a forgotten callback throws would end the thread, and, in the middle of a call to native code, the whole process. It
 * is kept instead, and told once the task has ended, or does not end.
 */
export class StrayErrors {
  #error: unknown;
  #hear: (() => void) | undefined;

  /** Hears from now on what is thrown outside of any call: for a thread or process that does nothing but tasks. */
  listen(): void {
    const onError = (error: unknown): void => {
      // While no task runs there is nobody to tell: the error ends the thread, as it would without this listener.
      if (this.#hear === undefined) {
        process.off('uncaughtException', onError);
        throw error;
      }
      this.#error ??= error;
      this.#hear();
    };
    process.on('uncaughtException', onError);
  }

  /** Waits for the task, but not for ever once a stray error was heard; throws that error. */
  async watch(output: unknown): Promise<unknown> {
    this.#error = undefined;
    const heard = new Promise<void>((resolve) => {
      this.#hear = () => setTimeout(resolve, STRAY_GRACE_MS);
    });
    const result = await Promise.race([output, heard]).finally(() => {
      this.#hear = undefined;
    });
    if (this.#error !== undefined) throw this.#error;
    return result;
  }
}
