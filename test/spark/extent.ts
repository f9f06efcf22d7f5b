/** Whether only a sample is tested, in the minutes that `.ci/run` has for it: `MILLRACE_SPARK=sample`. */
export const IS_SAMPLE = process.env.MILLRACE_SPARK === 'sample';
