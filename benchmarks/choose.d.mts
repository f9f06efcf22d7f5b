export interface Answer {
  readonly status: string;
  readonly trainSeconds: number;
  readonly validationMacroF1?: number | null;
  readonly objective?: number | null;
}
export interface Numbers {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly spread: number;
  readonly count: number;
}
export declare const QUALITY_MARGIN: number;
export declare function chooseFastest<T extends Answer>(answers: readonly T[], margin?: number): T | undefined;
export declare function chooseBest<T extends Answer>(answers: readonly T[]): T | undefined;
export declare function fastestReaching<T extends Answer>(answers: readonly T[], wanted: number, seconds?: keyof T): T | undefined;
export declare function bestWithin<T extends Answer>(answers: readonly T[], seconds: number): T | undefined;
export declare function fastestBelow<T extends Answer>(answers: readonly T[], objective: number): T | undefined;
export declare function describeNumbers(numbers: readonly number[]): Numbers;
/** What not every answer has is left out. */
interface Repeats {
  readonly train: Numbers;
  readonly total: Numbers;
  readonly peak: Numbers;
  readonly trainCpu?: Numbers;
  readonly totalCpu?: Numbers;
}
export declare function describeRepeats<T extends Answer>(answers: readonly T[]): T & Repeats;
