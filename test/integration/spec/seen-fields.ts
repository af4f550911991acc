/** Fields that only some see: by whose things they are, by a role, by a state, and worked out of what others do not see. */
export const seenFields = `# Potters

Callers are named by the header \`X-User\` (401). Role master: the header \`X-Role\` is \`master\`.

## Kiln
- label: text, required
- potter: the caller
- state: state of drying or fired
- glaze: text, required
- cost: number, default 2
- note: text, left out when empty
- margin = cost * 2
- codes: list of text
- hot: yes/no, default yes
- firings = count of its firings
- glaze, codes and hot are seen only by its potter or master while state is drying
- cost and note are seen only by master
- margin is seen only where the caller is master or label is "open"
- Must hold: cost < 100 (422 \`too_dear\`)
- \`POST /kilns\` creates one
- \`GET /kilns\` lists them
- \`GET /kilns/{id}\` shows one
- \`PATCH /kilns/{id}\` changes one

### Fire: \`POST /kilns/{id}/fire\`
- word: text, required
- Only if glaze is word (409 \`wrong\`)
- Moves state from drying to fired
- Answers {kiln: it, cost} (200)

## Firing
- kiln: kiln, required
- glaze = kiln.glaze, set at creation
- \`POST /firings\` creates one
- \`GET /firings\` lists them
`;
