import { readFileSync } from 'node:fs';
import { resourcesOf } from '../../app/open-services.js';
import { fail } from '../../core/failure.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { DEFAULT_LIMITS } from '../../serve/limits.js';
import { serveModel } from '../../serve/serve-model.js';
import type { CommandInput, Outcome } from '../command.js';
import { optionInteger, optionPath, optionText } from '../parse-option.js';

const DEFAULT_PORT = 8080;
const LAST_PORT = 65_535;

/** `millrace serve`: answers requests with a model, until it is stopped. */
export async function serve(input: CommandInput): Promise<Outcome> {
  const { args, options, global, signal, emit } = input;
  const { workspace, projectFolder } = global;
  await serveModel({
    model: typeof args[0] === 'string' ? args[0] : await onlyChampion(workspace, signal),
    workspace,
    projectFolder,
    host: optionText(input, 'host') ?? '127.0.0.1',
    port: optionPort(input),
    token: readToken(input),
    isOpenToAll: options.open === true,
    limits: { ...DEFAULT_LIMITS, rows: optionInteger(input, 'maxRows', 1) ?? DEFAULT_LIMITS.rows },
    logsRequests: options.logRequests === true,
    ...resourcesOf(global),
    signal,
    onListening: (address) => emit({ type: 'note', stage: 'serve', message: `listening at ${address}` }),
  });
  // What stopped it is how the command ends.
  throw signal.reason;
}

function optionPort(input: CommandInput): number {
  const port = optionInteger(input, 'port', 0) ?? DEFAULT_PORT;
  if (port <= LAST_PORT) return port;
  throw fail('usage.wrong-value', {
    what: 'an option has a wrong value',
    where: 'command line: --port',
    got: String(port),
    wanted: `a port from 0 (any that is free) to ${LAST_PORT}`,
  });
}

/** Of the file, else of the environment; null without any. */
function readToken(input: CommandInput): string | null {
  const file = optionPath(input, 'tokenFile');
  const token = (file === undefined ? (process.env.MILLRACE_TOKEN ?? '') : readTokenFile(file)).trim();
  if (token === '' && file === undefined) return null;
  if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  throw fail('usage.wrong-value', {
    what: 'the token is too weak, or not one that a header can hold',
    where: file ?? 'the environment: MILLRACE_TOKEN',
    got: `${token.length} characters`,
    wanted: 'at least 16 characters without blanks, such as openssl rand -hex 32 prints',
  });
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fail(
      'usage.missing-file',
      { what: 'the token cannot be read', where: 'command line: --token-file', got: file, wanted: 'a file that holds the token' },
      error,
    );
  }
}

/** Where one name alone has a champion, it goes without saying. */
async function onlyChampion(workspace: string, signal: AbortSignal): Promise<string> {
  const registry = new FsRegistry(workspace, signal);
  const names = [...new Set((await registry.list()).map(({ name }) => name))];
  const champions: string[] = [];
  for (const name of names) if ((await registry.byAlias(name, 'champion')) !== undefined) champions.push(`${name}@champion`);
  const [only, ...others] = champions;
  if (only !== undefined && others.length === 0) return only;
  throw fail('usage.missing-model', {
    what: 'it is not clear which model to serve',
    where: workspace,
    got: only === undefined ? 'no champion' : champions.join(', '),
    wanted: 'one champion in the workspace, or a model: millrace serve MODEL',
  });
}
