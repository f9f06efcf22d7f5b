import { dirname, join, resolve } from 'node:path';
import { fail } from '../../core/failure.js';
import { isCsv } from '../../stages/source/csv-partition.js';

/** Input files, and where their outputs go. */
interface OutputPlaces {
  /** Relative to the project folder. */
  readonly files: readonly string[];
  /** Absolute path. */
  readonly projectFolder: string;
  readonly outFolder: string;
}

/**
 * Output paths: those of the inputs below the deepest folder that all of them share. `usage.wrong-value` when two inputs would have
 * one output, or an output would overwrite an input.
 */
export function outputNames({ files, projectFolder, outFolder }: OutputPlaces): string[] {
  const absolute = files.map((file) => resolve(projectFolder, file));
  const shared = absolute.map(dirname).reduce(sharedFolder);
  const outputs = absolute.map((file) => join(outFolder, parquetName(file.slice(shared.length))));
  refuseSharedOutputs(outputs);
  for (const output of outputs) {
    if (!absolute.includes(output)) continue;
    throw fail('usage.wrong-value', {
      what: 'an output would overwrite an input',
      where: 'command line: --out',
      got: output,
      wanted: 'another folder',
    });
  }
  return outputs;
}

/** Predictions are written as Parquet, whatever they are of. */
function parquetName(path: string): string {
  return isCsv(path) ? path.replace(/\.(csv|tsv)(\.gz)?$/i, '.parquet') : path;
}

function refuseSharedOutputs(outputs: readonly string[]): void {
  const twice = outputs.find((output, index) => outputs.indexOf(output) !== index);
  if (twice === undefined) return;
  throw fail('usage.wrong-value', {
    what: 'two inputs would have one output',
    where: 'command line: --in',
    got: twice,
    wanted: 'inputs whose names differ by more than .csv, .tsv and .parquet',
    hint: 'code them one after the other, each into a folder of its own',
  });
}

function sharedFolder(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const differs = left.findIndex((name, index) => name !== right[index]);
  return differs < 0 ? a : left.slice(0, differs).join('/');
}
