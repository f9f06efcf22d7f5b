// Brings what a Spark server needs: Java 17 or later and Python 3.11 or later, from Debian's packages where they are missing, and
// the package pyspark in a virtual environment of its own, whose jars are the server. Python installs it and then has nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const HOME = fileURLToPath(new URL('../../../.spark/', import.meta.url));
const VENV = `${HOME}venv`;
const STAMP = `${VENV}/requirements.txt`;
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** The folder that Spark calls SPARK_HOME. */
export function installSpark() {
  if (javaRelease() < 17) install('openjdk-17-jre-headless', () => javaRelease() >= 17);
  if (!hasPython()) install('python3 python3-venv', hasPython);
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
    console.error(`spark: installing ${wanted.trim()} into .spark/venv (half a gigabyte, a minute or two)`);
    rmSync(VENV, { recursive: true, force: true });
    run('python3', ['-m', 'venv', VENV]);
    run(`${VENV}/bin/python`, ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--requirement', REQUIREMENTS]);
    writeFileSync(STAMP, wanted);
  }
  const [python] = readdirSync(`${VENV}/lib`).filter((name) => name.startsWith('python'));
  return `${VENV}/lib/${python}/site-packages/pyspark`;
}

function javaRelease() {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}

function hasPython() {
  const { status } = spawnSync('python3', ['-c', 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))']);
  return status === 0;
}

function install(packages, isThere) {
  console.error(`spark: installing ${packages}`);
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', ...packages.split(' ')], options);
  if (!isThere()) throw new Error(`spark: ${packages} could not be installed: install Java 17 and Python 3.11, or later ones, by hand`);
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`spark: ${program} ${args.slice(0, 3).join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
}
