import { expect, test } from "vitest";
import { testsOf } from "./tests-of.ts";

const grants = `# Grants

Callers are named by the header \`X-Person\` (401). Role board: the header \`X-Role\` is \`board\`.

## Fund
- cents: whole number, required, 1 to 1000000000
- left = cents - (sum of cents of its applications where state is granted)
- \`POST /funds\` creates one, by board (403)

## Application
- fund: fund, required
- applicant: the caller
- cents: whole number, required, 100 to 100000000
- state: state of draft, submitted, granted, declined or withdrawn
- \`POST /applications\` creates one
- \`GET /applications/{id}\` shows one

### Submit: \`POST /applications/{id}/submit\`
- By its applicant (403)
- Moves state from draft to submitted (409)

### Grant: \`POST /applications/{id}/grant\`
- By board (403)
- Only if fund.left >= cents (409 \`too_little\`)
- Moves state from submitted to granted (409)

### Decline: \`POST /applications/{id}/decline\`
- By board (403)
- Moves state from submitted to declined (409)

### Withdraw: \`POST /applications/{id}/withdraw\`
- By its applicant (403)
- Moves state from draft or submitted to withdrawn (409 \`too_late\`)
`;

test("what must not leave a state is tried in each that is reached, also where that takes more than one action", () => {
  const code = testsOf(grants)
    .files.map(({ content }) => content)
    .join("\n");
  const [, ...tests] = code.split(/(?=^ {2}test\()/m).filter((one) => /^ {2}test\("withdraw moves/.test(one));
  const refusing = tests.filter((one) => one.includes("refused(409"));
  for (const before of ["grant", "decline"])
    expect(refusing.filter((one) => one.includes(`/${before}\``))).not.toEqual([]);
});
