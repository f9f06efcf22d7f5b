import { fail } from '../../core/failure.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { COMMANDS } from '../command-table.js';
import { sharedOptions } from '../program.js';

// A script of our own, made of the command table: of the packages for it, @bomb.sh/tab (0.0.22) takes away the completion of file names,
// which most arguments are, and evaluates what was typed; tabtab brings a prompter; omelette has had no release for years.

const SHELLS = ['bash', 'zsh'];

/** `millrace completion`: a script with which a shell completes commands, options and file names. */
export async function completion(input: CommandInput): Promise<Outcome> {
  const shell = argument(input, 0);
  if (!SHELLS.includes(shell)) {
    throw fail('usage.wrong-value', {
      what: 'there is no completion for this shell',
      where: 'command line: SHELL',
      got: shell,
      wanted: SHELLS.join(' or '),
    });
  }
  const script = completionScript(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []);
  return { json: { shell, script }, text: script };
}

/** A script for bash, `before` it what another shell needs to read it. */
function completionScript(before: readonly string[]): string {
  const groups = [...new Set(COMMANDS.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] as string] : [])))];
  const names = COMMANDS.map(({ name }) => name);
  const firstWords = [...new Set(names.map((name) => name.split(' ')[0] as string))];
  const shared = longFlags(sharedOptions().map(({ flags }) => flags));
  const branches = [
    branch('', [...firstWords, ...shared]),
    ...groups.map((group) =>
      branch(
        group,
        names.filter((name) => name.startsWith(`${group} `)).map((name) => name.split(' ')[1] as string),
      ),
    ),
    ...COMMANDS.map(({ name, options = [] }) => branch(name, [...longFlags(options.map(({ flags }) => flags)), ...shared])),
  ];
  return [
    ...before,
    '_millrace() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" command="" words="" word',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "${command:+$command }$word" in',
    `      ${[...groups, ...names].map((name) => `"${name}"`).join('|')}) command="\${command:+$command }$word" ;;`,
    '    esac',
    '  done',
    '  case "$command" in',
    ...branches,
    '  esac',
    '  COMPREPLY=()',
    // Behind a command come file names, which the shell completes itself where nothing is given here.
    `  case "$current" in -*) ;; *) case "$command" in ""|${groups.join('|')}) ;; *) return ;; esac ;; esac`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _millrace millrace',
  ].join('\n');
}

function branch(command: string, words: readonly string[]): string {
  return `    "${command}") words="${words.join(' ')}" ;;`;
}

/** `--multirun` of `-m, --multirun`. */
function longFlags(flags: readonly string[]): readonly string[] {
  return flags.flatMap((flag) => /--[\w-]+/.exec(flag)?.[0] ?? []);
}
