// A thread host over tasks that misbehave on purpose: the real host's way of turning errors into data.
import { makeHost } from '../../dist/tasks/hosts/thread-host.js';
import { probeTasks } from './probe-tasks.mjs';

export default makeHost(async (name) => probeTasks[name]);
