import type { CommandSpec } from '../command.js';
import { MAKE } from './sections.js';
import { SETTINGS } from './settings-text.js';

/** Commands that make models, and what they are made of. */
export const MAKE_MODELS: readonly CommandSpec[] = [
  {
    name: 'run',
    args: '<pipeline> [key=value...]',
    summary: 'the whole flow, from Parquet or CSV files to a model; finished work is never done again',
    details: `Runs a pipeline: reads, cleans, splits, trains a grid, evaluates, compares with the champion and registers the model.\n${SETTINGS}\nTrials are judged by the validation rows, or with search.validation=folds split.folds=5 by the mean over folds. search.halving=true gives trials a few passes first, after which only the best go on, and fits in full at most a 24th of the grid, or one.\nExit code 0, also for a model that is not promoted; 10 when gate.promote is true and the gate refuses, 11 when it cannot tell and gate.cannotTell is fail.\nStages, in order: source, prepare, split, features, search, train, calibrate, evaluate, bundle, compare (the gate), register. Some of them can run alone, in processes and on machines that share the workspace: what is done is found by the next, to the same digests as one run. Missing work of an earlier stage is exit code 2.`,
    section: MAKE,
    options: [
      {
        flags: '-m, --multirun',
        says: 'a run for every combination of values: key=a,b,c, key=range(START,STOP), key=choice(a,b), or group=glob(*); the same command goes on where it was stopped',
      },
      { flags: '--require-clean', says: 'refuse to run when the code is not exactly a commit' },
      { flags: '--only <stage>', says: 'run this stage alone, on what the stages before it left in the workspace' },
      { flags: '--start-at <stage>', says: 'take the stages before this one from the workspace, and fail where their work is missing' },
      { flags: '--until <stage>', says: 'end after this stage: without register nothing is registered, and no report made' },
      { flags: '--trial <i>', says: 'of the search run this trial alone, counted from 0; a later run finds it' },
    ],
    examples: [
      'millrace run pipelines/business-activity.yaml',
      "millrace run pipelines/business-activity.yaml 'search.grid.l2=[1e-5]' split.seed=7 --workers 4",
      'millrace run pipelines/naics.yaml --json | tail -1',
      'millrace run -m pipelines/naics.yaml features=char,words split.seed=1,2,3',
      'millrace run pipelines/naics.yaml --until features',
      'millrace run pipelines/naics.yaml --trial 0',
    ],
    load: async () => (await import('../commands/run/run.js')).run,
  },
  {
    name: 'init',
    args: '<file>',
    summary: 'a first pipeline file for a Parquet or CSV file, columns guessed',
    details:
      'Looks at the first rows of FILE, a Parquet, CSV or TSV file (also .gz) or a quoted pattern of them, guesses which columns hold the id, the texts and the code, says why, and writes a pipeline file with comments, named after FILE, into the working directory. What nothing looks like stands there as ???, to be filled in. A file that is there is never written over.',
    section: MAKE,
    options: [{ flags: '--out <file>', says: 'the pipeline file to write (default: FILE with the ending .yaml)' }],
    examples: ['millrace init data.csv && millrace run data.yaml', "millrace init 'data/2026/*.parquet' --out jobs.yaml"],
    load: async () => (await import('../commands/init.js')).init,
  },
  {
    name: 'plan',
    args: '[pipeline] [key=value...]',
    summary: 'what a run would do and why, and what memory, disk and time it would take',
    details: `Tells for each stage whether its work is cached, stale (and the first setting or input that differs) or fresh, and forecasts peak memory, disk and time; exit code 4 when it cannot fit in the memory. Makes nothing.\n${SETTINGS}\nWith --graph: the stages of every pipeline, what each reads and gives.`,
    section: MAKE,
    options: [{ flags: '--graph', says: 'show the flow of every pipeline instead, stage by stage; needs no pipeline' }],
    examples: [
      'millrace plan pipelines/business-activity.yaml',
      "millrace plan pipelines/business-activity.yaml 'features.words=[1,1]'",
      'millrace plan --graph',
    ],
    load: async () => (await import('../commands/plan.js')).plan,
  },
  {
    name: 'synth',
    args: '<name>',
    summary: 'made-up texts with a planted truth, of any size',
    details:
      'Writes synthetic product texts (NAME is coicop) with a codebook, and the truth about planted duplicates, conflicts and noise, and a pipeline file that is ready to run from this folder (one that is there stays as it is). The same rows for the same seed, whatever the workers.',
    section: MAKE,
    options: [
      { flags: '--rows <n>', says: 'rows to write, from 1000 on; 250k and 1M are 250000 and 1000000 (default: 100000)' },
      { flags: '--seed <n>', says: 'seed of everything that is drawn (default: 1)' },
      { flags: '--codes <n>', says: 'codes in all, from 338, which are divided evenly, to 21632 (default: 338)' },
      { flags: '--partitions <n>', says: 'files to spread the rows over (default: 8)' },
      {
        flags: '--out <dir>',
        says: 'folder to fill, new, empty or from this command (default: synth/NAME-ROWS-seedSEED in the workspace, with NAME-ROWS-codesN where --codes is given)',
      },
    ],
    examples: ['millrace synth coicop', 'millrace synth coicop --rows 1M --seed 7 --out data/coicop', 'millrace synth coicop --codes 5000'],
    load: async () => (await import('../commands/synth.js')).synth,
  },
];
