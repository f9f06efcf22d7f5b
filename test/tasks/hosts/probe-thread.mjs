// A thread that hands each message to the host it was given, as a pool would.
import { parentPort, workerData } from 'node:worker_threads';

const { default: answer } = await import(workerData);
parentPort.on('message', async (request) => parentPort.postMessage(await answer(request)));
