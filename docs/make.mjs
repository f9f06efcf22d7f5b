// `npm run docs`: writes the pages of this folder that are made from the source. A test says when one is no longer current.
import { writeFileSync } from 'node:fs';
import { pipelineSchema } from '../dist/config/config-schema.js';
import { configurationPage } from '../dist/config/configuration-page.js';

writeFileSync(new URL('configuration.md', import.meta.url), configurationPage(pipelineSchema()));
