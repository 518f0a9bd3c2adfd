// Two validators, one verdict: ajv with the JSON Schema, and the loader of Shoal.
//
//   node check.mjs SHOAL MODULES SOURCE_DIR
//
// SHOAL is the program, MODULES the folder with node_modules/ajv (./dev setup makes it). Compared
// are the catalogue, the corpus of mistakes and some thousand changes of catalogue files. What the
// loader calls "malformed" the schema must refuse, what it calls "related" (between fields, or
// files) the schema must let pass: docs/scenario-format.md lists those.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { mutants } from './mutants.mjs';

const [shoal, modules, source] = process.argv.slice(2);
const wanted = 4000; // changes, over all files

function loadAjv() {
  try {
    const require = createRequire(path.join(path.resolve(modules), 'package.json'));
    return require('ajv/dist/2020').default;
  } catch (error) {
    console.error(`ajv is not in ${modules}: run ./dev setup (${error.code})`);
    process.exit(1);
  }
}

const Ajv = loadAjv();
const schemaText = fs.readFileSync(path.join(source, 'scenarios/schema/scenario.schema.json'));
const schema = JSON.parse(schemaText);
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

let failures = 0;
function expect(holds, message) {
  if (holds) return;
  failures += 1;
  if (failures <= 20) console.error(`FAILED ${message}`);
}

// The loader's faults by file; only those of the file itself, not of what it extends.
function loaderFaults(files) {
  const faults = new Map();
  for (let i = 0; i < files.length; i += 500) {
    const part = files.slice(i, i + 500);
    let text;
    try {
      text = execFileSync(shoal, ['scenarios', 'check', '--json', ...part],
        { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
    } catch (error) {
      if (error.status !== 2 && error.status !== 5) throw error;
      text = error.stdout;
    }
    for (const { file, faults: found } of JSON.parse(text)) {
      faults.set(file, found.filter((f) => f.file === file));
      if (found.length > 0 && faults.get(file).length === 0) faults.set(file, found);
    }
  }
  return faults;
}

// True, false, or null where the text is no JSON.
function ajvAccepts(bytes) {
  try {
    return validate(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

const words = (faults) => faults.map((f) => `${f.kind} ${f.pointer} ${f.message}`).join(' | ');

function checkCatalogue() {
  const folder = path.join(source, 'scenarios/catalogue');
  const files = fs.readdirSync(folder).map((f) => path.join(folder, f));
  const faults = loaderFaults(files);
  for (const file of files) {
    const accepted = ajvAccepts(fs.readFileSync(file));
    expect(accepted === true, `${file}: ajv says ${JSON.stringify(validate.errors)}`);
    expect(faults.get(file).length === 0, `${file}: the loader says ${words(faults.get(file))}`);
  }
  return files;
}

// expected.txt: file, line:column, kind, message.
function checkCorpus() {
  const folder = path.join(source, 'tests/scenarios/bad');
  const rows = fs.readFileSync(path.join(folder, 'expected.txt'), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#')).map((line) => line.split(/ +/));
  // Faults that JSON parsers let pass: what they then make of the text may well be a scenario.
  const laxly = new Set(['duplicate_key.json', 'lone_surrogate.json']);
  for (const [name, , kind] of rows) {
    const accepted = ajvAccepts(fs.readFileSync(path.join(folder, name)));
    if (kind === 'related') expect(accepted === true, `${name}: the schema can see it after all`);
    if (kind === 'malformed') expect(accepted === false, `${name}: ajv accepts it`);
    if (kind === 'no_json' && !laxly.has(name)) {
      expect(accepted !== true, `${name}: ajv accepts it`);
    }
  }
  return rows.length;
}

// A fixed choice of about `wanted` of them, spread evenly.
function choose(all) {
  const share = Math.min(1, wanted / all.length);
  return all.filter(({ what, base }) => {
    const hash = createHash('sha256').update(`${base} ${what}`).digest();
    return hash.readUInt32BE(0) / 2 ** 32 < share;
  });
}

function checkMutants(files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shoal-ajv-'));
  try {
    const all = [];
    for (const base of files) {
      const tree = JSON.parse(fs.readFileSync(base, 'utf8'));
      for (const mutant of mutants(tree, schema)) all.push({ ...mutant, base });
    }
    const chosen = choose(all);
    chosen.forEach((mutant, i) => {
      mutant.file = path.join(folder, `m${i}.json`);
      fs.writeFileSync(mutant.file, JSON.stringify(mutant.tree));
    });
    const faults = loaderFaults(chosen.map((m) => m.file));
    const count = { valid: 0, malformed: 0, related: 0 };
    for (const mutant of chosen) {
      const found = faults.get(mutant.file);
      const refused = found.some((f) => f.kind === 'malformed' || f.kind === 'no_json');
      const accepted = ajvAccepts(fs.readFileSync(mutant.file));
      count[refused ? 'malformed' : found.length > 0 ? 'related' : 'valid'] += 1;
      const says = refused ? words(found) : JSON.stringify(validate.errors?.slice(0, 3));
      expect(accepted === !refused,
        `${path.basename(mutant.base)} ${mutant.what}: ` +
          `${refused ? 'only the loader' : 'only ajv'} refuses: ${says}`);
    }
    return { all: all.length, chosen: chosen.length, ...count };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const files = checkCatalogue();
const mistakes = checkCorpus();
const count = checkMutants(files);
expect(count.chosen >= 500, `only ${count.chosen} changes were compared`);
expect(count.valid >= 50 && count.malformed >= 50, 'the changes are all of one kind');
console.log(`${files.length} catalogue files, ${mistakes} mistakes, ${count.chosen} of ${count.all} ` +
  `changes: ${count.valid} valid, ${count.malformed} malformed, ${count.related} only related; ` +
  `${failures} verdicts differ`);
process.exit(failures === 0 ? 0 : 1);
