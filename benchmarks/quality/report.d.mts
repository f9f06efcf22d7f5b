export declare function qualityMarkdown(measured: object): string;
