import type { WriteStream } from 'node:tty';
import { Command } from 'commander';
import type { CommandFunction, CommandSpec, OptionValue } from './command.js';
import { COMMANDS } from './command-table.js';
import { EXIT_CODES, INTRODUCTION } from './help-text.js';

const HELP_WIDTH = 100;

/** What the command line asked for: the command's function is loaded by then. */
export interface Call {
  readonly run: CommandFunction;
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** The command line as commander sees it: help goes to `stdout`, `onCall` is told what was asked for; nothing is run here. */
export function createProgram(version: string, stdout: WriteStream, onCall: (call: Call) => void): Command {
  const program = new Command('millrace')
    .usage('COMMAND [options]')
    .version(version, '-V, --version', 'show the version')
    .option('-C, --directory <dir>', 'where all relative paths start, also those of the pipeline file (default: the working directory)')
    .option('--workspace <dir>', 'where runs, stored work and models are kept (default: workspace/, or MILLRACE_WORKSPACE)')
    .option('--workers <n>', 'worker threads; the results never depend on it (default: auto)')
    .option('--memory <size>', 'most memory to use, such as 4GiB, 4G or 4GB (default: from the pipeline, else 4GiB)')
    .option('--json', 'end with one JSON object on stdout, for failures too; progress goes to stderr')
    .option('-v, --verbose', 'tell more: every note, pass and reused piece of work')
    .option('-q, --quiet', 'tell nothing but warnings and the result')
    .helpOption('-h, --help', 'show help with an example')
    .helpCommand(false)
    .addHelpText('before', INTRODUCTION)
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => Math.min(stdout.columns ?? HELP_WIDTH, HELP_WIDTH),
    })
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf, visibleCommands: leavesOf });
  for (const spec of COMMANDS) addCommand(program, spec, onCall);
  return program;
}

/** The options that every command takes. */
export function sharedOptions(): readonly { readonly flags: string; readonly says: string }[] {
  return createProgram('', process.stdout, () => {}).options.map(({ flags, description }) => ({ flags, says: description }));
}

/** `help run` as the words that show it, `run --help`; a word that is no command is left to be refused as one. */
export function spellHelp(program: Command, argv: readonly string[]): readonly string[] {
  if (argv[0] !== 'help') return argv;
  let command = program;
  for (const word of argv.slice(1)) {
    const isLeaf = command.commands.length === 0;
    if (isLeaf || word.startsWith('-')) break;
    const found = command.commands.find((member) => member.name() === word);
    if (found === undefined) return argv.slice(1);
    command = found;
  }
  return [...argv.slice(1), '--help'];
}

function addCommand(program: Command, spec: CommandSpec, onCall: (call: Call) => void): void {
  const words = spec.name.split(' ');
  const name = words.pop() as string;
  const parent = words.reduce((group, word) => findOrAddGroup(group, word, spec.section), program);
  const command = parent
    .command(name)
    .summary(spec.summary)
    .description(spec.details ?? spec.summary)
    .helpGroup(spec.section);
  if (spec.args !== '') command.arguments(spec.args);
  for (const { flags, says, repeats } of spec.options ?? []) {
    if (repeats === true) command.option(flags, says, (text: string, before: readonly string[] = []) => [...before, text]);
    else command.option(flags, says);
  }
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  ${example}`).join('\n')}\n`);
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as Call['args'];
    onCall({ run: await spec.load(), args, options: command.optsWithGlobals() });
  });
}

function findOrAddGroup(parent: Command, name: string, section: string): Command {
  const found = parent.commands.find((command) => command.name() === name);
  if (found !== undefined) return found;
  const members = COMMANDS.filter((spec) => spec.name.startsWith(`${name} `));
  const summary = members.map(({ name: full, summary: says }) => `${full.slice(name.length + 1)}: ${says}`).join('; ');
  return parent.command(name).summary(summary).description(summary).helpGroup(section).helpCommand(false);
}

/** Commands in groups are shown one by one: `models list`, `models show`. */
function leavesOf(command: Command): Command[] {
  return command.commands.flatMap((member) => (member.commands.length > 0 ? leavesOf(member) : [member]));
}

function termOf(command: Command): string {
  const group = command.parent?.parent ? [command.parent.name()] : [];
  const args = command.registeredArguments.map((arg) => (arg.required ? arg.name().toUpperCase() : `[${arg.name()}${arg.variadic ? ' …' : ''}]`));
  return [...group, command.name(), ...args].join(' ');
}
