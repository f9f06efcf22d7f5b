const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Reads a size such as `4GiB` (4·2^30) or `4GB` (4·10^9) into bytes; `undefined` when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMGT]?i?B)?$/.exec(text.trim());
  if (match === null) return undefined;
  const factor = UNITS[match[2] ?? 'B'];
  return factor === undefined ? undefined : Math.floor(Number(match[1]) * factor);
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
