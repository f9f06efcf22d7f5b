/** Answers with what it was given: shows that a worker is there and that data crosses to it and back. */
export default function echo(input: number): number {
  return input;
}
