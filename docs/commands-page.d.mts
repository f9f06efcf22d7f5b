import type { CommandSpec } from '../src/cli/command.js';

export function commandsPage(commands: readonly CommandSpec[], shared: readonly { readonly flags: string; readonly says: string }[]): string;
