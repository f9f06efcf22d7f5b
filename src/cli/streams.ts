import { fail, formatFailure } from '../core/failure.js';

/**
 * What happens when stdout or stderr cannot be written. A reader that stopped reading (`millrace runs list | head`) is no failure.
 * Results that cannot be written are one: the process ends with its exit code. Progress that cannot be shown is dropped, and the
 * run goes on.
 */
export function guardStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    const failure = fail('resources.disk-full', {
      what: 'the result cannot be written',
      where: 'standard output',
      got: error.message,
      wanted: 'room for the result',
      hint: 'finished work is kept: the same command, its output elsewhere, shows the result again',
    });
    process.stderr.write(`millrace: ${formatFailure(failure.detail)}\n`);
    process.exit(failure.exitCode);
  });
  process.stderr.on('error', () => {});
}
