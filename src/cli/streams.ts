import { fail, formatFailure } from '../core/failure.js';

/**
 * A reader that has seen enough (`millrace runs list | head`) is no fault. Results that cannot be written are: the process then
 * ends with the failure's exit code. Progress that nobody can read costs no run, and there is nobody to tell it.
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
