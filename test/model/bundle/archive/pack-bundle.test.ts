import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packBundle } from '../../../../src/model/bundle/archive/pack-bundle.js';
import { encodeTarHeader } from '../../../../src/model/bundle/archive/tar-header.js';
import { unpackBundle } from '../../../../src/model/bundle/archive/unpack-bundle.js';
import { verifyBundle } from '../../../../src/model/bundle/verify-bundle.js';
import { FACTS, temporaryFolder, toyContent, writeToyBundle } from '../../toy-model.js';

const GOLDEN = fileURLToPath(new URL('../../../golden/bundle-v1/bundle', import.meta.url));
const anySplit = { checkSplit: async () => {} };

const filesOf = (folder: string) => new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'hex')]));

async function packToy(): Promise<{ folder: string; bundle: string; archive: string; modelDigest: string }> {
  const folder = temporaryFolder();
  const { target: bundle, modelDigest } = await writeToyBundle(folder, toyContent(), FACTS, 2);
  const archive = join(folder, 'model.tar');
  await packBundle(bundle, archive, null);
  return { folder, bundle, archive, modelDigest };
}

describe('a packed bundle', () => {
  it.each([1, 2])('of format %i comes back with every byte and the same model digest', async (version) => {
    const folder = temporaryFolder();
    const bundle = version === 1 ? GOLDEN : (await writeToyBundle(folder, toyContent(), FACTS, 2)).target;
    await packBundle(bundle, join(folder, 'model.tar'), null);

    const unpacked = await unpackBundle(join(folder, 'model.tar'), join(folder, 'new/model'), anySplit);

    expect(unpacked).toMatchObject({ bundle: join(folder, 'new/model/bundle'), splitFile: null });
    expect((await verifyBundle(unpacked.bundle)).modelDigest).toBe((await verifyBundle(bundle)).modelDigest);
    expect(filesOf(unpacked.bundle)).toEqual(filesOf(bundle));
    expect(readdirSync(join(folder, 'new'))).toEqual(['model']);
  });

  it('has the same bytes whenever it is packed, wherever the bundle lies', async () => {
    const { folder, bundle, archive } = await packToy();
    cpSync(bundle, join(folder, 'elsewhere'), { recursive: true });
    utimesSync(join(folder, 'elsewhere/manifest.json'), 1, 1);

    const byteCount = await packBundle(join(folder, 'elsewhere'), join(folder, 'again.tar'), null);

    const bytes = readFileSync(archive);
    expect(readFileSync(join(folder, 'again.tar')).equals(bytes)).toBe(true);
    expect(byteCount).toBe(bytes.length);
  });

  it('is a tar that tar lists and unpacks', async () => {
    const { folder, bundle, archive } = await packToy();
    const names = readdirSync(bundle).sort();

    expect(execFileSync('tar', ['tf', archive], { encoding: 'utf8' }).trim().split('\n')).toEqual(names.map((name) => `bundle/${name}`));
    expect(execFileSync('tar', ['tvf', archive, 'bundle/manifest.json'], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })).toMatch(
      /^-rw-r--r-- 0\/0 +\d+ 1970-01-01 00:00 bundle\/manifest\.json\n$/,
    );
    mkdirSync(join(folder, 'by-tar'));
    execFileSync('tar', ['xf', archive, '-C', join(folder, 'by-tar')]);
    expect(filesOf(join(folder, 'by-tar/bundle'))).toEqual(filesOf(bundle));
  });

  it('may bring its split, which becomes visible only when it is the right one', async () => {
    const { folder, bundle } = await packToy();
    writeFileSync(join(folder, 'split.parquet'), 'ids');
    const archive = join(folder, 'with-split.tar');
    await packBundle(bundle, archive, join(folder, 'split.parquet'));

    const wrong = async () => {
      throw new Error('another split');
    };
    await expect(unpackBundle(archive, join(folder, 'out'), { checkSplit: wrong })).rejects.toThrow('another split');
    expect(readdirSync(folder).filter((name) => name === 'out' || name.startsWith('.'))).toEqual([]);

    const { splitFile } = await unpackBundle(archive, join(folder, 'out'), anySplit);
    expect(readFileSync(splitFile as string, 'utf8')).toBe('ids');
  });

  it('never overwrites, and is not made of a damaged bundle', async () => {
    const { folder, bundle, archive } = await packToy();
    await expect(packBundle(bundle, archive, null)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: archive } });
    await expect(unpackBundle(archive, folder, anySplit)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: folder } });
    await expect(unpackBundle(join(folder, 'no.tar'), join(folder, 'out'), anySplit)).rejects.toMatchObject({
      detail: { code: 'usage.missing-file' },
    });

    writeFileSync(join(bundle, 'codebook.json'), readFileSync(join(bundle, 'codebook.json')).fill(0x20, 0, 1));
    await expect(packBundle(bundle, join(folder, 'bad.tar'), null)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt' } });
    expect(readdirSync(folder).filter((name) => name.includes('bad'))).toEqual([]);
  });

  it('of confidential texts is for its owner alone, packed and unpacked', async () => {
    const folder = temporaryFolder();
    const facts = { ...FACTS, run: { config: { privacy: { examples: false } } } };
    const { target } = await writeToyBundle(folder, toyContent(), facts, 2);
    const archive = join(folder, 'model.tar');
    await packBundle(target, archive, null);
    await unpackBundle(archive, join(folder, 'out'), anySplit);
    const rightsOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect([archive, join(folder, 'out'), join(folder, 'out/bundle'), join(folder, 'out/bundle/model.bin')].map(rightsOf)).toEqual([
      '600',
      '700',
      '700',
      '600',
    ]);
  });

  it('stops when its caller does', async () => {
    const { folder, bundle, archive } = await packToy();
    await expect(packBundle(bundle, join(folder, 'x.tar'), null, AbortSignal.abort())).rejects.toThrow();
    await expect(unpackBundle(archive, join(folder, 'out'), { ...anySplit, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name === 'out' || /tmp|x\.tar/.test(name))).toEqual([]);
  });
});

