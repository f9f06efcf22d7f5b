/** What stands above the commands in `millrace --help`. */
export const INTRODUCTION = `millrace turns short texts into codes of a classification (NACE, NAICS, ISCO, COICOP …).
One command reads Parquet files, cleans and splits them, trains a grid of logistic regressions
on all cores, and leaves a model that anybody can reproduce to the bit, with the ids of every
row that was used for what.

Start here:
  millrace doctor                                   is this machine ready?
  millrace init data.csv                            a pipeline for a table of yours
  millrace run pipelines/business-activity.yaml     train on the data that comes with it
  millrace predict business-activity@champion --in 'new/*.parquet' --out coded/

A pipeline of your own (millrace init writes one; only name and partitions are needed):
  name: mine
  data:
    partitions: 'data/mine/**/*.parquet'
    id: id                # a column with one id a row
    text: [description]   # one or more text columns
    label: code           # the code that a person gave

Where things are kept: workspace/runs/<run>/ holds the model (bundle/), split.parquet,
report.html and tables in Parquet; workspace/store/ finished work, never done twice;
workspace/registry/ versions of models. A model is named by the path of its bundle,
as name@champion or name@3, or by the id of its run.

`;

/** What stands below the commands in `millrace --help`. */
export const EXIT_CODES = `
Exit codes:
  0  done                            5  engine or service not reached
  1  a bug in millrace              10  the gate refused the new model
  2  usage: file, key, value        11  the gate cannot tell
  3  data: missing, unreadable      12  reproduce found a difference
  4  memory, disk, permission      129, 130, 143  stopped; the same command goes on

millrace help COMMAND (or COMMAND --help) shows a command's options with examples.
`;
