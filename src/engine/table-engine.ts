/** Named relational operations over Parquet; no SQL crosses it. */
export interface TableEngine {
  close(): Promise<void>;
}
