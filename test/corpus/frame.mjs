// What all checks are written with: `import { check, runChecks, ... } from "../frame.mjs"`, each check by its name, `await runChecks()` at the end.

/** Where the service is, without a slash at the end. */
export const BASE = (process.argv[2] || "http://localhost:3000").replace(/\/+$/, "");

const list = [];

/** A check: it fails when its function throws. */
export const check = (name, work) => list.push([name, work]);

/** A text of letters and digits, by chance. */
export const rnd = (length = 10) => {
  let text = "";
  while (text.length < length) text += "abcdefghijklmnopqrstuvwxyz0123456789"[Math.floor(Math.random() * 36)];
  return text;
};

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Fail extends Error {}

export const show = (value) =>
  value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)).slice(0, 300);

export const fail = (what, expected, got) => {
  throw new Fail(`expected ${what}${expected === undefined ? "" : ` ${show(expected)}`}, got ${show(got)}`);
};

/** Whether two values of JSON are alike. */
export const same = (one, other) => {
  if (one === other) return true;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, index) => same(value, other[index]))
    );
  if (one && other && typeof one === "object" && typeof other === "object") {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length && keys.every((key) => key in other && same(one[key], other[key]))
    );
  }
  return false;
};

export const eq = (what, got, expected) => {
  if (!same(got, expected)) fail(what, expected, got);
};

export const ok = (what, condition, got) => {
  if (!condition) fail(what, undefined, got);
};

/** That an object has these properties, whatever else it has. */
export const has = (what, got, expected) => {
  if (!got || typeof got !== "object") fail(`${what} to be an object`, undefined, got);
  for (const key of Object.keys(expected))
    if (!same(got[key], expected[key])) fail(`${what}.${key}`, expected[key], got[key]);
};

/** Calls the service; a body that is no text is sent as JSON. */
export async function call(method, path, body, headers = {}) {
  const sent = { ...headers };
  let content;
  if (body !== undefined) {
    sent["content-type"] = "application/json";
    content = typeof body === "string" ? body : JSON.stringify(body);
  }
  const response = await fetch(BASE + path, {
    method,
    headers: sent,
    body: content,
    signal: AbortSignal.timeout(15000),
  });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {}
  return { status: response.status, body: json, text, headers: response.headers, what: `${method} ${path}` };
}

/** The body of an answer that must have the status. */
export const st = (answer, status) => {
  if (answer.status !== status)
    throw new Fail(
      `expected ${answer.what} to answer ${status}, got ${answer.status} ${answer.text.slice(0, 200)}`,
    );
  return answer.body;
};

/** The body of a refusal, which has the code as `error`. */
export const err = (answer, status, code) => {
  st(answer, status);
  if (answer.body?.error !== code) fail(`${answer.what} error code`, code, answer.body);
  return answer.body;
};

/** Runs all checks one after the other, says of each what became of it, and last how many hold. */
export async function runChecks() {
  let good = 0;
  for (const [name, work] of list) {
    try {
      await work();
      good++;
      console.log(`ok ${name}`);
    } catch (error) {
      const why =
        error instanceof Fail
          ? error.message
          : `expected a usable answer, got ${error?.cause?.message || error?.message || error}`;
      console.log(`FAIL ${name}: ${why}`.replace(/\n/g, " "));
    }
  }
  console.log(`${good} of ${list.length}`);
  process.exitCode = 0;
}
