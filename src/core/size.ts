/** A bare letter is binary, as `ulimit`, `java -Xmx` and Docker read it; only a written `B` without `i` is decimal. */
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Reads a size such as `4GiB` or `4G` (4·2^30) or `4GB` (4·10^9) into bytes; `undefined` when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)?$/.exec(text.trim());
  if (match === null) return undefined;
  const factor = UNITS[match[2] ?? 'B'];
  return factor === undefined ? undefined : Math.floor(Number(match[1]) * factor);
}

const COUNT_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/** Reads a whole number of things such as `250000`, `250_000`, `250k` or `1.5M` (1.5·10^6); `undefined` when it is none. */
export function parseCount(text: string): number | undefined {
  const match = /^(\d[\d_]*(?:\.\d+)?)([kKMG]?)$/.exec(text.trim());
  if (match === null) return undefined;
  const count = Number((match[1] as string).replaceAll('_', '')) * (COUNT_UNITS[match[2] as string] as number);
  // 1.1 · 10^6 is a hair above 1,100,000: what is meant is the whole number beside it.
  return Math.abs(count - Math.round(count)) < 1e-6 && Number.isSafeInteger(Math.round(count)) ? Math.round(count) : undefined;
}

/** A whole number, or its digits, with commas: `24,014`. */
export function groupThousands(whole: number | string): string {
  return String(whole).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Shows bytes in the largest binary unit that leaves at least 1: `1.5 GiB`. */
export function formatSize(bytes: number): string {
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB']) {
    const factor = UNITS[unit] as number;
    if (bytes >= factor) return `${(bytes / factor).toFixed(bytes >= 100 * factor ? 0 : 1)} ${unit}`;
  }
  return `${bytes} B`;
}

/** Shows seconds as people say them: `0.4 s`, `2 min 05 s`, `1 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}
