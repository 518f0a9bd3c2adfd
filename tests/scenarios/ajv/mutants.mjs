// Deterministic changes of a scenario, each a single one: what a person, or an editor, gets wrong,
// and values on both sides of every end of every range in every unit.

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isQuantity = (value) => isObject(value) && 'value' in value && 'unit' in value;

// A copy of the tree with the value at `path` replaced by change(value).
function changed(tree, path, change) {
  if (path.length === 0) return change(tree);
  const copy = Array.isArray(tree) ? [...tree] : { ...tree };
  copy[path[0]] = changed(tree[path[0]], path.slice(1), change);
  return copy;
}

function* places(tree, path = []) {
  yield [path, tree];
  if (tree === null || typeof tree !== 'object') return;
  for (const key of Object.keys(tree)) {
    yield* places(tree[key], [...path, Array.isArray(tree) ? Number(key) : key]);
  }
}

const swapped = (word) =>
  word.length > 2 ? word[0] + word[2] + word[1] + word.slice(3) : word + 'x';

function without(object, key) {
  const { [key]: dropped, ...rest } = object;
  return rest;
}

function renamed(object, key, name) {
  return Object.fromEntries(Object.entries(object).map(([k, v]) => [k === key ? name : k, v]));
}

const otherKinds = [null, true, 7, -1.5, 'text', [], {}, [1, 2], { value: 1 }];

function* changesOfObject(object) {
  for (const key of Object.keys(object)) {
    yield [`without ${key}`, (o) => without(o, key)];
    yield [`${key} misspelt`, (o) => renamed(o, key, swapped(key))];
    yield [`${key} in capitals`, (o) => renamed(o, key, key.toUpperCase())];
  }
  yield ['an unknown key', (o) => ({ ...o, surprise: 1 })];
  yield ['a key of another object', (o) => ({ ...o, people: 1 })];
}

function* changesOfNumber(number) {
  const others = [-number, number + 0.5, number * 1000, 0, 1, -1, 1e-300, 1e300, 2.5, 1e18];
  for (const other of others) yield [`${other}`, () => other];
}

function* changesOfText(text) {
  const others = ['', swapped(text), text.toUpperCase(), text + ' ', 'x'.repeat(300),
    'two\nlines', 'tab\there', '\u0939\u093f\u0928\u094d\u0926\u0940', '\u{1F600}'.repeat(64),
    '\u{1F600}'.repeat(65), 'EUR', 'EUR_per_week', 'usd', 'us_adult'];
  for (const other of others) yield [JSON.stringify(other).slice(0, 20), () => other];
}

function* changesOfList() {
  yield ['without the last', (list) => list.slice(0, -1)];
  yield ['the first twice', (list) => [list[0], ...list]];
  yield ['empty', () => []];
  yield ['one more number', (list) => [...list, 0.5]];
  yield ['a hundred times', (list) => Array.from({ length: 100 }, (_, i) => list[i % list.length])];
}

const units = ['1', 'frac', 'logit', 'log_s', 'people', 'units', 'us', 'ms', 's', 'min', 'h',
  'days', 'weeks', 'hours', 'percent', 'per_week', 'per_day', 'per_hour', 'USD', 'INR', 'usd',
  'USD_per_week', 'USD_per_day', 'INR_per_day', 'USD_per_hour', 'WEEKS', ''];

function* changesOfQuantity() {
  for (const unit of units) yield [`unit ${unit}`, (q) => ({ ...q, unit })];
  for (const basis of ['sourced', 'calibrated', 'assumed', 'guessed', '']) {
    yield [`basis ${basis} without source`, (q) => ({ ...without(q, 'source'), basis })];
    yield [`basis ${basis} with empty source`, (q) => ({ ...q, basis, source: '' })];
    yield [`basis ${basis} with source`, (q) => ({ ...q, basis, source: 'a paper' })];
  }
  const pair = (value, low, high) =>
    Array.isArray(value) ? value.map((v) => pair(v, low, high)) : [value + low, value + high];
  const bounds = [['narrow', 0, 0], ['below', -1e12, 0], ['above', 0, 1e12]];
  for (const key of ['interval', 'range']) {
    for (const [name, low, high] of bounds) {
      yield [`${key} ${name}`, (q) => ({ ...q, [key]: pair(q.value, low, high) })];
    }
    yield [`${key} of one end`, (q) => ({ ...q, [key]: [1] })];
    yield [`${key} a number`, (q) => ({ ...q, [key]: 1 })];
  }
  for (const scale of ['log', 'linear', 'logit']) {
    yield [`range on ${scale}`,
      (q) => ({ ...q, range: pair(q.value, 0, 0), range_scale: scale })];
    yield [`${scale} without range`, (q) => ({ ...q, range_scale: scale })];
  }
}

// Both sides of the ends that the schema gives to the numbers of a quantity.
function* endsOfQuantity(quantity, definition) {
  const rules = [[quantity.unit, definition.properties.value]];
  for (const rule of definition.allOf ?? []) {
    const unit = rule.if?.properties.unit;
    if (!unit) continue;
    const text = unit.const ?? unit.pattern.replace(/^\^\[A-Z\]\{3\}/, 'USD').replace(/\$$/, '');
    rules.push([text, rule.then.properties.value]);
  }
  for (const [unit, schema] of rules) {
    let number = schema;
    while (number.items) number = number.items;
    const ends = [number.minimum, number.exclusiveMinimum, number.maximum, number.exclusiveMaximum];
    for (const end of ends.filter((e) => e !== undefined)) {
      const step = Math.abs(end) > 0 ? Math.abs(end) * 2 ** -52 : Number.MIN_VALUE;
      for (const value of [end, end - step, end + step, end - 1, end + 1]) {
        const fill = (v) => (Array.isArray(v) ? v.map(fill) : value);
        yield [`${value} ${unit}`, (q) => ({ ...q, unit, value: fill(q.value) })];
      }
    }
  }
}

// The definition that the schema gives to the quantity at a path, if it is one.
function definitionAt(schema, path) {
  let at = schema;
  for (const step of path) {
    at = typeof step === 'number' ? at?.items : at?.properties?.[step];
  }
  return at?.$ref ? schema.$defs[at.$ref.split('/').pop()] : undefined;
}

// All changes as {what, tree}; `take` says which, by ordinal.
export function* mutants(tree, schema) {
  for (const [path, value] of places(tree)) {
    const changes = [];
    if (isQuantity(value)) {
      changes.push(...changesOfQuantity());
      const definition = definitionAt(schema, path);
      if (definition) changes.push(...endsOfQuantity(value, definition));
    }
    if (isObject(value)) changes.push(...changesOfObject(value));
    else if (Array.isArray(value)) changes.push(...changesOfList());
    else if (typeof value === 'number') changes.push(...changesOfNumber(value));
    else if (typeof value === 'string') changes.push(...changesOfText(value));
    for (const other of otherKinds) changes.push([`is ${JSON.stringify(other)}`, () => other]);
    for (const [what, change] of changes) {
      yield { what: `/${path.join('/')}: ${what}`, tree: changed(tree, path, change) };
    }
  }
}
