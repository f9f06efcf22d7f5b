/** What a contract suite opens and closes: an interface with its end, which belongs to whoever opened it. */
export type Closable<T> = T & { close(): Promise<void> };
