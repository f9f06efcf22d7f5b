/** The page on which a person types a text and sees what the model makes of it. It asks the server that it came from, and nobody else. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>millrace: try the model</title>
<link rel="stylesheet" href="page.css">
</head>
<body>
<main>
<h1>Try the model</h1>
<p id="model">…</p>
<form id="ask">
<div id="columns"></div>
<p class="row">
<label for="k">Codes to show</label> <input id="k" type="number" min="1" max="20" value="5">
<label id="token-label" for="token" hidden>Token</label> <input id="token" type="password" autocomplete="off" hidden>
<button type="submit">Code it</button>
</p>
</form>
<p id="problem" role="alert" hidden></p>
<section id="answer" aria-live="polite" hidden>
<h2 id="verdict"></h2>
<p id="decision"></p>
<table id="codes"><caption>Codes, best first</caption><thead><tr><th>Code</th><th>Title</th><th class="number">Score</th></tr></thead><tbody></tbody></table>
<table id="reasons"><caption>What each n-gram adds to the raw score of the first code</caption><thead><tr><th>N-grams</th><th class="number">Adds</th></tr></thead><tbody></tbody></table>
</section>
</main>
<script type="module" src="page.js"></script>
</body>
</html>
`;

/** How it looks, in the light and in the dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #8886; --accent: #2563eb; --bad: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --accent: #7aa2ff; --bad: #f87171; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-bottom: 0.25rem; }
#model, #decision { opacity: 0.8; overflow-wrap: anywhere; }
label { font-weight: 600; }
#columns label { display: block; margin-top: 0.75rem; }
#columns textarea, #columns input { box-sizing: border-box; width: 100%; font: inherit; padding: 0.4rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; }
#k { width: 4rem; } button { font: inherit; padding: 0.35rem 1rem; }
table { border-collapse: collapse; width: 100%; margin-top: 1.25rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { text-align: left; border-bottom: 1px solid var(--line); padding: 0.25rem 0.5rem; vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.up { color: var(--accent); } .down { color: var(--bad); }
#problem { color: var(--bad); white-space: pre-line; }
`;

/** Asks for the model, then for codes; puts what comes back into the page as text, never as markup. */
export const PAGE_SCRIPT = `
const at = (id) => document.getElementById(id);
const MOST_REASONS = 25;

const headers = () => {
  const token = at('token').value;
  return { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: 'Bearer ' + token }) };
};

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? { headers: headers() } : { method: 'POST', headers: headers(), body: JSON.stringify(body) });
  const json = await answer.json();
  if (answer.status === 401) for (const id of ['token', 'token-label']) at(id).hidden = false;
  if (!answer.ok) throw new Error(json.error.what + '\\nwhere: ' + json.error.where + '\\ngot: ' + json.error.got + '\\nwanted: ' + json.error.wanted);
  return json;
}

function field(column, isText) {
  const label = document.createElement('label');
  label.htmlFor = 'column-' + column;
  label.textContent = column;
  const input = document.createElement(isText ? 'textarea' : 'input');
  input.id = label.htmlFor;
  input.name = column;
  if (isText) input.rows = 2;
  return [label, input];
}

let model;
async function describe() {
  model = await ask('model');
  at('model').textContent = model.reference + ', ' + model.codes + ' codes, ' + model.modelDigest.slice(0, 12);
  at('columns').replaceChildren(...model.textColumns.flatMap((c) => field(c, true)), ...model.covariates.flatMap(({ column }) => field(column, false)));
}

const cellOf = (column) => document.getElementById('column-' + column).value;

function rowOf() {
  const covariate = ({ column: c, kind }) => [c, cellOf(c) === '' ? null : kind === 'number' ? Number(cellOf(c)) : cellOf(c)];
  return Object.fromEntries([...model.textColumns.map((c) => [c, cellOf(c)]), ...model.covariates.map(covariate)]);
}

function line(cells) {
  const row = document.createElement('tr');
  for (const [text, kind] of cells) {
    const cell = document.createElement('td');
    cell.textContent = text;
    if (kind) cell.className = kind;
    row.append(cell);
  }
  return row;
}

const verdicts = {
  automatic: ({ score }) => 'Automatic: score ' + score.toFixed(3),
  parent: ({ parent }) => 'Stops at ' + parent.code + (parent.title === null ? '' : ' · ' + parent.title) + ': score ' + parent.score.toFixed(3),
  review: ({ reason }) => 'For review: ' + reason.replaceAll('-', ' '),
};

function show(answer) {
  const { code, title, top, decision, explanation } = answer;
  at('verdict').textContent = code === null ? 'No code' : code + (title === null ? '' : ' · ' + title);
  at('decision').textContent = verdicts[decision](answer);
  at('codes').tBodies[0].replaceChildren(...top.map((one) => line([[one.code], [one.title ?? ''], [one.score.toFixed(3), 'number']])));
  const parts = explanation?.contributions ?? [];
  at('reasons').hidden = parts.length === 0;
  at('reasons').tBodies[0].replaceChildren(
    ...parts.slice(0, MOST_REASONS).map(({ ngrams, contribution, collision }) =>
      line([[ngrams.map((ngram) => ngram.replaceAll(' ', '␣')).join(', ') + (collision ? ' (shares its number with another)' : '')], [contribution.toFixed(3), contribution < 0 ? 'number down' : 'number up']]),
    ),
  );
  at('answer').hidden = false;
}

async function tell(work) {
  at('problem').hidden = true;
  try {
    await work();
  } catch (error) {
    at('problem').textContent = error.message;
    at('problem').hidden = false;
  }
}

// Answers may overtake each other: only that to the last question is shown.
let asked = 0;
at('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const own = ++asked;
  void tell(async () => {
    if (model === undefined) await describe();
    const { predictions } = await ask('predict', { rows: [rowOf()], k: Number(at('k').value), explain: true });
    if (own === asked) show(predictions[0]);
  });
});
void tell(describe);
`;
