// docs/commands.md, from the command table: what `millrace help` says, on one page.

const INTRODUCTION = `# Commands

<!-- Made by \`npm run docs\` from src/cli/table; edit the texts there. -->

\`millrace COMMAND --help\` says the same in a terminal. A model is named by the path of its bundle (with a \`/\`), as \`name@champion\` or \`name@3\`, or by the id of its run; a run by its id, the start of one, or \`latest\`.
`;

const EXIT_CODES = `## Exit codes

| code | means |
|---|---|
| 0 | done: promoted, first model, unchanged, or no gate asked for |
| 1 | a bug in millrace |
| 2 | usage: a file, key, model or run that does not exist, or a wrong value |
| 3 | data: nothing matches, a column is missing, a file is unreadable, a contract is broken |
| 4 | resources: the memory promise, a full disk, a read-only folder |
| 5 | an engine or a service was not reached |
| 10 | the gate refused the new model |
| 11 | the gate cannot tell, and \`gate.cannotTell\` is \`fail\` |
| 12 | reproduce found a difference |
| 129, 130, 143 | stopped by a closed terminal, Ctrl-C or SIGTERM; the same command goes on where it stopped |

With \`--json\` the last line of stdout is one JSON object, for failures too: \`{"status":"failed","error":{"code","what","where","got","wanted","hint"}}\`.
`;

/** The page of all commands: `commands` is the command table, `shared` the options that every command takes. */
export function commandsPage(commands, shared) {
  const sections = [...new Set(commands.map(({ section }) => section))];
  const parts = sections.map((section) => {
    const own = commands.filter((command) => command.section === section);
    return [`## ${section.replace(/:$/, '')}\n`, ...own.map(commandPart)].join('\n');
  });
  return [INTRODUCTION, summaryTable(commands), `## Options of every command\n\n${optionTable(shared)}`, EXIT_CODES, ...parts].join('\n');
}

function summaryTable(commands) {
  const rows = commands.map(({ name, args, summary }) => `| [\`${usageOf(name, args)}\`](#${anchorOf(name, args)}) | ${cell(summary)} |`);
  return `${['| command | does |', '|---|---|', ...rows].join('\n')}\n`;
}

function commandPart({ name, args, summary, details, options = [], examples }) {
  const text = (details ?? summary).split('\n').map(sentence).join('\n\n');
  const table = options.length === 0 ? '' : `\n${optionTable(options)}`;
  return `### ${usageOf(name, args)}\n\n${text}\n${table}\n\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n`;
}

function optionTable(options) {
  return `${['| option | says |', '|---|---|', ...options.map(({ flags, says }) => `| \`${flags}\` | ${cell(says)} |`)].join('\n')}\n`;
}

/** \`run PIPELINE [key=value …]\`, as the help spells it. */
function usageOf(name, args) {
  const words = args
    .replaceAll(/<([^>.]+)(\.{3})?>/g, (_, word, more) => `${word.toUpperCase()}${more === undefined ? '' : ' …'}`)
    .replaceAll('...]', ' …]');
  return `${name} ${words}`.trim();
}

/** As GitHub makes an anchor of a heading. */
function anchorOf(name, args) {
  return usageOf(name, args)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}${/[.:!?]$/.test(text) ? '' : '.'}`.replaceAll('<', '&lt;');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
