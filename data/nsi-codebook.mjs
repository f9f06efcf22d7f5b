/** `shop/fast_food` → title `Shop: fast food`, parent `shop`. Titles only spell the code out. */
export function nsiCodebook(rows) {
  const codebook = new Map();
  for (const { label } of rows) {
    const [parent, leaf] = label.split('/');
    codebook.set(parent, { code: parent, title: spell(parent), parent: '' });
    codebook.set(label, { code: label, title: `${spell(parent)}: ${leaf.replaceAll('_', ' ')}`, parent });
  }
  return [...codebook.values()];
}

function spell(key) {
  return key[0].toUpperCase() + key.slice(1).replaceAll('_', ' ');
}
