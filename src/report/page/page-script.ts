/** Moves the slider of review, sorts tables by their heads and filters the code table; the page reads well without it. */
export const PAGE_SCRIPT = `
document.documentElement.classList.add('scripted');

for (const slider of document.querySelectorAll('.slider input')) {
  const lines = JSON.parse(slider.dataset.lines);
  const shares = JSON.parse(slider.dataset.shares);
  const outputs = [...slider.closest('.slider').querySelectorAll('output')];
  slider.addEventListener('input', () => {
    const at = Number(slider.value);
    outputs.forEach((output, i) => (output.textContent = lines[at][i]));
    slider.setAttribute('aria-valuetext', lines[at][0]);
    slider.closest('.coverage').style.setProperty('--reviewed', shares[at]);
  });
}

const value = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent;
};
const byNumber = (a, b) => Number(a) - Number(b);
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/* A row that opens is a body of two rows; what sorts and filters moves bodies then, else rows. */
const unitsOf = (table) => (table.tBodies.length > 1 ? [...table.tBodies] : [...table.tBodies[0].rows]);
const firstRow = (unit) => (unit.rows ? unit.rows[0] : unit);

for (const more of document.querySelectorAll('tr.more')) {
  const cell = more.previousElementSibling.cells[0];
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'opener';
  const show = (open) => {
    more.hidden = !open;
    button.setAttribute('aria-expanded', open);
  };
  button.append(...cell.childNodes);
  cell.append(button);
  button.addEventListener('click', () => show(more.hidden));
  show(false);
}

for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const numeric = head.classList.contains('number');
      const first = numeric ? 'descending' : 'ascending';
      const second = numeric ? 'ascending' : 'descending';
      const order = head.getAttribute('aria-sort') === first ? second : first;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      const compare = numeric ? byNumber : byText;
      const units = unitsOf(table).map((unit) => [value(firstRow(unit), column), unit]);
      /* What is not defined is no value: it stands last in either order. */
      units.sort(([a], [b]) => (a === '' || b === '' ? Number(a === '') - Number(b === '') : sign * compare(a, b)));
      (table.tBodies.length > 1 ? table : table.tBodies[0]).append(...units.map(([, unit]) => unit));
    });
  });
}

for (const input of document.querySelectorAll('input[data-filters]')) {
  const units = unitsOf(document.getElementById(input.dataset.filters));
  const count = document.getElementById('code-count');
  const all = count.textContent;
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const unit of units) {
      unit.hidden = !firstRow(unit).cells[0].textContent.toLowerCase().includes(wanted);
      if (!unit.hidden) shown++;
    }
    count.textContent = wanted === '' ? all : shown + ' of ' + all;
  });
}

/* The list below the icicle is in the order of its drawing: what is under the pointer is found by its level and its rows. */
for (const icicle of document.querySelectorAll('.icicle')) {
  const box = icicle.nextElementSibling;
  const placed = [];
  const place = (list, level, start) => {
    let from = start;
    for (const item of list.children) {
      const to = from + Number(item.dataset.rows);
      const below = item.querySelector('ul');
      placed.push({ item, level, ends: below === null, from, to });
      if (below !== null) place(below, level + 1, from);
      from = to;
    }
    return from;
  };
  const rows = place(box.querySelector('ul'), 0, 0);
  const depth = 1 + Math.max(...placed.map(({ level }) => level));
  const under = (event) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const level = Math.floor((depth * (event.clientX - left)) / width);
    const row = (rows * (event.clientY - top)) / height;
    return placed.find((one) => one.from <= row && row < one.to && (one.level === level || (one.ends && one.level < level)))?.item;
  };
  const lineOf = (item) => item.querySelector('summary, .leaf');
  for (const drawing of icicle.querySelectorAll('svg')) {
    drawing.addEventListener('pointermove', (event) => {
      const item = under(event);
      icicle.querySelector('.pointed').textContent = item === undefined ? '' : lineOf(item).textContent;
    });
    drawing.addEventListener('click', (event) => {
      const item = under(event);
      for (let at = item?.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
      item?.scrollIntoView({ block: 'nearest' });
    });
  }
}

/* What scrolls and holds nothing that takes the focus takes it itself, or nobody could scroll it by keyboard. */
const makeScrollable = () => {
  for (const box of document.querySelectorAll('.scroll, pre')) {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
};
makeScrollable();
addEventListener('resize', makeScrollable);
for (const details of document.querySelectorAll('details')) details.addEventListener('toggle', makeScrollable);

addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = !details.closest('.tree');
  for (const more of document.querySelectorAll('tr.more')) more.hidden = false;
});
`;
