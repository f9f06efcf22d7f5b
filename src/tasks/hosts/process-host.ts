import { findTask } from './find-task.js';
import { serveProcess } from './serve-process.js';

/** A program that runs tasks for whoever starts it: a request a line on stdin, an answer a line on stdout. */
await serveProcess(findTask);
