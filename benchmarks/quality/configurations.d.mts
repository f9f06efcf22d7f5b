export declare function mergeConfig(base: object, part: object): unknown;
