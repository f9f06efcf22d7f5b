// `npm run docs`: writes the pages of this folder that are made from the source. A test says when one is no longer current.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../dist/cli/command-table.js';
import { sharedOptions } from '../dist/cli/program.js';
import { pipelineSchema } from '../dist/config/config-schema.js';
import { configurationPage } from '../dist/config/configuration-page.js';
import { apiPage } from './api-page.mjs';
import { commandsPage } from './commands-page.mjs';

writeFileSync(new URL('configuration.md', import.meta.url), configurationPage(pipelineSchema()));
writeFileSync(new URL('api.md', import.meta.url), apiPage(fileURLToPath(new URL('../dist/app/index.d.ts', import.meta.url))));
writeFileSync(new URL('commands.md', import.meta.url), commandsPage(COMMANDS, sharedOptions()));
