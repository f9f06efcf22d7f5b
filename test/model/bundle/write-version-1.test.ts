import { expect, it, vi } from 'vitest';
import { writeBundleParts } from '../../../src/model/bundle/write-bundle.js';
import { temporaryFolder, toyContent } from '../toy-model.js';

vi.mock('../../../src/estimators/kinds.js', async (original) => ({
  ...(await original<object>()),
  kindNamed: () => ({ name: 'oracle', format: {} }),
}));

it('a model of a kind that version 1 cannot hold is refused by name', async () => {
  await expect(writeBundleParts(temporaryFolder(), toyContent(), 1)).rejects.toThrow('version 1 of a bundle cannot hold oracle');
});
