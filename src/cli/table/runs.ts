import type { CommandSpec } from '../command.js';
import { LOOK } from './sections.js';

const RUNS_COMPARED = [
  { flags: '--rows', says: 'of two runs: code the rows of the later one with both models too, and tell which changed' },
  { flags: '--html <file>', says: 'also write it as a page of its own' },
];

/** Commands on runs, and on what they have made. */
export const RUNS: readonly CommandSpec[] = [
  {
    name: 'runs list',
    args: '',
    summary: 'every run, the newest first',
    section: LOOK,
    examples: ['millrace runs list'],
    load: async () => (await import('../commands/runs/runs.js')).runsList,
  },
  {
    name: 'runs show',
    args: '<run>',
    summary: 'what a run did, stage by stage',
    details: 'Shows what a run did, stage by stage. RUN is an id, the start of one, or latest.',
    section: LOOK,
    examples: ['millrace runs show latest', 'millrace runs show 20261123T021500-4f09ac --json'],
    load: async () => (await import('../commands/runs/runs.js')).runsShow,
  },
  {
    name: 'runs prune',
    args: '',
    summary: 'cut old runs down to what they were and how good they were',
    details:
      'Of every pruned run its manifest, metrics and split ids are kept; its model, report and other tables go. Runs of registered models, runs that go on or can be continued, and the newest of each pipeline stay whole. Stored work is left alone: millrace gc removes what no run needs any more.',
    section: LOOK,
    options: [
      { flags: '--keep <n>', says: 'so many of the newest done runs of each pipeline stay whole' },
      { flags: '--dry-run', says: 'only count what would be removed' },
    ],
    examples: ['millrace runs prune --keep 30 --dry-run', 'millrace runs prune --keep 30'],
    load: async () => (await import('../commands/runs/runs.js')).runsPrune,
  },
  {
    name: 'runs compare',
    args: '<runs...>',
    summary: 'figures of runs side by side, what differs in their settings, and of two why: compare of runs alone',
    details: 'The same as millrace compare for runs that have ended. RUNS are ids, starts of one, or latest.',
    section: LOOK,
    options: RUNS_COMPARED,
    examples: ['millrace runs compare 20261123T021500-4f09ac latest'],
    load: async () => (await import('../commands/compare/runs.js')).compareRuns,
  },
  {
    name: 'runs push',
    args: '[run]',
    summary: 'send runs to the tracking server that it does not have',
    details:
      'Sends a run to the MLflow server of MLFLOW_TRACKING_URI, or every ended run of the workspace that was not sent there yet: params, metrics of every pass, tags, datasets, files, the model and its aliases, with a child run a trial. May be repeated, also after the server or this command was stopped in between: nothing is there twice. RUN is an id, the start of one, or latest; a run that is named is compared with what the server has, whatever was noted before.\nExit code 5 when the server does not answer or refuses.',
    section: LOOK,
    examples: ['MLFLOW_TRACKING_URI=http://localhost:5000 millrace runs push', 'millrace runs push latest'],
    load: async () => (await import('../commands/runs/push.js')).runsPush,
  },
  {
    name: 'compare',
    args: '<names...>',
    summary: 'kinds of models on equal terms, two models on rows that nobody has coded, or runs by what they left',
    details:
      'With pipeline files (.yaml): every kind of search.estimators is run alone, each in a process of its own, on the same split and features, and one table a file holds metrics with intervals, the paired difference to the best by validation with p-values corrected by Holm, calibration, processor seconds of the fit, peak memory, texts a processor second when coding, the size of the bundle, and with evaluate.repeats the spread over split seeds. Kinds get as many trials each. key=value settings count for all files. What is done is found: the same command goes on where it was stopped.\nWith --data two models code the same rows, the model of today first: how often they agree, whether the distribution of codes shifts by more than chance at each level of the codebook, how the scores differ, which codes moved most, with example rows unless one of the models counts its texts as confidential. Files are read as by predict: Parquet, Arrow, CSV, TSV or JSON Lines.\nWithout --data two or more runs that have ended: their test figures side by side, whether they had the same data, split and model, and every setting that is not the same in all of them. Of two runs also why they differ: data, configuration, code or seed, each with the stage where it came in, found by what the stages left and what they were made with; and which codes are better and worse. Whether a difference is more than chance says the gate of a run, not this.\nA model: with a / the path of a bundle, with an @ a registered name, else the id of a run. A run: an id, the start of one, or latest.',
    section: LOOK,
    options: [
      { flags: '--data <glob>', says: 'files that both models code; quote it' },
      { flags: '--id <column>', says: 'the column with the ids of --data, where there is one (default: id)' },
      { flags: '--codebook <file>', says: 'a codebook for the levels (default: that of the second model, where it is still there)' },
      ...RUNS_COMPARED,
      { flags: '--markdown <file>', says: 'with pipeline files: also write the tables as Markdown' },
      { flags: '--parquet <file>', says: 'with pipeline files: also write a row a set and kind as Parquet' },
      { flags: '--tsv <dir>', says: 'with a pipeline file: compare on each NAME.tsv of this folder (columns id, text, label) in place of its data' },
    ],
    examples: [
      'millrace compare pipelines/baselines.yaml --html baselines.html',
      "millrace compare jobs@champion jobs@7 --data 'new/*.parquet' --html shift.html",
      'millrace compare 20261123T021500-4f09ac latest',
    ],
    load: async () => (await import('../commands/compare/compare.js')).compare,
  },
  {
    name: 'labels',
    args: '<run>',
    summary: 'texts whose rows disagree, and rows whose code may be wrong, as a sheet for people',
    details:
      'Looks at the data of a run by fits that did not know the row (calibration.rows cross-fit): rows of which such a fit is as sure of another code as it is where it is right, and less sure than usual of their own, are listed, the most suspect first (confident learning). Of rare codes few rows are named, of codes with one text none. Nothing is corrected.\nAlso the texts that are there several times and whose rows disagree, and how often the text alone could be right at best.\nWith calibration.heldOut=all every row of train, validation and calibration is looked at, else as many as calibrate. RUN is an id, the start of one, or latest.',
    section: LOOK,
    options: [
      {
        flags: '--out <file>',
        says: 'write the rows there, CSV or Parquet: id, texts, an empty column for the code, the present and the suggested code with titles',
      },
    ],
    examples: ['millrace labels latest --out suspects.csv'],
    load: async () => (await import('../commands/labels.js')).labels,
  },
  {
    name: 'report',
    args: '<run>',
    summary: 'make the report page of a run again',
    details: 'Makes report.html of a run again from what the run left, and tells its path. RUN is an id, the start of one, or latest.',
    section: LOOK,
    options: [{ flags: '--open', says: 'open it in the browser' }],
    examples: ['millrace report latest', 'millrace report latest --open'],
    load: async () => (await import('../commands/report.js')).report,
  },
  {
    name: 'split show',
    args: '<run>',
    summary: 'which row was used for what, by code and role, and what leaks',
    details:
      'Counts rows by code and role anew from the split file of a run, and measures what the test rows give away of the train rows (same texts, near-duplicates, a dictionary lookup), beside a plain row split of the same data. RUN is an id, the start of one, or latest.',
    section: LOOK,
    options: [
      { flags: '--all', says: 'show every code, not only the 20 largest' },
      { flags: '--html <file>', says: 'also write the tables as a page of their own' },
    ],
    examples: ['millrace split show latest', 'millrace split show 20261123T021500-4f09ac --all --html split.html'],
    load: async () => (await import('../commands/split-show.js')).splitShow,
  },
  {
    name: 'reproduce',
    args: '<run>',
    summary: 'run a run again from its manifest, its bundle or the tracking server, and compare everything it made',
    details:
      'Runs again in a fresh workspace and answers identical, same decisions (equal codes, not equal bytes) or different, with the first stage, row or weight that differs and what changed. RUN is an id, the start of one, or latest; the path of a manifest (run.json), or with a / that of a bundle, either of which is enough alone; or mlflow:ID, a run of the server of MLFLOW_TRACKING_URI by its id there or ours: with the code of the commit that it names and the data, that is all it takes.\nExit code 12 unless the answer is identical.',
    section: LOOK,
    options: [
      { flags: '--data <dir>', says: 'where the data lies now, when it has moved' },
      { flags: '--keep', says: 'keep the fresh workspace, and tell where it is' },
    ],
    examples: [
      'millrace reproduce latest',
      'millrace reproduce ./bundle --data archive/2026',
      'millrace reproduce mlflow:20261123T021500-4f09ac --data archive/2026',
    ],
    load: async () => (await import('../commands/reproduce.js')).reproduceRun,
  },
];
