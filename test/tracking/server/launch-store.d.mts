/** A store of this machine that speaks S3. */
export interface RunningStore {
  readonly address: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

export function startStore(bucket: string, log: string): Promise<RunningStore>;
