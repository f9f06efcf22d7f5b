export declare function peerMarkdown(comparison: unknown): string;
