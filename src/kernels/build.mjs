// Compiles the AssemblyScript kernels into dist/kernels. `npm run build` calls it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { buildPart } from '../build/built-from.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sharedMemory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const plain = ['--runtime', 'stub'];
// Its lists grow and are freed; memory that cannot be had is a trap.
const growing = ['--runtime', 'minimal', '--use', 'abort=', '--importMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const kernels = [
  { name: 'math', options: plain },
  { name: 'linear', options: [...plain, ...sharedMemory] },
  { name: 'ngrams', options: growing },
  { name: 'rows', options: growing },
];

await buildPart(root, 'kernels', async () => {
  mkdirSync(`${root}dist/kernels`, { recursive: true });
  for (const kernel of kernels) await compile(kernel);
});

async function compile({ name, options }) {
  const { error, stderr } = await asc
    .main(
      [
        `src/kernels/assembly/${name}.ts`,
        '--outFile',
        `dist/kernels/${name}.wasm`,
        '--optimizeLevel',
        '3',
        '--shrinkLevel',
        '0',
        '--noAssert',
        '--enable',
        'simd,threads,bulk-memory',
        '--exportStart',
        'start',
        ...options,
      ],
      { reportDiagnostic: (diagnostic) => process.stderr.write(`${diagnostic}\n`) },
      root,
    )
    .catch((error) => ({ error, stderr: process.stderr }));
  if (error) {
    process.stderr.write(`kernel ${name}: ${error}\n${stderr}\n`);
    process.exit(1);
  }
}
