/** A spec of routes whose queries hold lists. */
export const labels = `# Labels

## Owner
- name: text, required

## Sheet
- title: text, required
- size: whole number, default 1
- labels: list of text
- owner: owner
- \`POST /sheets\` creates one
- \`GET /sheets\` lists them
- \`?label\`: list of text (trimmed, 1 to 9 characters), 1 to 3 elements, only where any of label where it is its title
- \`?sizes\`: list of whole number (1 to 99), no doubles, only where any of sizes where it is its size
- \`?from\`: whole number, only where size >= from
- Listed by title

### Among: \`GET /among\`
- sizes: list of whole number (at least 1), required, at most 4 elements
- titles: list of text, default ["a"]
- owners: list of owner
- most: number, default 100
- Answers {sizes: count of sizes, sum: sum of it of sizes, titles: list of it of titles, owners: list of name of owners, sheets: list of title of all sheets where any of sizes where it is its size and it <= most}
`;
