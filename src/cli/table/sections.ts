/** The parts of the help, each a heading over its commands. */
export const MAKE = 'Make a model:';
export const USE = 'Use a model:';
export const LOOK = 'Look at runs and models:';
export const AROUND = 'Around it:';
