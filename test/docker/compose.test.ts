import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Call, createProgram } from '../../src/cli/program.js';
import { type Compose, composeFaults, isPinned } from './compose-faults.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TEXT = readFileSync(`${ROOT}docker-compose.yml`, 'utf8');
const compose = parse(TEXT) as Compose;
const dockerfiles = Object.values(compose.services).flatMap(({ build }) => (build === undefined ? [] : [build.dockerfile]));

describe('docker-compose.yml', () => {
  test('names only services, volumes and networks that there are, pinned images, and secrets of the environment', () => {
    expect(composeFaults(compose)).toEqual([]);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['trainer', 'server', 'mlflow', 'mlflow-db', 's3', 'spark']));
    expect(Object.keys(compose.volumes ?? {}).filter((volume) => !TEXT.includes(`- ${volume}:/`))).toEqual([]);
  });

  test('gives the program commands that it understands, on files that there are', async () => {
    for (const name of ['trainer', 'server']) {
      const calls: Call[] = [];
      const program = createProgram('0', process.stdout, (call) => calls.push(call));
      await program.parseAsync([...(compose.services[name]?.command ?? [])], { from: 'user' });
      expect(calls[0]?.options.workspace).toBe('/workspace');
    }
    expect(existsSync(`${ROOT}${compose.services.trainer?.command?.[1]}`)).toBe(true);
    expect(compose.services.trainer?.volumes).toContain('./pipelines:/project/pipelines:ro');
  });

  test('says every secret in its head', () => {
    const asked = new Set([...TEXT.matchAll(/\$\{([A-Z0-9_]+):\?/g)].map((match) => match[1] as string));
    const head = TEXT.split('services:')[0] as string;
    expect([...asked].filter((secret) => !head.includes(secret))).toEqual([]);
  });

  test.each([
    ['image: postgres:17.6-bookworm', 'image: postgres:latest', 'mlflow-db: image postgres:latest may change'],
    ['mlflow-db:/var', 'mlflow-data:/var', 'mlflow-db: no volume mlflow-data'],
    ['networks: [inside]', 'networks: [outside]', 'trainer: no network outside'],
    ['      s3-bucket:\n        condition', '      s3-buckets:\n        condition', 'mlflow: no service s3-buckets'],
    ['MINIO_ROOT_PASSWORD: $', 'MINIO_ROOT_PASSWORD: secret$', 's3: MINIO_ROOT_PASSWORD is not asked of the environment'],
    ['healthcheck', 'x-healthcheck', 'server: goes on without a health check'],
  ])('would be caught with %j turned into %j', (from, to, fault) => {
    expect(TEXT).toContain(from);
    expect(composeFaults(parse(TEXT.replaceAll(from, to)) as Compose)).toContain(fault);
  });
});

describe('the Dockerfiles', () => {
  test.each([...new Set(dockerfiles)])('%s starts from pinned images and copies what there is', (file) => {
    const lines = readFileSync(`${ROOT}${file}`, 'utf8').split('\n');
    const stages = lines.flatMap((line) => / AS (\w+)$/.exec(line)?.[1] ?? []);
    const images = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? /^COPY --from=(\S+)/.exec(line)?.[1] ?? []);
    expect(images.filter((image) => !stages.includes(image) && !isPinned(image))).toEqual([]);
    const copied = lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(copied.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  });

  test('have the Spark that the tests have, whose image is named after it', () => {
    const requirements = 'test/spark/server/requirements.txt';
    const [, release = ''] = /^pyspark==(\S+)$/m.exec(readFileSync(`${ROOT}${requirements}`, 'utf8')) ?? [];
    const { image, build } = compose.services.spark ?? {};
    expect(image).toBe(`millrace-spark:${release}`);
    const lines = readFileSync(`${ROOT}${build?.dockerfile}`, 'utf8');
    expect(lines).toContain(`COPY ${requirements} /tmp/requirements.txt`);
    expect(lines).toContain('pip install --no-cache-dir -r /tmp/requirements.txt');
  });

  test('run the program as the user that the exported workflow names', () => {
    expect(readFileSync(`${ROOT}docker/Dockerfile`, 'utf8')).toMatch(/^USER node$/m);
  });
});
