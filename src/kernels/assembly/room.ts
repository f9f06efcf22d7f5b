// Lists in memory that grow. What one holds moves when it grows, so addresses into it are read anew after each call that may add to it.

// @ts-nocheck: AssemblyScript, not TypeScript

export class Room {
  at: usize = 0;
  size: usize = 0;

  // Makes room for so many bytes and gives the address of the first; what was there stays, what is new may hold anything.
  @inline need(size: usize): usize {
    if (size > this.size) this.enlarge(size);
    return this.at;
  }

  // The same for so many bytes of zeros; what was there goes.
  clear(size: usize): void {
    this.need(size);
    memory.fill(this.at, 0, size);
  }

  private enlarge(size: usize): void {
    let next = max<usize>(1024, this.size);
    while (next < size) next *= 2;
    const at = heap.alloc(next);
    if (this.size > 0) {
      memory.copy(at, this.at, this.size);
      heap.free(this.at);
    }
    this.at = at;
    this.size = next;
  }
}
