import { z } from 'zod';
import { fraction } from './values.js';

const covariate = z.union([
  z.string(),
  z.strictObject({
    column: z.string().describe('The column with the numbers; required.'),
    bins: z
      .int()
      .min(2)
      .max(1000)
      .describe('Into how many bins of about equal row counts its training values are cut; a whole number from 2 to 1000, required.'),
  }),
]);

/** Kinds of n-grams, two a text column and one of covariates, are numbered in a byte whose last value says something else. */
const MAX_TEXTS = 127;

/** Which columns of the Parquet partitions hold what, and the codebook. */
export const dataConfig = z
  .strictObject({
    partitions: z
      .union([z.string(), z.array(z.string()).min(1)])
      .describe(
        'The files to learn from, Parquet, or CSV and TSV (also .gz) by their names; a path or glob, or a list of at least 1, relative to the working directory, required.',
      ),
    folderColumns: z
      .array(z.string())
      .default([])
      .describe(
        'Columns that are read, as text, from folders called name=value above the files, as Hive and Spark write them; a list of names, default [], with which folder names mean nothing.',
      ),
    id: z.string().default('id').describe('The column with one id a row; default id.'),
    text: z
      .array(z.string())
      .min(1)
      .max(MAX_TEXTS)
      .default(['text'])
      .meta({
        wanted: `a list of 1 to ${MAX_TEXTS} names of columns`,
        description: 'The columns with the texts that the code is found from; a list of at least 1, default [text].',
      }),
    label: z.string().default('label').describe('The column with the code that a person gave; default label.'),
    level: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'The level of the codebook that codes are cut to; a whole number of at least 1, the top level, default null, which leaves codes whole.',
      ),
    codebook: z
      .string()
      .nullable()
      .default(null)
      .describe('The CSV file (columns code, title, parent) of valid codes; a path, default null, with which every label is valid.'),
    correspondence: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'The CSV file (columns old, new, weight) from labels of the data to codes of the codebook; a path, default null, which leaves labels as they are.',
      ),
    covariates: z
      .array(covariate)
      .default([])
      .describe(
        'Columns that help to find the code beside the texts; a list of names of columns with categories and of {column, bins} for numbers, default [].',
      ),
    weights: z
      .strictObject({
        training: z
          .string()
          .nullable()
          .default(null)
          .describe('The column with how much a row counts in training; numbers of at least 0, default null, with which rows count once.'),
        evaluation: z
          .string()
          .nullable()
          .default(null)
          .describe('The column with how much a row counts in metrics; numbers of at least 0, default null, with which rows count once.'),
      })
      .describe('Which columns hold the weights of rows, if any.')
      .prefault({}),
    missingLabels: z
      .array(z.string())
      .default(['nan', 'NaN', 'NA', 'N/A', 'n/a', '<NA>', 'None', 'none', 'null', 'NULL', '-'])
      .describe(
        'Labels that mean that a row has none, unless the codebook or the correspondence lists them; default [nan, NaN, NA, N/A, n/a, <NA>, None, none, null, NULL, -], which common programs write, [] for none.',
      ),
    maxQuarantineShare: fraction.default(0.05).describe('The largest share of bad rows with which a run still goes on; from 0 to 1, default 0.05.'),
  })
  .describe('Where the data lies, which columns hold what, and the codebook.');
