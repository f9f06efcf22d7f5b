import { readFileSync } from 'node:fs';
import { type Digest, digestBytes } from '../core/digest.js';
import { distUrl } from '../core/process/dist-url.js';

/** Kernels that `npm run build` compiles. */
export const KERNEL_NAMES = ['math', 'linear', 'ngrams', 'rows'] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];

const modules = new Map<KernelName, WebAssembly.Module>();

/** Compiles a kernel built by `npm run build` once a thread. Throws what the file system throws when it was never built. */
export function loadModule(name: KernelName): WebAssembly.Module {
  const loaded = modules.get(name);
  if (loaded !== undefined) return loaded;
  const module = new WebAssembly.Module(readFileSync(kernelUrl(name)));
  modules.set(name, module);
  return module;
}

/** SHA-256 of a kernel's bytes: recorded in the manifest, so that a reproduction can tell a changed kernel. */
export function kernelDigest(name: KernelName): Digest {
  return digestBytes(readFileSync(kernelUrl(name)));
}

/** The digest of every kernel; null for one that was not built. */
export function kernelDigests(): Readonly<Record<string, Digest | null>> {
  return Object.fromEntries(KERNEL_NAMES.map((name) => [name, digestIfBuilt(name)]));
}

function digestIfBuilt(name: KernelName): Digest | null {
  try {
    return kernelDigest(name);
  } catch {
    return null;
  }
}

function kernelUrl(name: KernelName): URL {
  return distUrl(`kernels/${name}.wasm`);
}
