import type { Numbers } from './choose.mjs';
export declare function markdownTable(columns: Readonly<Record<string, string>>, rows: readonly Readonly<Record<string, unknown>>[]): string;
export declare function formatSeconds(seconds: number | null | undefined): string;
export declare function formatRepeats(numbers: Numbers | undefined): string;
export declare function formatRatio(theirs: number, ours: number): string;
export declare function formatScore(score: unknown): string;
export declare function formatSetting(setting: Readonly<Record<string, unknown>>): string;
