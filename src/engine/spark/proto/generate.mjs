// Generates the TypeScript of the .proto files beside it: `npm run build:proto`, after one of them has changed.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const out = process.argv[2] ?? here;
const plugin = { local: [`${root}node_modules/.bin/protoc-gen-es`], opt: ['target=ts', 'import_extension=js'], out };
const template = JSON.stringify({ version: 'v2', plugins: [plugin] });
execFileSync(`${root}node_modules/.bin/buf`, ['generate', here, '--template', template], { stdio: 'inherit', cwd: here });
