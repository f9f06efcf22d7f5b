import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { apiPage, exportedNames } from '../../docs/api-page.mjs';
import * as library from '../../src/app/index.js';

const DECLARATIONS = fileURLToPath(new URL('../../dist/app/index.d.ts', import.meta.url));

const VALUES = ['Failure', 'loadPipeline', 'openBundle', 'openRegistry', 'openShared', 'planPipeline', 'predictFiles', 'runPipeline', 'verifyBundle'];
const TYPES = [
  ...['ArrowBatch', 'ArrowColumn', 'ArrowOptions', 'ArrowTable', 'Contribution', 'DoneRun', 'Doubt', 'EventListener', 'Explanation'],
  ...[
    'FailureCode',
    'FailureDetail',
    'NearestText',
    'NoCodeReason',
    'PipelineConfig',
    'PipelinePlan',
    'PipelineRequest',
    'PredictOptions',
    'PredictRequest',
  ],
  ...['PredictRow', 'PredictedFiles', 'Prediction', 'Predictor', 'RegisteredVersion', 'Registry', 'RunEvent', 'RunRequest', 'ScoredCode'],
  ...['SharedModel', 'TableFormat'],
];

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

describe('the library', () => {
  test('exports what stands here and nothing else: whoever adds to it promises to keep it', () => {
    expect(Object.keys(library).sort(byName)).toEqual(VALUES);
    expect(exportedNames(DECLARATIONS)).toEqual([...VALUES, ...TYPES].sort(byName));
  });

  test('docs/api.md is current; `npm run docs` makes it', () => {
    expect(readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')).toBe(apiPage(DECLARATIONS));
  });
});

test('a page shows comments and declarations, follows other files, and leaves out what is private', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-api-'));
  writeFileSync(
    join(folder, 'index.d.ts'),
    "export { type Row, open } from './rows.js';\n/** Own. */\nexport declare function own(row: Row): void;\n",
  );
  writeFileSync(
    join(folder, 'rows.d.ts'),
    [
      '/** A base. */\ninterface Base {\n    readonly id: string;\n}',
      '/** A row. */\nexport interface Row extends Base {\n    /** Its text. */\n    readonly text: string;\n}',
      '/**\n * Opens {braces}\n * of two lines.\n */\nexport declare class open {\n    #private;\n    read(): {\n        row: Row;\n    };\n}',
      '/** Nobody sees it. */\nexport type Hidden = string;\n',
    ].join('\n'),
  );
  const page = apiPage(join(folder, 'index.d.ts'));
  rmSync(folder, { recursive: true });
  expect(page).toContain('### own\n\nOwn.\n\n```ts\ndeclare function own(row: Row): void;\n```');
  expect(page).toContain(
    '### open\n\nOpens {braces}\nof two lines.\n\n```ts\ndeclare class open {\n    read(): {\n        row: Row;\n    };\n}\n```',
  );
  expect(page).toContain('### Row\n\nA row.\n\n```ts\ninterface Row extends Base {\n    /** Its text. */\n    readonly text: string;\n}\n```');
  expect(page).toContain('### Base');
  expect(page).not.toContain('Hidden');
});
