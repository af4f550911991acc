/** A service whose references are of the form that identifiers have. */
export const stock = `# Stock

Statuses: unknown reference 404.

## Product
- Identified by code
- code: text, required, in upper case, matches \`[A-Z]{2}-[0-9]\`
- name: text, required
- sign = lower(start(name, 1)) + upper("é" + name)
- \`?called\`: text, only where lower(its name) is lower(called)

## Move
- product: product, required, in upper case, matches \`[A-Z]{2}-[0-9]\`
- more: list of product (in upper case, matches \`[A-Z]{2}-[0-9]\`)

### Count: \`POST /count\`
- product: product, required, matches \`[A-Z]{2}-[0-9]\`
- Answers {name: upper(product.name) + lower(" OF A-Z"), moves: count of all moves where its product is product}
`;
