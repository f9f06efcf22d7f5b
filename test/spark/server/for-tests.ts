import { down, runningServer, up } from './launch.mjs';

/** Before the tests of this kind: a server, unless one runs already, which then stays. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (runningServer() !== null) return undefined;
  await up();
  return async () => {
    await down();
  };
}
