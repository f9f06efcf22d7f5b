import { fail } from '../../core/failure.js';
import { type ConfigPath, formatPath } from '../config-path.js';

/** Of a variable of the environment whose value nobody should read. */
const SECRET_NAME = /(^|_)(TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)(_|$)/i;

/** A user with a password in an address, and the beginnings of common tokens. */
const SECRET_LOOKS = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|eyJ[\w-]+\.eyJ)[\w.-]{8,}/,
  // Long runs of letters and digits: `sk-nace-2026` is a folder of Slovakia, ASIA_2026 one of Asia.
  /\bsk-[A-Za-z0-9]{20,}|\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/**
 * No secret gets into a configuration, which is kept with the run, in its report and at trackers: what looks like one is refused,
 * wherever it comes from. Fails with `usage.wrong-value`, which quotes neither the value nor the setting.
 */
export function refuseSecrets(raw: unknown, value: unknown, locate: (path: ConfigPath) => string): void {
  visitTexts(raw, [], (text, path) => {
    const name = [...text.matchAll(/(?<!\\)\$\{(?:oc\.)?env:(\w+)/g)].map(([, found]) => found as string).find((found) => SECRET_NAME.test(found));
    if (name !== undefined) throw refusal(path, `\${env:${name}}, a variable that is named like a secret`, locate);
  });
  visitTexts(value, [], (text, path) => {
    if (SECRET_LOOKS.some((looks) => looks.test(text))) throw refusal(path, 'a value that looks like a password or a token', locate);
  });
}

function visitTexts(value: unknown, path: ConfigPath, visit: (text: string, path: ConfigPath) => void): void {
  if (typeof value === 'string') visit(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) visitTexts(member, [...path, Array.isArray(value) ? Number(key) : key], visit);
}

function refusal(path: ConfigPath, got: string, locate: (path: ConfigPath) => string): Error {
  return fail('usage.wrong-value', {
    what: 'a secret would be written into the run',
    where: `${locate(path)}, ${formatPath(path)}`,
    got,
    wanted: 'a value that everybody with the run may read',
    hint: 'programs that need a secret read it themselves: docs/configuration.md names their variables',
  });
}
