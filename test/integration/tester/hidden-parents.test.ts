import { expect, test } from "vitest";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

const spec = `# Letters

Callers are named by the header \`X-User\` (401). Role clerk: the header \`X-Role\` is \`clerk\`.

## Letter
- subject: text, required
- to: text, required
- isSent: yes/no, default no
- Seen only where the caller is clerk or to is the caller and isSent (404)
- \`POST /letters\` creates one, by clerk (403)
- \`GET /letters/{id}\` shows one
- \`PATCH /letters/{id}\` changes one, by clerk (403)

## Page
- letter: letter, required
- text: text, required
- Nested under letter as id
- \`POST /letters/{id}/pages\` creates one, by clerk (403)
- \`GET /letters/{id}/pages\` lists them
`;

test("what is below a thing is tried by who may not see it", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files } = writeTestsOfReading(blueprint, clauses);
  const pages = files.find(({ path }) => path === "test/pages.test.ts");
  const only = [{ path: pages?.path ?? "", content: pages?.content ?? "" }];
  const title = "pages > pages are listed only for who may see their letter";
  expect((await runSuite(only, blueprint)).get(title)).toBeNull();
  expect((await runSuite(only, seenByAll(blueprint))).get(title)).toContain("404");
});

function seenByAll(blueprint: Blueprint): Blueprint {
  return {
    ...blueprint,
    entities: blueprint.entities.map(({ seenWhere: _, ...entity }) => entity),
  };
}
