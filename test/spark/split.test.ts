import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { parseConnectionString } from '../../src/engine/spark/connection-string.js';
import { SparkSession } from '../../src/engine/spark/session.js';
import { SparkSplits } from '../../src/engine/spark/split/spark-splits.js';
import { splitEngineContract } from '../engine/split-engine-contract.js';
import { IS_SAMPLE } from './extent.js';
import { up } from './server/launch.mjs';

splitEngineContract(
  'Spark',
  async (temporaryFolder) => {
    const { remote } = await up();
    const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 256 * 2 ** 20, temporaryFolder });
    const session = await SparkSession.open(parseConnectionString(remote), { release: '0.0.0', signal: new AbortController().signal });
    await session.set({ 'spark.sql.variable.substitute': 'false' });
    const engine = new SparkSplits(session, tables, temporaryFolder);
    return Object.assign(engine, {
      close: async () => {
        await session.close();
        await tables.close();
      },
    });
  },
  { drawnPlans: IS_SAMPLE ? 1 : 3, isBrief: IS_SAMPLE },
);
