import { fail, formatFailure } from '../core/failure.js';

/** How long a run may take to end cleanly before the process ends anyway; nothing is half written either way. */
const GRACE_MS = 10_000;

const SIGNALS = { SIGINT: 'signal.interrupt', SIGTERM: 'signal.terminate', SIGHUP: 'signal.hangup' } as const;

/**
 * Aborts the returned signal on Ctrl-C, SIGTERM or a terminal that is gone, with the failure as its reason. A second signal, or ten seconds without
 * an end, ends the process at once with the same exit code. `beforeExit` puts the terminal in order.
 */
export function stopOnSignals(beforeExit: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const listen = (name: keyof typeof SIGNALS): (() => void) => {
    const onSignal = (): void => {
      const failure = stopped(name);
      const exit = (): never => {
        beforeExit();
        process.stderr.write(`millrace: ${formatFailure(failure.detail)}\n`);
        process.exit(failure.exitCode);
      };
      if (controller.signal.aborted) exit();
      controller.abort(failure);
      setTimeout(exit, GRACE_MS).unref();
    };
    process.on(name, onSignal);
    return () => process.off(name, onSignal);
  };
  const removals = [listen('SIGINT'), listen('SIGTERM'), listen('SIGHUP')];
  const release = (): void => {
    for (const remove of removals) remove();
  };
  return { signal: controller.signal, release };
}

function stopped(name: keyof typeof SIGNALS) {
  return fail(SIGNALS[name], {
    what: 'the run was stopped',
    where: `process ${process.pid}`,
    got: name,
    wanted: 'time to finish',
    hint: 'the same command goes on where it stopped: finished work is kept',
  });
}
