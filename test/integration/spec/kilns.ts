/** Headers of all kinds of answers, of things and of actions. */
export const kilns = `# Kilns

Any origin may call.

## Kiln
- label: text, required
- heat: whole number, default 0
- \`POST /kilns\` creates one, sends the header \`Location\`: "/kilns/" + id
- \`GET /kilns\` lists them, sends the header \`X-Kept\`: count of all kilns
- \`GET /kilns/{id}\` shows one, sends the header \`Cache-Control\`: "no-store", sends the header \`X-Hot\`: heat > 900
- \`PATCH /kilns/{id}\` changes one, sends the header \`X-Label\`: label, sends the header \`X-Today\`: today
- \`DELETE /kilns/{id}\` deletes one, sends the header \`X-Was\`: label

### Copy: \`POST /kilns/{id}/copy\`
- Answers it (200) if heat > 900
- Creates a kiln with label = label + " again"
- Sends the header \`Location\`: "/kilns/" + kiln.id
- Sends the header \`X-From\`: label
- Answers kiln (201)

### Seek: \`GET /kilns/{id}/seek\`
- Sends the header \`X-Heat\`: heat
- Redirects to "https://example.com/?q=" + label
`;
