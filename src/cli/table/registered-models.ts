import type { CommandSpec } from '../command.js';
import { LOOK, USE } from './sections.js';

/** Commands on the registered models of a workspace. */
export const REGISTERED_MODELS: readonly CommandSpec[] = [
  {
    name: 'models list',
    args: '',
    summary: 'every registered model with its aliases',
    section: LOOK,
    examples: ['millrace models list'],
    load: async () => (await import('../commands/models/models.js')).modelsList,
  },
  {
    name: 'models show',
    args: '<model>',
    summary: 'settings, digests and metrics of a model',
    section: LOOK,
    examples: ['millrace models show business-activity@champion'],
    load: async () => (await import('../commands/models/models.js')).modelsShow,
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
    load: async () => (await import('../commands/models/models-asked.js')).modelsLive,
  },
  {
    name: 'models which',
    args: '<digest>',
    summary: 'which registered version a model digest or predictions are of',
    details:
      'DIGEST is a model digest or its first 8 digits or more; or what predict wrote: the folder, its predict.json, or one Parquet file, whose column modelDigest is read. Digits that several models begin with are refused with those models.',
    section: LOOK,
    examples: ['millrace models which 4f09ac1b', 'millrace models which coded/', 'millrace models which coded/january.parquet'],
    load: async () => (await import('../commands/models/models-asked.js')).modelsWhich,
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
    load: async () => (await import('../commands/models/models.js')).modelsPromote,
  },
  {
    name: 'models rollback',
    args: '<name>',
    summary: 'make the champion of before the champion again',
    details: 'Undoes the newest promotion that is not undone. Versions that were retired since are passed over.',
    section: USE,
    options: [{ flags: '--reason <text>', says: 'why; kept in the log' }],
    examples: ['millrace models rollback business-activity --reason "too many records in review"'],
    load: async () => (await import('../commands/models/models.js')).modelsRollback,
  },
  {
    name: 'models retire',
    args: '<version>',
    summary: 'never let a version go live again',
    details: 'NAME@N stays registered and can be opened, but no run and no command makes it champion. The champion itself cannot be retired.',
    section: USE,
    options: [{ flags: '--reason <text>', says: 'why; kept beside the versions' }],
    examples: ['millrace models retire business-activity@2 --reason "trained on a wrong extract"'],
    load: async () => (await import('../commands/models/models.js')).modelsRetire,
  },
];
