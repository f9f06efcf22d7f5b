import { asProblem } from '../../dist/cli/as-problem.js';
import { parseGlobalOptions } from '../../dist/cli/parse-option.js';
import { createProgram } from '../../dist/cli/program.js';

// The program without its start: a process that runs one command line after another, each as main.ts does. It is told a command line by
// its parent and answers how that ended. What it cannot answer (it dies, it hangs) the parent sees from outside.

/** As main.ts runs a command line. */
async function run(argv) {
  const warnings = [];
  try {
    let call;
    await createProgram('0.0.0', process.stdout, (found) => {
      call = found;
    }).parseAsync(argv, { from: 'user' });
    const global = parseGlobalOptions(call.options, process.env, process.cwd());
    const emit = (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    };
    const { args, options } = call;
    const outcome = await call.run({ args, options, global, environment: process.env, signal: new AbortController().signal, emit });
    return { exitCode: outcome.exitCode ?? 0, text: outcome.text, json: JSON.parse(JSON.stringify(outcome.json)), warnings };
  } catch (error) {
    return { ...asProblem(error, process.cwd()), warnings };
  }
}

process.on('message', async (argv) => process.send(await run(argv)));
process.on('disconnect', () => process.exit());
