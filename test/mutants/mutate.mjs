import { parseAst } from 'vitest/node';

const COMPARISONS = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
};
const ARITHMETIC = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' };
const ASSIGNMENTS = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=' };
const PARTNERS = { max: 'min', min: 'max', floor: 'ceil', ceil: 'floor', every: 'some', some: 'every' };

/** Nodes of TypeScript that hold code; what is under the others are types, which no run sees. */
const TYPED_CODE = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']);

/**
 * All small changes of one TypeScript source that a test should notice, in the order of the text: each replaces the characters
 * from `start` to `end`. Text, types and imports are left alone: no message is a promise of these folders.
 */
export function mutationsOf(text) {
  const found = [];
  const add = (operator, start, end, replacement) => found.push({ operator, start, end, replacement });
  visit(parseAst(text, { lang: 'ts' }), undefined, (node, parent) => MUTATORS[node.type]?.(node, add, text, parent));
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

export const applyMutation = (text, { start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end);

/** One mutator a kind of node. A mutator adds what it finds. */
const MUTATORS = {
  BinaryExpression(node, add, text) {
    const at = operatorAt(node, text);
    for (const other of COMPARISONS[node.operator] ?? []) add('comparison', at, at + node.operator.length, other);
    if (ARITHMETIC[node.operator] !== undefined && !isText(node.left) && !isText(node.right))
      add('arithmetic', at, at + node.operator.length, ARITHMETIC[node.operator]);
  },
  LogicalExpression(node, add, text) {
    const other = { '&&': '||', '||': '&&' }[node.operator];
    const at = operatorAt(node, text);
    if (other !== undefined) add('and-or', at, at + 2, other);
  },
  AssignmentExpression(node, add, text) {
    const at = operatorAt(node, text);
    if (ASSIGNMENTS[node.operator] !== undefined) add('arithmetic', at, at + 2, ASSIGNMENTS[node.operator]);
  },
  UpdateExpression(node, add, _text, parent) {
    // Backwards through a loop is no fault that anybody makes, and takes the whole time limit to be found.
    if (parent?.type === 'ForStatement') return;
    const at = node.prefix ? node.start : node.end - 2;
    add('arithmetic', at, at + 2, node.operator === '++' ? '--' : '++');
  },
  UnaryExpression(node, add) {
    if (node.operator === '!') add('negation', node.start, node.start + 1, '');
    if (node.operator === '-') add('constant', node.start, node.start + 1, '');
  },
  Literal(node, add, text) {
    if (typeof node.value === 'boolean') add('boolean', node.start, node.end, String(!node.value));
    if (typeof node.value === 'number') add('constant', node.start, node.end, `(${text.slice(node.start, node.end)} + 1)`);
  },
  IfStatement(node, add) {
    add('condition', node.test.start, node.test.end, 'true');
    add('condition', node.test.start, node.test.end, 'false');
  },
  ConditionalExpression(node, add, text) {
    add('condition', node.test.start, node.test.end, `!(${text.slice(node.test.start, node.test.end)})`);
  },
  ExpressionStatement(node, add) {
    if (node.expression.type === 'Literal' || node.expression.callee?.type === 'Super') return;
    add('statement', node.start, node.end, ';');
  },
  ThrowStatement(node, add) {
    add('statement', node.start, node.end, ';');
  },
  MemberExpression(node, add) {
    const other = Object.hasOwn(PARTNERS, node.property.name ?? '') ? PARTNERS[node.property.name] : undefined;
    if (other !== undefined && !node.computed) add('call', node.property.start, node.property.end, other);
  },
  FunctionDeclaration: returnsEarly,
  FunctionExpression: returnsEarly,
  ArrowFunctionExpression: returnsEarly,
};

/** A function that gives nothing back stops behind its first statement. */
function returnsEarly(node, add) {
  const statements = node.body?.type === 'BlockStatement' ? node.body.body : [];
  if (statements.length < 2 || givesBack(node.body)) return;
  add('return early', statements[1].start, statements[1].start, 'return; ');
}

function givesBack(node) {
  if (node.type === 'ReturnStatement') return node.argument !== null;
  return childrenOf(node).some((child) => !isFunction(child) && givesBack(child));
}

function visit(node, parent, see) {
  if (node.type === 'ImportDeclaration' || (node.type.startsWith('TS') && !TYPED_CODE.has(node.type))) return;
  see(node, parent);
  for (const child of childrenOf(node)) visit(child, node, see);
}

function childrenOf(node) {
  return Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === 'string');
}

const isFunction = ({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';

/** Whether an operand is text for certain, so that + joins. */
const isText = (node) => node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');

/** Where the operator stands between two operands; only brackets, spaces and comments are beside it. */
const operatorAt = ({ left, right, operator }, text) => {
  const at = text.indexOf(operator, left.end);
  if (at < 0 || at >= right.start) throw new Error(`no ${operator} between ${left.end} and ${right.start}`);
  return at;
};
