import { z } from 'zod';

const ADDRESS = 'the address of a Spark Connect server, such as sc://localhost:15002';

/** Where tasks run. Keys of Spark that are not given are left out: what local pipelines say stays the same. */
export const engineConfig = z
  .strictObject({
    kind: z
      .enum(['local', 'spark'])
      .default('local')
      .describe('Where tasks that do not train run: local is threads of this process, spark the executors of a Spark cluster, default local.'),
    remote: z
      .string()
      .refine((text) => text.startsWith('sc://'), ADDRESS)
      .refine(
        (text) => !/[;/]token=/i.test(text),
        'an address without the token, which is read from SPARK_CONNECT_AUTHENTICATE_TOKEN: what is written here is kept with the run',
      )
      .optional()
      .describe(
        'Address of the Connect server, sc://host:15002/;key=value;… with use_ssl, user_id and others, without the token, which SPARK_CONNECT_AUTHENTICATE_TOKEN holds; without it nothing runs on spark.',
      ),
    node: z.string().min(1).optional().describe('How the shell of an executor of Spark starts Node; without it node.'),
  })
  .refine(({ kind, remote }) => kind === 'local' || remote !== undefined, { path: ['remote'], message: ADDRESS })
  .describe('Where tasks run.');
