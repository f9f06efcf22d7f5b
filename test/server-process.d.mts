export const LOOPBACK: '127.0.0.1';
export function freePort(): Promise<number>;
export function tellGroup(pid: number, signal: NodeJS.Signals): void;
