// A process host over tasks that misbehave on purpose.
import { serveProcess } from '../../../dist/tasks/hosts/serve-process.js';
import { probeTasks } from '../../engine/probe-tasks.mjs';

await serveProcess(async (name) => probeTasks[name]);
