/** What is started by its file, counted from `dist`, without its ending. */
export declare const STARTED: readonly string[];
/** Bundles a folder of compiled code into its own folder `program`, whose older content goes. */
export declare function bundleProgram(dist: string): Promise<void>;
