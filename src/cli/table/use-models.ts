import type { CommandSpec } from '../command.js';
import { USE } from './sections.js';

const UNSEEN_SAYS =
  'how many of the rows may have an unseen value of a covariate, or no known n-gram, 0 to 1 (default: 0.2, or twice the share of unseen values in training, but never for fewer than 10 rows)';

/** Commands that use a model, or pass it on. */
export const USE_MODELS: readonly CommandSpec[] = [
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
      {
        flags: '--explain',
        says: 'with --text: show what each n-gram adds to the raw score of the code, of a lookup the ids of the rows that answered',
      },
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
      { flags: '--remote <address>', says: 'code the rows on Spark, with the same results: sc://host[:15002]/;key=value;… of its Connect server' },
    ],
    examples: [
      "millrace predict business-activity@champion --in 'data/nsi/*.parquet' --out coded/",
      'millrace predict ./bundle --in new.parquet --out coded/ --k 5',
      'millrace predict jobs@champion --in new.csv --out coded/ --queue review.csv',
      'millrace predict jobs@champion --text "bakery and café" --k 3 --explain',
      'cat new.jsonl | millrace predict jobs@champion --in - --format jsonl | head',
      "millrace predict jobs@champion --in 'new/*.jsonl' --out coded/ --keep region,wave --format parquet",
    ],
    load: async () => (await import('../commands/predict/predict.js')).predict,
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
    load: async () => (await import('../commands/serve.js')).serve,
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
      {
        flags: '--suite <name>',
        says: 'in place of --data the files of a suite of the pipeline that made the model (evaluate.suites, kind file), with its columns',
      },
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
      'millrace evaluate business-activity@champion --suite panel',
      'millrace evaluate ./bundle --data audit.parquet --label checked_code --out audit/ --json',
    ],
    load: async () => (await import('../commands/evaluate.js')).evaluate,
  },
  {
    name: 'counts',
    args: '<model>',
    summary: 'how many rows of files have each code, as the model says and corrected for its errors',
    details:
      'Codes files and counts the rows of each code at every level of the codebook: as given, and corrected by what was truly behind each given code in rows that fits had not seen (out-of-fold.parquet beside the bundle), weighted as the data is, with 95 % intervals. A code of which fewer than 30 such rows are known gets no corrected count, but the level above it may.\nThe correction assumes that what is behind a given code has stayed the same. Where the mix of codes has shifted it can be further off than the given counts.\nMODEL: with a / the path of a bundle, with an @ a registered name, else the id of a run.',
    section: USE,
    options: [
      { flags: '--data <glob>', says: 'files to count, as predict reads them; quote it' },
      { flags: '--out <file>', says: 'write all counts there, CSV or Parquet' },
      { flags: '--id <column>', says: 'the column with the ids, where there is one (default: id)' },
      { flags: '--codebook <file>', says: 'a codebook for the levels (default: that of the model, where it is still there)' },
    ],
    examples: ["millrace counts jobs@champion --data 'new/*.parquet' --out counts.csv"],
    load: async () => (await import('../commands/counts.js')).counts,
  },
  {
    name: 'verify',
    args: '<model>',
    summary: 'check every byte of a model against its digests',
    section: USE,
    examples: ['millrace verify business-activity@champion', 'millrace verify ./bundle'],
    load: async () => (await import('../commands/verify.js')).verify,
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
    load: async () => (await import('../commands/bundle.js')).bundlePack,
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
    load: async () => (await import('../commands/bundle.js')).bundleUnpack,
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
    load: async () => (await import('../commands/export/mlflow.js')).exportMlflowModel,
  },
];
