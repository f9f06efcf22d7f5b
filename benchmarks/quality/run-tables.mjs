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
 * on, and groups of the code given in that.
 */
export async function readScoredRows(splitFile, codedFiles) {
  const rows = await query(`
    WITH split AS (SELECT * FROM read_parquet(${quote(splitFile)})), sizes AS (
      SELECT code, count(DISTINCT "group") AS inData, count(DISTINCT "group") FILTER (role = 'test') AS inTest,
        count(DISTINCT "group") FILTER (role IN ('train', 'validation')) AS fitted
      FROM split GROUP BY code)
    SELECT coded.score, coded.code = split.code, left(md5(split."group"), 16), own.inData::INTEGER, own.inTest::INTEGER,
      own.fitted::INTEGER, given.fitted::INTEGER
    FROM split JOIN read_parquet(${quote(codedFiles)}) AS coded USING (id) JOIN sizes AS own ON split.code = own.code
      JOIN sizes AS given ON coded.code = given.code
    WHERE split.role = 'test' ORDER BY id`);
  return rows.map(([score, isRight, group, groupsInData, groupsInTest, groupsFitted, groupsGiven]) => ({
    ...{ score, isRight, group, groupsInData, groupsInTest, groupsFitted, groupsGiven },
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
