import { dirname, join, resolve } from 'node:path';
import { fail } from '../../core/failure.js';
import { formatOf, nameInFormat, type TableFormat } from '../formats/table-format.js';

/** Input files, and where their outputs go. */
interface OutputPlaces {
  /** Relative to the project folder. */
  readonly files: readonly string[];
  /** Absolute path. */
  readonly projectFolder: string;
  readonly outFolder: string;
  /** How outputs are written; each as its input is unless given. */
  readonly format?: TableFormat | undefined;
}

/**
 * Output paths: those of the inputs below the deepest folder that all of them share, with the ending of their format. `usage.wrong-value` when two inputs would have
 * one output, or an output would overwrite an input.
 */
export function outputNames({ files, projectFolder, outFolder, format }: OutputPlaces): string[] {
  const absolute = files.map((file) => resolve(projectFolder, file));
  const shared = absolute.map(dirname).reduce(sharedFolder);
  const outputs = absolute.map((file) => join(outFolder, nameInFormat(file.slice(shared.length), format ?? formatOf(file))));
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

function refuseSharedOutputs(outputs: readonly string[]): void {
  const twice = outputs.find((output, index) => outputs.indexOf(output) !== index);
  if (twice === undefined) return;
  throw fail('usage.wrong-value', {
    what: 'two inputs would have one output',
    where: 'command line: --in',
    got: twice,
    wanted: 'inputs whose names differ by more than their endings',
    hint: 'code them one after the other, each into a folder of its own',
  });
}

function sharedFolder(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const differs = left.findIndex((name, index) => name !== right[index]);
  return differs < 0 ? a : left.slice(0, differs).join('/');
}
