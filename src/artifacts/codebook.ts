/** The list of valid codes, in bytewise order of code. */
export interface Codebook {
  readonly codes: readonly string[];
  readonly titles: readonly string[];
  /** The parent of each code, or null at the top. Parents are themselves codes of the codebook. */
  readonly parents: readonly (string | null)[];
}
