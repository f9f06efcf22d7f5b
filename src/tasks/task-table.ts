/**
 * Every task that runs inside a worker: name → input and output. A task is the default-exported function of the
 * file of the same name in this folder; `loadTask` finds it there.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled below, one line a task
export interface Tasks {}
