import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";

function problems(lines: string): string[] {
  const reading = parseSpec(`# A\n\n## Kiln\n- label: text, required\n- marks: list of text\n${lines}\n`);
  return reading.outcome === "unread" ? reading.problems.map(({ message }) => message) : [];
}

test.each([
  ["`POST /kilns` creates one, sends the header `Content-Length`: label", "says how an answer is sent"],
  ["`POST /kilns` creates one, sends the header `Set-Cookie`: label", "whatever else has the host"],
  ["`POST /kilns` creates one, sends the header `Access-Control-Allow-Origin`: label", "Any origin may call"],
  ["`POST /kilns` creates one, sends the header `X-Aidevos-Failure`: label", "passes between"],
  ["`GET /kilns` lists them, sends the header `Link`: 1", "list's pages"],
  ["`POST /kilns` creates one, answers nothing, sends the header `Location`: id", "alone says what was made"],
  ["`POST /kilns` creates one, shows only id, sends the header `Location`: id", "alone says what was made"],
  ["`POST /kilns` creates one, sends the header `X-A`: id, sends the header `x-a`: id", "is sent twice"],
  ["`GET /kilns` lists them, sends the header `X-Label`: label", "is no"],
  ["`DELETE /kilns` deletes all, sends the header `X-All`: 1", "deletes all"],
  ["`GET /kilns/{id}` shows one, sends the header `X-Marks`: marks", "no list and no object"],
  ["`GET /kilns/{id}` shows one, sends the header `X Marks`: 1", "no header's name"],
])("%s can't be", (line, why) => {
  const told = problems(`- ${line}`);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(why);
});

test("an action that redirects says once where to", () => {
  const told = problems(
    '### Go: `GET /kilns/{id}/go`\n- Sends the header `location`: label\n- Redirects to "/" + label',
  );
  expect(told).toEqual([expect.stringContaining("where it redirects to")]);
});

test("where a thing's version is shown, nothing else is its tag", () => {
  const versions = "- Changes need the header `If-Match` (428), of the last version (412)";
  const route = "- `GET /kilns/{id}` shows one, sends the header `etag`: label";
  const change = "- `PATCH /kilns/{id}` changes one";
  const action = "### Heat: `POST /kilns/{id}/heat`\n- Sends the header `ETag`: label";
  expect(problems([versions, change, route].join("\n"))).toEqual([
    expect.stringContaining("of which version"),
  ]);
  expect(problems([versions, action].join("\n"))).toEqual([expect.stringContaining("of which version")]);
  expect(problems([versions, `${action}\n- Answers {label}`].join("\n"))).toEqual([]);
  expect(problems([change, route].join("\n"))).toEqual([]);
});
