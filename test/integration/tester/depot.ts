/** Effects for each of several, and a report. */
export const depot = `# Depot

## Product
- name: text, required
- stock: whole number, default 0
- Must hold: stock >= 0 (409)

## Order
- lines: list of {product: product, required; quantity: whole number, required, 1 to 9}, required, 1 to 3 elements
- state: state of open or placed

### Place: \`POST /orders/{id}/place\`
- Moves state from open to placed (409)
- Sets product.stock to product.stock - quantity for each of its lines
- Creates a movement with product = product, quantity = quantity for each of its lines where quantity > 1 by -quantity

### Report: \`GET /report\`
- Answers list for each product of all movements where quantity > 1 {product, name: product.name, times: count of them, quantity: sum of quantity of them} by -quantity, name (200)

### Fill: \`POST /fill\`
- by: whole number, required, 1 to 9
- Sets stock to stock + its by for each of all products where stock < 5
- Answers list of {name, stock} of all products

## Movement
- product: product, required
- quantity: whole number, required
- \`GET /movements\` lists them
`;
