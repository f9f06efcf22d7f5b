import type { Readable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { GivenResources } from '../app/open-services.js';
import type { EventListener } from '../core/events.js';

/** What every command is told beside its own arguments. */
export interface GlobalOptions extends GivenResources {
  /** Absolute path. */
  readonly workspace: string;
  /** Absolute path: where relative paths start, the working directory of the program or the folder of `--directory`. */
  readonly projectFolder: string;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
}

/** What an option was given: the texts of one that may be repeated. */
export type OptionValue = string | boolean | readonly string[] | undefined;

/** One call of a command. */
export interface CommandInput {
  /** Positional arguments in order; a variadic one is a list. */
  readonly args: readonly (string | readonly string[] | undefined)[];
  /** The command's own options by camel-case name. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly global: GlobalOptions;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Shows what a run tells while it works. */
  readonly emit: EventListener;
  /** Variables of the process, for settings that are secret or belong to the machine. */
  readonly environment: NodeJS.ProcessEnv;
  /** For rows that come and go through pipes. */
  readonly stdin: Readable;
  readonly stdout: WriteStream;
}

/** What a command ends with: the same facts for programs and for people. */
export interface Outcome {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** 0 unless said. */
  readonly exitCode?: number;
  /** Whether rows went to stdout, so that what is said of them goes to stderr. */
  readonly isBesideRows?: boolean;
}

/** What runs when a command is called; a failure is thrown. */
export type CommandFunction = (input: CommandInput) => Promise<Outcome>;

/** A command as it stands in the help; its code is loaded when it is called. */
export interface CommandSpec {
  /** `run`, or `split show` for a command in a group. */
  readonly name: string;
  /** As commander spells them: `<pipeline> [settings...]`. */
  readonly args: string;
  readonly summary: string;
  readonly section: string;
  /** More than the summary says, for the command's own help. */
  readonly details?: string;
  readonly options?: readonly {
    readonly flags: string;
    readonly says: string;
    /** Whether it may be given several times. */
    readonly repeats?: boolean;
  }[];
  readonly examples: readonly string[];
  readonly load: () => Promise<CommandFunction>;
}

/** A positional argument that commander has made sure of. */
export function argument(input: CommandInput, index: number): string {
  const value = input.args[index];
  if (typeof value !== 'string') throw new TypeError(`argument ${index} is no text`);
  return value;
}

/** A variadic argument; empty when none was given. */
export function argumentList(input: CommandInput, index: number): readonly string[] {
  const value = input.args[index];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
