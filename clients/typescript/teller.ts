// What the steps of the story share: the client, what was kept of earlier answers, and the checks of an answer.
import { expect } from 'chai';
import createClient from 'openapi-fetch';
import type { paths } from './build/api.js';

const [baseUrl, adminEmail, adminPassword, recipient] = process.argv.slice(2) as [string, string, string, string];
const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const address = () => `${crypto.randomUUID()}@clinic.test`;
const password = () => `clave ${crypto.randomUUID()}`;
const kept: Record<string, string> = {
  adminEmail, adminPassword, recipient, yesterday: day(2), lastWeek: day(9), appointmentStart: new Date((Math.floor(Date.now() / 3_600_000) + 48) * 3_600_000).toISOString(),
  luciaEmail: address(), luciaPassword: password(), hectorEmail: address(), hectorPassword: password(),
};
let text = '';

export const client = createClient<paths>({ baseUrl });
client.use({
  async onResponse({ response }) {
    text = await response.clone().text();
    return undefined;
  },
});

/** What an earlier step has kept. */
export function the(name: string): string {
  const value = kept[name];
  if (value === undefined) throw new Error(`nothing has kept ${name}`);
  return value;
}

type Members<T> = T extends T ? keyof T : never;

/** Keeps a member of a body that the client's types know. */
export function keep<T extends object>(name: string, body: T | undefined, member: Members<T>): void {
  kept[name] = String((body as Record<PropertyKey, unknown>)[member]);
}

/** Keeps a header. */
export function keepHeader(name: string, response: Response, header: string): void {
  kept[name] = response.headers.get(header)!;
}

/** The status, and the checks of the Postman collection, which are JavaScript over its `pm`. */
export function check(name: string, response: Response, status: number, checks: Record<string, string>): void {
  expect(response.status, `${name}: ${text}`).to.equal(status);
  const pm = {
    expect,
    response: { json: () => JSON.parse(text), text: () => text, headers: response.headers },
    variables: { get: the },
  };
  for (const [what, code] of Object.entries(checks)) {
    try {
      new Function('pm', code)(pm);
    } catch (error) {
      throw new Error(`${name}, ${what}: ${error}: ${text}`);
    }
  }
  console.log(`ok ${name}`);
}
