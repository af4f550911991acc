/** A spec whose values replace parts of texts. */
export const plates = `# Plates

## Plate
- shown: text, required
- dash: text, default "-"
- bare = replace(replace(shown, dash, ""), " ", "")
- made = replace(shown, "a", "$&aa"), set at creation

### Replace: \`GET /replaced\`
- text: text, required
- part: text, required
- other: text
- Answers {text: replace(text, part, other)}
`;
