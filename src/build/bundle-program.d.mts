/** Bundles a folder of compiled code into its own folder `program`, whose older content goes. */
export declare function bundleProgram(dist: string): Promise<void>;
