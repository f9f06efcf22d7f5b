export interface RunningServer {
  readonly remote: string;
  readonly pids: readonly number[];
  /** What another server in its place needs, so that clients find it again. */
  readonly place: { readonly token: string; readonly port: number };
}
export interface ServerWish {
  readonly isCluster?: boolean;
  readonly settings?: Readonly<Record<string, string | number>>;
}
export function runningServer(): RunningServer | null;
export function up(wish?: ServerWish): Promise<RunningServer>;
export function startServer(wish?: ServerWish & { readonly place?: RunningServer['place']; readonly secondDisk?: string }): Promise<RunningServer>;
export function stop(pids: readonly number[]): Promise<void>;
export function down(): Promise<boolean>;
