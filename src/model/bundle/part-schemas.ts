import { z } from 'zod';
import { featuresConfig } from '../../config/sections/features.js';
import { textConfig } from '../../config/sections/text.js';
import { compareUtf8 } from '../../core/utf8-order.js';

// What must hold of the JSON parts of a bundle before a row is coded with them: whole by their digests they may still say what
// cannot be. More fields are welcome, but not in the settings, whose every key acts.

const strings = z.array(z.string());
const share = z.number().min(0).max(1);
const temperature = z.number().positive();
const slope = z.number().min(0);
const curve = { temperature, offset: z.number(), slopeTop: slope, slopeRest: slope };

const codebook = z
  .looseObject({ version: z.literal(1), codes: z.array(z.string().min(1)).min(1), titles: z.array(z.string().nullable()) })
  .refine(({ codes, titles }) => codes.length === titles.length, 'a title, or null, for each code')
  .refine(({ codes }) => codes.every((code, i) => i === 0 || compareUtf8(codes[i - 1] as string, code) < 0), 'codes in bytewise order, each once');

const edges = z.array(z.number()).refine((values) => values.every((edge, i) => i === 0 || (values[i - 1] as number) < edge), 'edges that rise');

const featureSpec = z.looseObject({
  version: z.literal(1),
  features: featuresConfig,
  categoricalColumns: strings,
  numericColumns: z.array(z.looseObject({ column: z.string(), edges })),
  categoryForm: z.literal('canonical').optional(),
});

const contractColumn = z.looseObject({
  name: z.string(),
  use: z.enum(['id', 'text', 'category', 'number']),
  kind: z.string(),
  form: z.string(),
  unseenShare: share.nullable(),
});

const parent = z.looseObject({ code: z.string().min(1), title: z.string().nullable(), below: z.array(z.int().min(0)) });

/** By what the part is; those of a version are told apart by its number. */
export const PART_SCHEMAS = {
  codebook,
  textSpec: z.looseObject({ version: z.literal(1), text: textConfig, textColumns: strings.min(1) }),
  featureSpec,
  calibration1: z.looseObject({ version: z.literal(1), method: z.string(), temperature }),
  calibration2: z.discriminatedUnion('version', [
    z.looseObject({ version: z.literal(2), method: z.string(), parameters: z.looseObject({ temperature }) }),
    z.looseObject({
      version: z.literal(3),
      method: z.string(),
      parameters: z.looseObject(curve),
    }),
    z.looseObject({
      version: z.literal(4),
      method: z.string(),
      parameters: z.looseObject({ ...curve, slopeRarity: z.number(), groups: z.array(z.int().min(1)).min(1) }),
    }),
  ]),
  thresholds: z.looseObject({ version: z.literal(1), review: share.nullable() }),
  review: z.looseObject({
    version: z.literal(1),
    rule: z.enum(['budget', 'target']).nullable(),
    budget: share.nullable(),
    threshold: share.nullable(),
    target: z.looseObject({ error: share, confidence: share }).optional(),
    stopAt: z.looseObject({ parents: z.array(parent) }).optional(),
  }),
  contract: z.looseObject({ version: z.literal(1), columns: z.array(contractColumn).min(2) }),
} as const;
