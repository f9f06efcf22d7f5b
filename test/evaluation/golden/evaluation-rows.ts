/**
 * 240 rows of six codes that the golden evaluation is of: the sixth code has no row, the fifth few, a third of the rows
 * share a group with another, every seventh is marked seen and every eleventh has a code that the model does not know.
 */
export function evaluationRows() {
  const places = Array.from({ length: 240 }, (_, row) => row);
  const label = Int32Array.from(places, (row) => (row % 40 === 0 ? 4 : row % 4));
  const wrong = places.map((row) => (row * 7) % 10 < 3);
  return {
    rows: {
      classCount: 6,
      label,
      group: Uint32Array.from(places, (row) => (row % 3 === 0 ? row - (row % 6) : row)),
      weight: Float32Array.from(places, (row) => 1 + (row % 5) / 4),
      predicted: label.map((code, row) => (wrong[row] ? (code + 1 + (row % 2)) % 6 : code)),
      score: Float64Array.from(places, (row) => (1 + ((row * 37) % 97)) / 100),
      rank: Int32Array.from(places, (row) => (row % 11 === 0 ? -1 : wrong[row] ? 1 + (row % 6) : 0)),
      loss: Float64Array.from(places, (row) => (row % 11 === 0 ? Number.POSITIVE_INFINITY : ((row * 13) % 29) / 8)),
      squares: Float64Array.from(places, (row) => (1 + ((row * 37) % 97)) / 100),
    },
    request: {
      suite: 'test',
      codes: ['a', 'b', 'c', 'd', 'e', 'f'],
      seed: 20261123,
      unseen: places.filter((row) => row % 7 !== 0),
      codebook: null,
      design: { kind: 'none', reason: 'made up' } as const,
    },
  };
}
