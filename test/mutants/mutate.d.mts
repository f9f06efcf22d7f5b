export interface Mutation {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}
export function mutationsOf(text: string): Mutation[];
export function applyMutation(text: string, mutation: Mutation): string;
