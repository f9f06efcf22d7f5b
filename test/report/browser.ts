/** Debian's browser. */
export const CHROMIUM = '/usr/bin/chromium';

/** Nothing of it asks the network by itself. */
export const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
