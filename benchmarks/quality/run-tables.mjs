import { DuckDBInstance } from '@duckdb/node-api';

/** What the search said of the trial that it chose, on the validation rows. */
export async function readChosenTrial(file) {
  const [[macroF1, accuracy]] = await query(`SELECT macroF1, accuracy FROM read_parquet(${quote(file)}) WHERE chosen`);
  return { macroF1, accuracy };
}

/** Writes the test rows of a split, with all their columns, as one file. */
export async function writeTestPartition(file, partitions, id, splitFile) {
  const isTest = `"${id}"::VARCHAR IN (SELECT id FROM read_parquet(${quote(splitFile)}) WHERE role = 'test')`;
  await query(`COPY (SELECT * FROM read_parquet(${quote(partitions)}) WHERE ${isTest}) TO ${quote(file)} (FORMAT parquet)`);
}

/** Id, code, group and prediction of each test row, four arrays in the order of the ids. */
export async function readTestRows(splitFile, codedFiles) {
  const rows = await query(`
    SELECT id, split.code, left(md5(split."group"), 16), coded.code
    FROM read_parquet(${quote(splitFile)}) AS split JOIN read_parquet(${quote(codedFiles)}) AS coded USING (id)
    WHERE split.role = 'test' ORDER BY id`);
  const column = (place) => rows.map((row) => row[place]);
  return { id: column(0), label: column(1), group: column(2), predicted: column(3) };
}

/**
 * Each test row: its score, whether the code given is right, groups of its own code in the data, in test, and in what the model is fitted
 * on, and groups of the code given in that. `fewMass` is Σ w_k·p_k over the codes k that have 1 to `few` groups to fit on, with w_k the
 * weight of a test row of k and p_k its score for the row; `fewGiven` is the term of the code given.
 */
export async function readScoredRows(splitFile, codedFiles, few) {
  const rows = await query(`
    WITH split AS (SELECT * FROM read_parquet(${quote(splitFile)})), sizes AS (
      SELECT code, count(DISTINCT "group") AS inData, count(DISTINCT "group") FILTER (role = 'test') AS inTest,
        count(DISTINCT "group") FILTER (role IN ('train', 'validation')) AS fitted
      FROM split GROUP BY code),
    coded AS (SELECT * FROM read_parquet(${quote(codedFiles)})),
    scores AS (SELECT id, code AS given, unnest(topCodes) AS code, unnest(topScores) AS p FROM coded),
    masses AS (
      SELECT id, sum(inData / inTest * p) AS fewMass, sum(inData / inTest * p) FILTER (code = given) AS fewGiven
      FROM scores JOIN sizes USING (code) WHERE inTest > 0 AND fitted BETWEEN 1 AND ${few} GROUP BY id)
    SELECT coded.score, coded.code = split.code, left(md5(split."group"), 16), own.inData::INTEGER, own.inTest::INTEGER,
      own.fitted::INTEGER, given.fitted::INTEGER, coalesce(fewMass, 0), coalesce(fewGiven, 0)
    FROM split JOIN coded USING (id) JOIN sizes AS own ON split.code = own.code JOIN sizes AS given ON coded.code = given.code
      LEFT JOIN masses USING (id)
    WHERE split.role = 'test' ORDER BY id`);
  return rows.map(([score, isRight, group, groupsInData, groupsInTest, groupsFitted, groupsGiven, fewMass, fewGiven]) => ({
    ...{ score, isRight, group, groupsInData, groupsInTest, groupsFitted, groupsGiven, fewMass, fewGiven },
  }));
}

async function query(sql) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function quote(text) {
  return `'${text.replaceAll("'", "''")}'`;
}
