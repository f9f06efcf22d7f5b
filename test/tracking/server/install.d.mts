export const HOME: string;

export function installMlflow(): string;
