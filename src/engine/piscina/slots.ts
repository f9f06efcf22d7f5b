/** Places of which as many are taken at once as are needed, in the order of asking: who asks for many is not passed by. */
export class Slots {
  readonly #waiting: { readonly count: number; readonly start: () => void }[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when `count` places are taken for the caller, who gives them back. */
  take(count: number): Promise<void> {
    return new Promise((start) => {
      this.#waiting.push({ count, start });
      this.#serve();
    });
  }

  giveBack(count: number): void {
    this.#free += count;
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.count <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.count;
      next.start();
    }
  }
}
