import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matchFiles, patternOf, skippedEvents } from '../../../src/core/files/match-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-match-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('matching files', () => {
  const touch = (...names: string[]) => {
    for (const name of names) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
  };
  const match = (...patterns: string[]) => matchFiles(patterns, folder).files;
  const skipped = (...patterns: string[]) => matchFiles(patterns, folder).skipped.map(({ path, reason }) => `${path}: ${reason}`);

  it('knows *, ?, character sets, braces and ** over any depth', () => {
    touch('d/p1.parquet', 'd/p2.parquet', 'd/p10.parquet', 'd/e/f/p3.parquet', 'd/p1.csv', 'x.parquet');
    expect(match('d/*.parquet')).toEqual(['d/p1.parquet', 'd/p10.parquet', 'd/p2.parquet']);
    expect(match('d/p?.parquet')).toEqual(['d/p1.parquet', 'd/p2.parquet']);
    expect(match('d/p[2-9].parquet')).toEqual(['d/p2.parquet']);
    expect(match('d/p[!2-9].parquet')).toEqual(['d/p1.parquet']);
    expect(match('d/p1.{csv,parquet}')).toEqual(['d/p1.csv', 'd/p1.parquet']);
    expect(match('**/*.parquet')).toEqual(['d/e/f/p3.parquet', 'd/p1.parquet', 'd/p10.parquet', 'd/p2.parquet', 'x.parquet']);
    expect(match('d/**/p3.parquet')).toEqual(['d/e/f/p3.parquet']);
  });

  it('lists a file once, however many patterns name it', () => {
    touch('a.parquet', 'b.parquet');
    expect(match('a.parquet', '*.parquet', './a.parquet')).toEqual(['a.parquet', 'b.parquet']);
  });

  it('knows ranges, alternatives, nested braces and an escape', () => {
    touch('m/01.p', 'm/02.p', 'm/11.p', 'm/a.p', 'm/aa.p', 'm/ab.p', 'm/[x] {y}.p', 'm/x y.p');
    expect(match('m/{01..03}.p')).toEqual(['m/01.p', 'm/02.p']);
    expect(match('m/+(a).p')).toEqual(['m/a.p', 'm/aa.p']);
    expect(match('m/{a{a,b},0{1,2}}.p')).toEqual(['m/01.p', 'm/02.p', 'm/aa.p', 'm/ab.p']);
    expect(match('m/\\[x\\] \\{y\\}.p')).toEqual(['m/[x] {y}.p']);
  });

  it('says how to name a file whose name looks like a pattern', () => {
    touch('d [1]/a{b}.p');
    expect(() => match('d [1]/a{b}.p')).toThrow('write d \\[1\\]/a\\{b\\}.p');
  });

  it('finds any path by the pattern made of it, and nothing else', () => {
    const name = fc.stringMatching(/^[a-c*?[\]{}()!#+@|,.\\ é-]{1,6}$/).filter((each) => !/^\.{1,2}$/.test(each));
    fc.assert(
      fc.property(name, name, (one, two) => {
        touch(`any/${one}/${two}.p`, 'any/a/b.p');
        expect(match(patternOf(`any/${one}/${two}.p`))).toEqual([`any/${one}/${two}.p`]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves alone, and tells of, files and folders that start with a dot or an underscore', () => {
    touch('.a.parquet', '.tmp/b.parquet', 'c.parquet', '_temporary/0/d.parquet', 'e/_f.parquet', '_SUCCESS', '.c.parquet.crc');
    expect(match('**/*.parquet')).toEqual(['c.parquet']);
    expect(skipped('**/*.parquet')).toEqual(['.a.parquet: hidden', '.tmp: hidden', '_temporary: hidden', 'e/_f.parquet: hidden']);
    expect(match('.a.parquet')).toEqual(['.a.parquet']);
    expect(match('_temporary/*/*.parquet')).toEqual(['_temporary/0/d.parquet']);
    expect(match('{.*,e/_*}.parquet')).toEqual(['.a.parquet', 'e/_f.parquet']);
  });

  it('follows links to files and folders, stops at loops, and names links that lead nowhere', () => {
    touch('data/a.parquet', 'outside/b.parquet', 'outside/deep/c.parquet');
    symlinkSync(join(folder, 'outside'), join(folder, 'data/linked'));
    symlinkSync(join(folder, 'data'), join(folder, 'outside/deep/back'));
    symlinkSync('..', join(folder, 'data/up'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'data/gone'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'data/gone.parquet'));
    expect(match('data/**/*.parquet')).toEqual(['data/a.parquet', 'data/linked/b.parquet', 'data/linked/deep/c.parquet']);
    const reasons = skipped('data/**/*.parquet');
    expect(reasons).toContain('data/gone: broken-link');
    expect(reasons).toContain('data/gone.parquet: broken-link');
    expect(reasons).toContain('data/linked/deep/back: loop');
  });

  it('reads a file once that is reached by two names', () => {
    touch('d/2024.parquet');
    symlinkSync('2024.parquet', join(folder, 'd/latest.parquet'));
    symlinkSync(join(folder, 'd'), join(folder, 'again'));
    expect(match('{d,again}/*.parquet')).toEqual(['again/2024.parquet']);
    expect(skipped('d/*.parquet')).toEqual(['d/latest.parquet: same-file']);
  });

  it('tells of what is no file, such as a pipe, instead of waiting for it', () => {
    touch('d/a.parquet');
    execFileSync('mkfifo', [join(folder, 'd/b.parquet')]);
    expect(match('d/*.parquet')).toEqual(['d/a.parquet']);
    expect(skipped('d/*.parquet')).toEqual(['d/b.parquet: no-file']);
  });

  it('tells in one event a reason how many were passed by, and the first of them', () => {
    touch('a.parquet', '_1.parquet', '_2.parquet', '_3.parquet', '_4.parquet');
    expect(skippedEvents('source', matchFiles(['*.parquet'], folder).skipped)).toEqual([
      {
        type: 'note',
        stage: 'source',
        message: '4 not read, since their names start with . or _: _1.parquet, _2.parquet, _3.parquet, …',
      },
    ]);
  });

  it('finds any plain name by itself and by a star', () => {
    // `+(` begins a pattern.
    const plain = fc.stringMatching(/^[a-zäß$+.() -]{1,8}$/).filter((name) => !name.startsWith('.') && name.trim() === name && !name.includes('+('));
    fc.assert(
      fc.property(plain, (name) => {
        touch(`names/${name}`);
        expect(match(`names/${name}`)).toEqual([`names/${name}`]);
        expect(match('names/*')).toContain(`names/${name}`);
      }),
      { numRuns: 30 },
    );
  });
});
