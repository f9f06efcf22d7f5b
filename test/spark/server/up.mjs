// npm run spark:up [-- --cluster]: a Spark Connect server on this machine, for tests and trials; says how it is reached.
import { up } from './launch.mjs';

const { remote } = await up({ isCluster: process.argv.includes('--cluster') });
console.log(`millrace doctor --remote '${remote}'`);
