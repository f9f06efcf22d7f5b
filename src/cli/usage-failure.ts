import type { Command, CommanderError } from 'commander';
import { nearest } from '../config/nearest.js';
import { type Failure, fail } from '../core/failure.js';

/** What commander refuses, as a failure of four parts. `program` gives the valid commands and options. */
export function usageFailure(error: CommanderError, program: Command, argv: readonly string[]): Failure {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? argv.join(' ');
  const command = commandOf(program, argv);
  const name = commandPath(command);
  const where = `command line: ${['millrace', ...argv].join(' ')}`;
  const help = { hint: `${name} --help shows what it takes, with examples` };
  switch (error.code) {
    case 'commander.unknownCommand':
    case 'commander.help':
      return unknownCommand(command, error.code === 'commander.help' ? undefined : quoted, where);
    case 'commander.unknownOption':
      return unknownOption(command, program, quoted, where);
    case 'commander.missingArgument':
      return fail('usage.wrong-value', { what: `the argument ${quoted} is missing`, where, got: 'nothing', wanted: usageOf(command), ...help });
    case 'commander.excessArguments':
      return fail('usage.wrong-value', {
        what: 'too many arguments',
        where,
        got: /got (\d+)/.exec(error.message)?.[1] ?? argv.join(' '),
        wanted: usageOf(command),
        ...help,
      });
    case 'commander.optionMissingArgument':
      return fail('usage.wrong-value', { what: 'an option has no value', where, got: quoted.split(' ')[0] ?? quoted, wanted: quoted, ...help });
    default:
      return fail('usage.wrong-value', {
        what: error.message.replace(/^error: /, ''),
        where,
        got: argv.join(' '),
        wanted: usageOf(command),
        ...help,
      });
  }
}

function unknownCommand(parent: Command, got: string | undefined, where: string): Failure {
  const names = parent.commands.map((command) => command.name());
  const best = got === undefined ? undefined : nearest(got, names);
  const hint = best === undefined ? `${commandPath(parent)} --help shows every command` : `did you mean ${commandPath(parent)} ${best}?`;
  return fail('usage.unknown-command', {
    what: got === undefined ? 'a command is missing' : 'a command is not known',
    where,
    got: got ?? 'nothing',
    wanted: `one of ${names.join(', ')}`,
    hint,
  });
}

function unknownOption(command: Command, program: Command, got: string, where: string): Failure {
  const valid = [...new Set([...command.options, ...program.options])].flatMap((option) => option.long ?? []);
  const best = nearest(got, valid);
  const hint = best === undefined ? {} : { hint: `did you mean ${best}?` };
  return fail('usage.unknown-key', { what: 'an option is not known', where, got, wanted: `one of ${[...valid, '--help'].join(', ')}`, ...hint });
}

/** The deepest command that the words name. */
function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    const found = command.commands.find((candidate) => candidate.name() === word);
    if (found !== undefined) command = found;
  }
  return command;
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function usageOf(command: Command): string {
  return `${commandPath(command)} ${command.usage()}`;
}
