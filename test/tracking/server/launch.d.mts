/** A tracking server of this machine. */
export interface RunningServer {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

export function startServer(
  folder: string,
  options?: {
    readonly port?: number | null;
    readonly files?: string;
    readonly tls?: string | null;
    readonly args?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<RunningServer>;

export function answering(url: string, pid: number, log: string): Promise<void>;
