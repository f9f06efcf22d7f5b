export const HOME: string;
export function installSpark(): string;
