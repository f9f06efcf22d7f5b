/**
 * Maps items as they come, with at most `limit` calls at the same time; results in the order of the items, each as soon as it and those
 * before it are there: an item that does not come holds none of them back. After a failure nothing new starts, and it is thrown once
 * what came before it was given.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator = items[Symbol.asyncIterator]();
  const running: Promise<Result>[] = [];
  let next: Promise<IteratorResult<Item>> | undefined = asked(iterator.next());
  let failure: { readonly error: unknown } | undefined;
  try {
    while (next !== undefined || running.length > 0) {
      const mayStart = next !== undefined && running.length < limit;
      const came = await firstOf(mayStart ? next : undefined, running[0]);
      if ('result' in came) {
        running.shift();
        yield came.result;
      } else if ('item' in came && came.item.done !== true) {
        running.push(asked(map(came.item.value)));
        next = asked(iterator.next());
      } else {
        if ('error' in came) failure = came;
        next = undefined;
      }
    }
    if (failure !== undefined) throw failure.error;
  } finally {
    // Not waited for: what was asked of the items may never come.
    asked(Promise.resolve(iterator.return?.()));
  }
}

type Came<Item, Result> = { readonly result: Result } | { readonly item: IteratorResult<Item> } | { readonly error: unknown };

/** What is there first: the result that is waited for, whose failure is thrown, or the next item. */
function firstOf<Item, Result>(next: Promise<IteratorResult<Item>> | undefined, head: Promise<Result> | undefined): Promise<Came<Item, Result>> {
  const waited: Promise<Came<Item, Result>>[] = [];
  if (head !== undefined) waited.push(head.then((result) => ({ result })));
  if (next !== undefined)
    waited.push(
      next.then(
        (item) => ({ item }),
        (error: unknown) => ({ error }),
      ),
    );
  return Promise.race(waited);
}

/** Whoever stops early never looks at what was asked for last. */
function asked<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
