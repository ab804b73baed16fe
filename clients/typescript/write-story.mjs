// Writes the story of the Postman collection as calls of the generated client: the compiler then holds every path, parameter, body
// and kept member to the client's types.
import { readFileSync, writeFileSync } from 'node:fs';

const read = file => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const document = read('docs/openapi.json');
const follow = node => node.$ref ? node.$ref.split('/').slice(1).reduce((found, name) => found[name], document) : node;
const operations = Object.fromEntries(Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [operation.operationId, { path, method: method.toUpperCase(), operation }])));

const code = value => typeof value === 'string' ? text(value)
  : Array.isArray(value) ? `[${value.map(code).join(', ')}]`
  : value && typeof value === 'object' ? `{ ${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${code(member)}`).join(', ')} }`
  : JSON.stringify(value);
const text = value => {
  const kept = value.match(/^\{\{(\w+)\}\}$/);
  return kept ? `the('${kept[1]}')` : JSON.stringify(value);
};

function call(step) {
  const { path, method, operation } = operations[step.call];
  const params = {}, headers = step.as ? { Authorization: '' } : {};
  for (const parameter of operation.parameters.map(follow)) {
    // Besides id, what a path names has been kept under the same name.
    const given = { path: parameter.name === 'id' ? step.id : `{{${parameter.name}}}`, query: step.query?.[parameter.name], header: step.headers?.[parameter.name] }[parameter.in];
    if (given !== undefined)
      (params[parameter.in] ??= {})[parameter.name] = follow(parameter.schema).type === 'integer' ? Number(given) : given;
  }
  for (const [name, value] of Object.entries(step.headers ?? {}))
    if (params.header?.[name] === undefined) headers[name] = value;
  const options = [
    Object.keys(params).length ? `params: ${code(params)}` : '',
    Object.keys(headers).length ? `headers: ${code(headers).replace('"Authorization": ""', `"Authorization": 'Bearer ' + the('${step.as}')`)}` : '',
    step.body ? `body: ${code(step.body)}` : '',
    headers.Accept && !headers.Accept.endsWith('json') ? `parseAs: 'text'` : '',
  ].filter(Boolean);
  return `client.${method}('${path}', { ${options.join(', ')} })`;
}

// Two of the story's bodies are not as the document has them: one is refused, one has an old spelling, which the API still reads.
function isDocumented({ call, body }) {
  if (!body) return true;
  const { required = [], properties } = follow(operations[call].operation.requestBody.content['application/json'].schema);
  return required.every(name => name in body) &&
    Object.entries(body).every(([name, value]) => follow(properties[name]).enum?.includes(value) ?? true);
}

// The object that holds the member, and its name.
const memberOf = (body, path) => path.length > 1 ? memberOf(`${body}?.${path[0]}`, path.slice(1)) : `${body}, '${path[0]}'`;

const tell = step => [
  `{ // ${step.name}`,
  ...(isDocumented(step) ? [] : ['  // @ts-expect-error: the types refuse it too']),
  `  const { ${step.status < 300 && step.keep ? 'data, ' : ''}response } = await ${call(step)};`,
  `  check(${JSON.stringify(step.name)}, response, ${step.status}, ${JSON.stringify(step.tests ?? {})});`,
  ...Object.entries(step.keep ?? {}).map(([name, member]) =>
    member.startsWith(':') ? `  keepHeader('${name}', response, '${member.slice(1)}');` : `  keep('${name}', ${memberOf('data', member.split('.'))});`),
  '}',
].join('\n');

const story = read('src/Clinic.Contract/Postman/Assets/story.json');
const signIn = { name: 'The admin signs in', call: 'login', status: 200, body: { email: '{{adminEmail}}', password: '{{adminPassword}}' }, keep: { adminToken: 'accessToken' } };
writeFileSync(new URL('build/story.ts', import.meta.url), [
  `import { check, client, keep, keepHeader, the } from '../teller.js';`, ...[signIn, ...story].map(tell), `console.log('${story.length + 1} steps');`, '',
].join('\n'));
