// Brings what a tracking server needs: Python 3.10 or later, from Debian's packages where it is missing, and the package mlflow in a
// virtual environment of its own; boto3 and moto are for a store that speaks S3.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const HOME = fileURLToPath(new URL('../../../.tracking/', import.meta.url));
const VENV = `${HOME}venv`;
const STAMP = `${VENV}/requirements.txt`;
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** The program `mlflow`. */
export function installMlflow() {
  if (!hasPython()) installPython();
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
    console.error(`tracking: installing ${wanted.trim().replaceAll('\n', ', ')} into .tracking/venv (a gigabyte, about a minute)`);
    rmSync(VENV, { recursive: true, force: true });
    mkdirSync(HOME, { recursive: true });
    run('python3', ['-m', 'venv', VENV]);
    run(`${VENV}/bin/python`, ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--requirement', REQUIREMENTS]);
    writeFileSync(STAMP, wanted);
  }
  return `${VENV}/bin/mlflow`;
}

function hasPython() {
  const { status } = spawnSync('python3', ['-c', 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))']);
  return status === 0;
}

function installPython() {
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', 'python3', 'python3-venv'], options);
  if (!hasPython()) throw new Error('tracking: Python 3.10 or later could not be installed: install it by hand');
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`tracking: ${program} ${args.slice(0, 3).join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
}
