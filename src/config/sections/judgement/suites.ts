import { z } from 'zod';

const column = (what: string) => z.string().min(1).describe(`${what}; a column of the partitions, required.`);

const newTexts = z.strictObject({
  kind: z.literal('new-texts').describe('Which rows are judged, new-texts: the test rows whose canonical text no row of another role has; required.'),
});

const latest = z.strictObject({
  kind: z.literal('latest').describe('Which rows are judged, latest: the test rows of the latest period; required.'),
  column: column('The column of times or numbers that is compared with from'),
  from: z
    .union([z.string(), z.number()])
    .describe('The first value of the column that is in the period; a text such as 2026-01-01 or a number, required.'),
});

const unseenValues = z.strictObject({
  kind: z
    .literal('unseen-values')
    .describe(
      'Which rows are judged, unseen-values: the test rows whose value of a column, such as the source that sent them, no row of another role has; required.',
    ),
  column: column('The column whose values are looked for in the other roles'),
});

const file = z.strictObject({
  kind: z
    .literal('file')
    .describe(
      'Which rows are judged, file: those of files of their own, such as a panel of hard cases or low-score records with the codes of experts; required.',
    ),
  data: z
    .union([z.string(), z.array(z.string()).min(1)])
    .describe('Parquet or CSV files with texts and codes; a path or glob, or a list of at least 1, relative to the working directory, required.'),
  id: z.string().min(1).optional().describe('The column with the ids in these files; a column, without it data.id.'),
  text: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The text columns of these files, in the order of data.text; a list of as many, without it data.text.'),
  label: z.string().min(1).optional().describe('The column with the codes in these files; a column, without it data.label.'),
  unlabelled: z
    .enum(['refuse', 'skip'])
    .optional()
    .describe(
      'What becomes of rows of these files without a code; refuse counts them as bad rows, skip leaves them out, as where experts have not come to all rows; refuse or skip, without it refuse.',
    ),
});

/** Named sets of rows to judge a model on, beside all test rows. */
export const suitesConfig = z.record(
  z.string(),
  z
    .discriminatedUnion('kind', [newTexts, latest, unseenValues, file])
    .describe('A suite by its name: lower-case letters, digits and hyphens, not test; a map with a kind.'),
);
