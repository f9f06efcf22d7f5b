export interface RunningServer {
  readonly remote: string;
  readonly pids: readonly number[];
}
export interface ServerWish {
  readonly isCluster?: boolean;
  readonly settings?: Readonly<Record<string, string | number>>;
}
export function runningServer(): RunningServer | null;
export function up(wish?: ServerWish): Promise<RunningServer>;
export function down(): Promise<boolean>;
