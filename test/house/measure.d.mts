export interface MeasuredFile {
  readonly path: string;
  readonly text: string;
}
export declare function filesThatKnowTheLinearModel(files: readonly MeasuredFile[]): MeasuredFile[];
export declare function tasksOfTheMainThread(files: readonly MeasuredFile[]): MeasuredFile[];
export declare function fitRequests(files: readonly MeasuredFile[]): string[];
export declare function fitOutcomes(files: readonly MeasuredFile[]): string[];
export declare function splitSteps(files: readonly MeasuredFile[]): string[];
export declare function largestFolder(files: readonly MeasuredFile[]): { readonly folder: string; readonly count: number };
export declare function functionLengths(text: string): number[];
export declare function sourcesOf(files: readonly MeasuredFile[]): MeasuredFile[];
export declare function median(numbers: readonly number[]): number;
export declare function lineCount(text: string): number;
