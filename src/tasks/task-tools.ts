import type { TableFiles, TableResources } from '../engine/table-files.js';

/** Tables that whoever opened them closes. */
export interface OpenTables extends TableFiles {
  close(): Promise<void>;
}

/** What a host gives to its tasks beside their input: a task itself chooses no engine. */
export interface TaskTools {
  /** Opens tables for one run of a task, which closes them; `resources.*` when the machine has no room for them. */
  openTables(resources: TableResources): Promise<OpenTables>;
}
