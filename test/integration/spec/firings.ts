/** Numbers within what things refer to. */
export const firings = `# Firings

## Kiln
- label: text, required

## Firing
- kiln: kiln, required
- potter: kiln, cleared with it
- heat: whole number, required, at least 1
- no: counted from 1 within kiln
- turn: counted from 1 within potter
- code = kiln.label + "-" + no
- Must hold: heat < 2000 (409 \`too_hot\`)
- \`POST /firings\` creates one
- \`GET /firings\` lists them
- \`GET /firings/{id}\` shows one
- \`PATCH /firings/{id}\` changes one
- \`DELETE /firings/{id}\` deletes one
- Listed by no, heat
- \`?no\` is no

### Again: \`POST /firings/{id}/again\`
- heat: whole number, required
- Creates a firing with kiln = kiln, heat = its heat + heat
- Answers firing (201)
`;
