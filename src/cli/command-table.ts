import type { CommandSpec } from './command.js';

const MAKE = 'Make a model:';
const USE = 'Use a model:';
const LOOK = 'Look at runs and models:';
const AROUND = 'Around it:';

const SETTINGS = 'Settings are key=value pairs over the file, such as search.mode=exact or search.grid.l2=[1e-4,1e-5]; values are YAML.';

const UNSEEN_SAYS =
  'how many of the rows may have an unseen value of a covariate, or no known n-gram, 0 to 1 (default: 0.2, or twice the share of unseen values in training, but never for fewer than 10 rows)';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'run',
    args: '<pipeline> [key=value...]',
    summary: 'the whole flow, from Parquet or CSV files to a model; finished work is never done again',
    details: `Runs a pipeline: reads, cleans, splits, trains a grid, evaluates, compares with the champion and registers the model.\n${SETTINGS}\nTrials are judged by the validation rows, or with search.validation=folds split.folds=5 by the mean over folds. search.halving=true gives trials one, three and five passes, after each of which only the best go on, and fits in full at most a twelfth of the grid, or two.\nExit code 0, also for a model that is not promoted; 10 when gate.promote is true and the gate refuses, 11 when it cannot tell and gate.cannotTell is fail.`,
    section: MAKE,
    options: [{ flags: '--require-clean', says: 'refuse to run when the code is not exactly a commit' }],
    examples: [
      'millrace run pipelines/business-activity.yaml',
      "millrace run pipelines/business-activity.yaml 'search.grid.l2=[1e-5]' split.seed=7 --workers 4",
      'millrace run pipelines/naics.yaml --json | tail -1',
    ],
    load: async () => (await import('./commands/run.js')).run,
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
    load: async () => (await import('./commands/plan.js')).plan,
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
      { flags: '--partitions <n>', says: 'files to spread the rows over (default: 8)' },
      { flags: '--out <dir>', says: 'folder to fill, new, empty or from this command (default: synth/NAME-ROWS-seedSEED in the workspace)' },
    ],
    examples: ['millrace synth coicop', 'millrace synth coicop --rows 1M --seed 7 --out data/coicop'],
    load: async () => (await import('./commands/synth.js')).synth,
  },
  {
    name: 'predict',
    args: '<model>',
    summary: 'code the rows of files, into files of the same format, those of stdin into stdout, or a text',
    details:
      'Codes every row of Parquet, Arrow (.arrow, .feather), CSV, TSV or JSON Lines (.jsonl, .ndjson) files, CSV, TSV and JSON Lines also with .gz, and writes files of the same names and formats with id, code, title, score (the probability that the code is right), decision (automatic or review), review (whether it is review), reason and modelDigest. With --k above 1 also topCodes and topScores, lists of the best codes; in CSV and TSV a list is JSON.\nA row is for review when it has no code, a doubtful one, or a score below the threshold that the run took from review.budget or review.target (reason low-score).\nFrom a model of review.stopAtParent such a row may stop at a parent of its code: decision parent, with parentCode, parentTitle and parentScore.\nColumns are checked as in a run. A row whose covariate has a value that the model does not know (reason unseen-value), or of whose texts it knows no n-gram (no-known-ngram), keeps its code and is for review; when there are too many of them, the command ends with exit code 3 and writes nothing.\nWith --in - rows come from stdin and go to stdout as --format says, each as soon as it is coded, in their order; what is said of them goes to stderr. Rows need no id, and JSON Lines may come and go one by one for as long as the pipe is open.\nWith --text no file is read or written: the codes, titles and scores are shown.\nPredictions in a folder become visible all together. The same command again goes on where it was stopped: a file that is coded already, by the same model with the same options, is not coded again.\nMODEL: with a / the path of a bundle, with an @ a registered name (name@champion, name@3), else the id of a run.',
    section: USE,
    options: [
      { flags: '--in <glob>', says: "files to code, or - for stdin; quote it so that the shell leaves it alone, as in 'new/*.parquet'" },
      { flags: '--out <dir>', says: 'folder for the predictions, of one model; predict.json in it says which, and of which bytes' },
      { flags: '--format <format>', says: 'write parquet, arrow, csv, tsv or jsonl (default: as the input is)' },
      { flags: '--keep <columns>', says: 'columns of the input that the output has too, separated by commas' },
      { flags: '--keep-all', says: 'keep all columns of the input' },
      { flags: '--text <text>', says: 'code this text and show what the model says; may be given several times', repeats: true },
      { flags: '--explain', says: 'with --text: show what each n-gram adds to the raw score of the code' },
      { flags: '--replace', says: 'remove predictions of another model, or of other options, from --out; else they are refused' },
      { flags: '--k <n>', says: 'how many codes a row, best first (default: 1)' },
      { flags: '--review-below <score>', says: 'send rows with a lower score to review, in place of the threshold of the model' },
      {
        flags: '--queue <file>',
        says: 'write the rows for review there too, CSV or Parquet: id, texts, an empty column for the code, source, reason, and suggested codes with titles',
      },
      { flags: '--queue-codes <n>', says: 'how many codes the queue suggests for a row (default: 5)' },
      { flags: '--id <column>', says: 'the column with the ids (default: id)' },
      { flags: '--allow-missing', says: 'code files that lack a covariate of the model: it counts as missing in every row' },
      { flags: '--max-unseen-share <share>', says: UNSEEN_SAYS },
    ],
    examples: [
      "millrace predict business-activity@champion --in 'data/nsi/*.parquet' --out coded/",
      'millrace predict ./bundle --in new.parquet --out coded/ --k 5',
      'millrace predict jobs@champion --in new.csv --out coded/ --queue review.csv',
      'millrace predict jobs@champion --text "bakery and café" --k 3 --explain',
      'cat new.jsonl | millrace predict jobs@champion --in - --format jsonl | head',
      "millrace predict jobs@champion --in 'new/*.jsonl' --out coded/ --keep region,wave --format parquet",
    ],
    load: async () => (await import('./commands/predict/predict.js')).predict,
  },
  {
    name: 'serve',
    args: '[model]',
    summary: 'answer requests over HTTP with a model',
    details:
      'Answers POST /predict and MLflow’s POST /invocations, with the same codes and scores as predict. A page to try it is at /, what every path takes and gives at /openapi.json, figures for Prometheus at /metrics.\nA registered alias is followed: serve name@champion answers with the next champion within seconds of its promotion, without a request being lost.\nBeyond this machine (--host) every request has to bring a token: Authorization: Bearer TOKEN.\nEnds on Ctrl-C or SIGTERM, once what came in is answered. Without MODEL: the champion of the workspace, when there is one.',
    section: USE,
    options: [
      { flags: '--port <n>', says: 'port to listen at, 0 for any that is free (default: 8080)' },
      { flags: '--host <address>', says: 'address to listen at (default: 127.0.0.1, which only this machine reaches)' },
      { flags: '--token-file <file>', says: 'file with the token of every request (default: MILLRACE_TOKEN, else none)' },
      { flags: '--open', says: 'answer everybody who can connect, also beyond this machine' },
      { flags: '--max-rows <n>', says: 'rows of one request (default: 10000)' },
      { flags: '--log-requests', says: 'a line of JSON on stderr for every request, without its texts' },
    ],
    examples: [
      'millrace serve business-activity@champion',
      'curl -s localhost:8080/predict -H \'content-type: application/json\' -d \'{"texts":["bakery and café"],"k":3}\'',
    ],
    load: async () => (await import('./commands/serve.js')).serve,
  },
  {
    name: 'evaluate',
    args: '<model>',
    summary: 'judge a model on labelled Parquet or CSV files',
    details:
      'Judges a model on rows whose codes are known: every figure with its interval, as in the report of a run. Columns are named as in the run that made the model, unless said otherwise.\nRows that trained the model (by id, or by the text or column that its split is grouped by) are refused with exit code 3. Without that file the result is marked unchecked.\nMODEL: with a / the path of a bundle, with an @ a registered name (name@champion, name@3), else the id of a run.',
    section: USE,
    options: [
      { flags: '--data <glob>', says: "labelled files, Parquet or CSV; quote it so that the shell leaves it alone, as in 'new/*.parquet'" },
      { flags: '--id <column>', says: 'the column with the ids' },
      { flags: '--text <columns>', says: 'the text columns, separated by commas, in the order in which the model knows them' },
      { flags: '--label <column>', says: 'the column with the codes' },
      { flags: '--weight <column>', says: 'the column with evaluation weights; none counts every row once' },
      { flags: '--codebook <file>', says: 'where the codebook lies now: needed when the model cuts codes to a level' },
      { flags: '--split <file>', says: 'the split of the model, when it does not lie beside the bundle' },
      { flags: '--skip-trained', says: 'leave out rows that trained the model' },
      { flags: '--unlabelled <how>', says: 'rows without a code: refuse counts them as bad rows, as a run does (default), skip leaves them out' },
      { flags: '--allow-missing', says: 'judge on files that lack a covariate of the model: it counts as missing in every row' },
      { flags: '--max-unseen-share <share>', says: UNSEEN_SAYS },
      { flags: '--force', says: 'judge rows that trained the model too, and mark every output with their number' },
      { flags: '--out <dir>', says: 'folder for metrics.parquet, predictions.parquet, quarantine.parquet and evaluation.json' },
    ],
    examples: [
      "millrace evaluate business-activity@champion --data 'audit/*.parquet'",
      'millrace evaluate ./bundle --data audit.parquet --label checked_code --out audit/ --json',
    ],
    load: async () => (await import('./commands/evaluate.js')).evaluate,
  },
  {
    name: 'verify',
    args: '<model>',
    summary: 'check every byte of a model against its digests',
    section: USE,
    examples: ['millrace verify business-activity@champion', 'millrace verify ./bundle'],
    load: async () => (await import('./commands/verify.js')).verify,
  },
  {
    name: 'bundle pack',
    args: '<model>',
    summary: 'a model as one file',
    details:
      'Checks every byte of a model and writes its bundle as a plain tar; the same model gives the same bytes. With --with-split the ids of its training rows go with it, which evaluate needs to refuse them.\nMODEL: with a / the path of a bundle, with an @ a registered name (name@champion, name@3), else the id of a run.',
    section: USE,
    options: [
      { flags: '--out <file>', says: 'the file to write; its name must be free' },
      { flags: '--with-split', says: 'pack split.parquet too, which lies beside the bundle' },
    ],
    examples: ['millrace bundle pack business-activity@champion --out model.tar', 'millrace bundle pack ./bundle --out model.tar --with-split'],
    load: async () => (await import('./commands/bundle.js')).bundlePack,
  },
  {
    name: 'bundle unpack',
    args: '<archive>',
    summary: 'the model of such a file, checked to the last byte',
    details:
      'Makes DIR/bundle, and DIR/split.parquet where the split was packed. What the manifest does not name, links and files of another size are refused with exit code 3; nothing is visible before every byte is checked.',
    section: USE,
    options: [{ flags: '--out <dir>', says: 'folder to make; an empty one may be there' }],
    examples: ['millrace bundle unpack model.tar --out model', 'millrace verify model/bundle'],
    load: async () => (await import('./commands/bundle.js')).bundleUnpack,
  },
  {
    name: 'export mlflow',
    args: '<model>',
    summary: 'a model as a folder that MLflow serves and loads',
    details:
      'Writes a folder that `mlflow models serve` and `mlflow.pyfunc.load_model` take: MLmodel, a small loader in Python, and the bundle as it is. The loader hands rows to `millrace predict` through pipes, so that scores are the same to the bit; Node and millrace have to be installed where it runs (MILLRACE_COMMAND names the program when it is not `millrace` on the path). The parameter k asks for more codes a row. A run that is tracked has the same folder among its files, as `model`.\nMODEL: with a / the path of a bundle, with an @ a registered name, else the id of a run.',
    section: USE,
    options: [{ flags: '--out <dir>', says: 'folder to make, new or empty' }],
    examples: ['millrace export mlflow business-activity@champion --out mlflow-model'],
    load: async () => (await import('./commands/export/mlflow.js')).exportMlflowModel,
  },
  {
    name: 'models list',
    args: '',
    summary: 'every registered model with its aliases',
    section: LOOK,
    examples: ['millrace models list'],
    load: async () => (await import('./commands/models/models.js')).modelsList,
  },
  {
    name: 'models show',
    args: '<model>',
    summary: 'settings, digests and metrics of a model',
    section: LOOK,
    examples: ['millrace models show business-activity@champion'],
    load: async () => (await import('./commands/models/models.js')).modelsShow,
  },
  {
    name: 'models live',
    args: '<name>',
    summary: 'which version of a model was live at a time',
    details:
      'Tells which version of NAME was the champion, since when, until when and why, from the log of promotions. TIME is ISO 8601: a day begins at 00:00, and what names no zone is UTC.',
    section: LOOK,
    options: [{ flags: '--at <time>', says: 'when (default: now)' }],
    examples: ['millrace models live business-activity --at 2026-11-23', 'millrace models live business-activity --at 2026-11-23T02:15:00+01:00'],
    load: async () => (await import('./commands/models/models-asked.js')).modelsLive,
  },
  {
    name: 'models which',
    args: '<digest>',
    summary: 'which registered version a model digest or predictions are of',
    details:
      'DIGEST is a model digest or its first 8 digits or more; or what predict wrote: the folder, its predict.json, or one Parquet file, whose column modelDigest is read. Digits that several models begin with are refused with those models.',
    section: LOOK,
    examples: ['millrace models which 4f09ac1b', 'millrace models which coded/', 'millrace models which coded/january.parquet'],
    load: async () => (await import('./commands/models/models-asked.js')).modelsWhich,
  },
  {
    name: 'models promote',
    args: '<version>',
    summary: 'make a registered version the champion',
    details:
      'Makes NAME@N the champion after a check of every byte. The gate must have passed it against the champion of today, else exit code 10 (refused) or 11 (cannot tell); --force promotes all the same. The reason stands in the log of promotions.\nBeside the champion a candidate must pass beside the anchor, the first champion unless --anchor moves it: many small losses, each within the margin, do not add up.',
    section: USE,
    options: [
      { flags: '--reason <text>', says: 'why it goes live; kept in the log' },
      { flags: '--force', says: 'promote what the gate did not pass' },
      { flags: '--anchor', says: 'make it the anchor of the gate too: losses are counted from it' },
    ],
    examples: ['millrace models promote business-activity@3 --reason "passed the gate, approved on Monday"'],
    load: async () => (await import('./commands/models/models.js')).modelsPromote,
  },
  {
    name: 'models rollback',
    args: '<name>',
    summary: 'make the champion of before the champion again',
    details: 'Undoes the newest promotion that is not undone. Versions that were retired since are passed over.',
    section: USE,
    options: [{ flags: '--reason <text>', says: 'why; kept in the log' }],
    examples: ['millrace models rollback business-activity --reason "too many records in review"'],
    load: async () => (await import('./commands/models/models.js')).modelsRollback,
  },
  {
    name: 'models retire',
    args: '<version>',
    summary: 'never let a version go live again',
    details: 'NAME@N stays registered and can be opened, but no run and no command makes it champion. The champion itself cannot be retired.',
    section: USE,
    options: [{ flags: '--reason <text>', says: 'why; kept beside the versions' }],
    examples: ['millrace models retire business-activity@2 --reason "trained on a wrong extract"'],
    load: async () => (await import('./commands/models/models.js')).modelsRetire,
  },
  {
    name: 'runs list',
    args: '',
    summary: 'every run, the newest first',
    section: LOOK,
    examples: ['millrace runs list'],
    load: async () => (await import('./commands/runs/runs.js')).runsList,
  },
  {
    name: 'runs show',
    args: '<run>',
    summary: 'what a run did, stage by stage',
    details: 'Shows what a run did, stage by stage. RUN is an id, the start of one, or latest.',
    section: LOOK,
    examples: ['millrace runs show latest', 'millrace runs show 20261123T021500-4f09ac --json'],
    load: async () => (await import('./commands/runs/runs.js')).runsShow,
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
    load: async () => (await import('./commands/runs/runs.js')).runsPrune,
  },
  {
    name: 'runs push',
    args: '[run]',
    summary: 'send runs to the tracking server that it does not have',
    details:
      'Sends a run to the MLflow server of MLFLOW_TRACKING_URI, or every ended run of the workspace that was not sent there yet: params, metrics of every pass, tags, datasets, files, the model and its aliases, with a child run a trial. May be repeated, also after the server or this command was stopped in between: nothing is there twice. RUN is an id, the start of one, or latest; a run that is named is compared with what the server has, whatever was noted before.\nExit code 5 when the server does not answer or refuses.',
    section: LOOK,
    examples: ['MLFLOW_TRACKING_URI=http://localhost:5000 millrace runs push', 'millrace runs push latest'],
    load: async () => (await import('./commands/runs/push.js')).runsPush,
  },
  {
    name: 'report',
    args: '<run>',
    summary: 'make the report page of a run again',
    details: 'Makes report.html of a run again from what the run left, and tells its path. RUN is an id, the start of one, or latest.',
    section: LOOK,
    examples: ['millrace report latest'],
    load: async () => (await import('./commands/report.js')).report,
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
    load: async () => (await import('./commands/split-show.js')).splitShow,
  },
  {
    name: 'reproduce',
    args: '<run>',
    summary: 'run a run again from its manifest or its bundle, and compare everything it made',
    details:
      'Runs again in a fresh workspace and answers identical, same decisions (equal codes, not equal bytes) or different, with the first stage, row or weight that differs and what changed. RUN is an id, the start of one, latest, or with a / the path of a bundle, which is enough alone.\nExit code 12 unless the answer is identical.',
    section: LOOK,
    options: [
      { flags: '--data <dir>', says: 'where the data lies now, when it has moved' },
      { flags: '--keep', says: 'keep the fresh workspace, and tell where it is' },
    ],
    examples: ['millrace reproduce latest', 'millrace reproduce ./bundle --data archive/2026'],
    load: async () => (await import('./commands/reproduce.js')).reproduceRun,
  },
  {
    name: 'gc',
    args: '',
    summary: 'remove stored work that no run needs',
    details:
      'Removes stored work that no kept run used. Runs, with their bundles and reports, are never touched, nor is the work of registered models, nor what a stopped run finished, until the same command is done. Pruned runs need no stored work.',
    section: AROUND,
    options: [
      { flags: '--dry-run', says: 'only count what would be removed' },
      { flags: '--keep-runs <n>', says: 'keep the work of so many of the newest runs of each pipeline (default: all)' },
    ],
    examples: ['millrace gc --dry-run', 'millrace gc --keep-runs 3'],
    load: async () => (await import('./commands/gc.js')).gc,
  },
  {
    name: 'config show',
    args: '<pipeline> [key=value...]',
    summary: 'a pipeline with every default filled in, each with its origin',
    details: `Shows a pipeline with every default filled in, after checking it. Behind each value stands where it comes from: FILE:LINE, command line or default. What is shown is itself a pipeline file, for the same configuration.\n${SETTINGS}`,
    section: AROUND,
    options: [{ flags: '--explain', says: 'above each key what it is for, its range and its default' }],
    examples: [
      'millrace config show pipelines/business-activity.yaml features.chars=null',
      'millrace config show pipelines/business-activity.yaml --explain',
    ],
    load: async () => (await import('./commands/config/show.js')).configShow,
  },
  {
    name: 'config schema',
    args: '',
    summary: 'the JSON Schema of pipeline files, for editors',
    section: AROUND,
    examples: ['millrace config schema > pipeline.schema.json'],
    load: async () => (await import('./commands/config/schema.js')).configSchema,
  },
  {
    name: 'doctor',
    args: '',
    summary: 'check that this machine has what a run needs',
    details:
      'Checks Node, cores, memory, workspace, disk, kernels, tables and workers; with --remote also whether a Spark Connect server answers, sees the files of the workspace and runs Node where its tasks run. Exit code 0, 4 (resources) or 5 (engines).',
    section: AROUND,
    options: [{ flags: '--remote <address>', says: 'a Spark Connect server to check too: sc://host[:15002]/;key=value;…' }],
    examples: [
      'millrace doctor',
      'millrace doctor --workspace /data/millrace --memory 2GiB --workers 4',
      "millrace doctor --remote 'sc://localhost:15002/;token=…;use_ssl=false'",
    ],
    load: async () => (await import('./commands/doctor.js')).doctor,
  },
];