interface Entry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly change?: (header: Buffer) => void;
}

/** A header with its sum made right again after a change. */
function headerOf({ name, content, change }: Entry): Buffer {
  const header = Buffer.from(encodeTarHeader({ name, byteCount: content.length }));
  if (change === undefined) return header;
  change(header);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function tarOf(entries: readonly Entry[], end = Buffer.alloc(1024)): Buffer {
  const pieces = entries.flatMap((entry) => [headerOf(entry), entry.content, Buffer.alloc((512 - (entry.content.length % 512)) % 512)]);
  return Buffer.concat([...pieces, end]);
}

describe('a hostile archive is refused, and leaves nothing', () => {
  async function entriesOf(): Promise<{ folder: string; entries: Entry[] }> {
    const { folder, bundle } = await packToy();
    const entries = readdirSync(bundle).map((file) => ({ name: `bundle/${file}`, content: readFileSync(join(bundle, file)) }));
    return { folder, entries };
  }

  async function refusal(folder: string, archive: Uint8Array | string): Promise<string> {
    const file = typeof archive === 'string' ? archive : join(folder, 'hostile.tar');
    if (typeof archive !== 'string') writeFileSync(file, archive);
    const before = readdirSync(folder).sort();
    const failure = await unpackBundle(file, join(folder, 'out'), anySplit).then(
      () => undefined,
      (error: unknown) => (error as { detail?: { code: string; where: string; got: string } }).detail,
    );
    expect(failure?.code).toBe('artifact.corrupt');
    expect(failure?.where).toContain(folder);
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(existsSync('/tmp/millrace-evil')).toBe(false);
    return `${failure?.where.slice(folder.length)}: ${failure?.got}`;
  }

  const first = (entries: readonly Entry[], change: (header: Buffer) => void): Entry[] =>
    entries.map((entry, index) => (index === 0 ? { ...entry, change } : entry));

  it.each([
    ['../../tmp/millrace-evil'],
    ['/tmp/millrace-evil'],
    ['bundle/../evil'],
    ['bundle//manifest.json'],
    ['bundle/evil.js'],
    ['manifest.json'],
    ['bundle/MANIFEST.JSON'],
    [''],
  ])('with an entry named %j', async (name) => {
    const { folder, entries } = await entriesOf();
    expect(await refusal(folder, tarOf([...entries, { name, content: Buffer.from('x') }]))).toContain('a name that no file of a bundle has');
  });

  it.each(['1', '2', '3', '5', '6', 'x', 'L', '\0'])('with an entry of type %j', async (type) => {
    const { folder, entries } = await entriesOf();
    const hostile = first(entries, (header) => {
      header.write(type, 156, 'latin1');
      header.write('/etc/passwd', 157);
    });
    expect(await refusal(folder, tarOf(hostile))).toContain(entries[0]?.name);
  });

  it('with an entry that comes twice, or that the format of its bundle does not have', async () => {
    const { folder, entries } = await entriesOf();
    expect(await refusal(folder, tarOf([...entries, entries[0] as Entry]))).toContain('a second entry of this name');
    const older = { name: 'bundle/weights.bin', content: Buffer.from('x') };
    expect(await refusal(folder, tarOf([...entries, older]))).toContain('a file that its manifest does not name');
  });

  it('with a size other than the manifest says, or that is beyond the archive', async () => {
    const { folder, entries } = await entriesOf();
    const longer = entries.map((entry) =>
      entry.name.endsWith('model.bin') ? { ...entry, content: Buffer.concat([entry.content, Buffer.from('x')]) } : entry,
    );
    expect(await refusal(folder, tarOf(longer))).toMatch(/model\.bin": \d+ bytes/);
    const huge = first(entries, (header) => header.write('77777777777', 124));
    expect(await refusal(folder, tarOf(huge))).toMatch(/8589934591 bytes, where \d+ are left/);
    const binary = first(entries, (header) => header.fill(0xff, 124, 136));
    expect(await refusal(folder, tarOf(binary))).toContain('whose size is no number');
    const negative = first(entries, (header) => header.write('-0000000001', 124));
    expect(await refusal(folder, tarOf(negative))).toContain('whose size is no number');
  });

  it('without a part or its manifest, or with content that no digest matches', async () => {
    const { folder, entries } = await entriesOf();
    const without = (file: string) => tarOf(entries.filter(({ name }) => name !== `bundle/${file}`));
    expect(await refusal(folder, without('model.bin'))).toContain('no such entry');
    expect(await refusal(folder, without('manifest.json'))).toContain('no entry bundle/manifest.json');
    expect(await refusal(folder, tarOf([]))).toContain('no entry bundle/manifest.json');
    const other = entries.map(({ name, content }) => ({ name, content: name.endsWith('model.bin') ? Buffer.alloc(content.length, 7) : content }));
    expect(await refusal(folder, tarOf(other))).toContain('SHA-256');
    for (const text of ['{', '[]', 'null', '{"format":"millrace-bundle","version":2}']) {
      const manifest = entries.map((entry) => (entry.name.endsWith('manifest.json') ? { ...entry, content: Buffer.from(text) } : entry));
      expect(await refusal(folder, tarOf(manifest))).toContain('bundle/manifest.json');
    }
  });

  it('cut short at any block, with other bytes at its end, or of another kind', async () => {
    const { folder, entries } = await entriesOf();
    const whole = tarOf(entries);
    for (let length = 0; length < whole.length; length += 512 * 7) await refusal(folder, whole.subarray(0, length));
    for (const length of [100, whole.length - 1, whole.length - 512]) await refusal(folder, whole.subarray(0, length));
    expect(await refusal(folder, Buffer.concat([whole, Buffer.from('more')]))).toContain('bytes behind the end');
    expect(await refusal(folder, Buffer.concat([whole, Buffer.alloc(20_000)]))).toContain('at the end');
    expect(await refusal(folder, Buffer.alloc(600, 'PK'))).toContain('a header whose sum is wrong');
  });

  it('of tar itself: links, folders and its own format', async () => {
    const { folder, bundle } = await packToy();
    const tar = (...args: string[]) => execFileSync('tar', ['cf', join(folder, 'gnu.tar'), '-C', folder, ...args]);
    tar('bundle');
    expect(await refusal(folder, join(folder, 'gnu.tar'))).toContain('of another format');
    tar('--format=ustar', 'bundle');
    expect(await refusal(folder, join(folder, 'gnu.tar'))).toContain('a folder');
    cpSync(bundle, join(folder, 'linked/bundle'), { recursive: true });
    symlinkSync('/etc/passwd', join(folder, 'linked/bundle/weights.bin'));
    execFileSync('tar', ['cf', join(folder, 'gnu.tar'), '--format=ustar', '-C', join(folder, 'linked'), 'bundle/weights.bin']);
    expect(await refusal(folder, join(folder, 'gnu.tar'))).toContain('a symbolic link');

    // Of the right files alone it is what we would have written, filled up to a record.
    tar('--format=ustar', ...readdirSync(bundle).map((file) => `bundle/${file}`));
    await unpackBundle(join(folder, 'gnu.tar'), join(folder, 'out'), anySplit);
    expect(filesOf(join(folder, 'out/bundle'))).toEqual(filesOf(bundle));
  });
});
