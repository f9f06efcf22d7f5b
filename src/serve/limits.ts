/** What a server takes from a client at most. */
export interface ServeLimits {
  /** Of a request's body. */
  readonly bodyBytes: number;
  /** Rows of one request. */
  readonly rows: number;
  /** Codes a row. */
  readonly k: number;
  /** Rows that may wait for a worker, all requests together. */
  readonly waitingRows: number;
  readonly connections: number;
}

/** What a server takes unless told otherwise. */
export const DEFAULT_LIMITS: ServeLimits = { bodyBytes: 4 << 20, rows: 10_000, k: 100, waitingRows: 20_000, connections: 1_000 };

/** A client has so long for its head, and for the whole request; a connection that asks nothing is closed after the last. */
export const PATIENCE = { headersMs: 10_000, requestMs: 30_000, keepAliveMs: 72_000 } as const;
