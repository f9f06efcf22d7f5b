/** The page of everything that a file of declarations exports. */
export declare function apiPage(file: string): string;
/** The names that a file of declarations exports, in bytewise order. */
export declare function exportedNames(file: string): string[];
