/** A spec of things whose calls are known by keys: of the service, of a thing, of an action. */
export const payments = `# Payments

Any origin may call.
Callers may be named by the header \`X-User\`.
Repeats are known by the header \`Idempotency-Key\` (400 \`no_key\`).
Refusals answer {error: code}.

## Wallet
- owner: text, required
- balance: whole number, default 0, at least 0

### Top up: \`POST /wallets/{id}/top-up\`
- amount: whole number, required, 1 to 1000
- Sets balance to balance + amount

## Payment
- wallet: wallet, required
- amount: whole number, required, 1 to 1000
- madeAt: moment of creation
- Must hold: amount < 900 (409 \`much\`)

## Card
- pin: text, required, hidden
- blocks: whole number, default 0
- Repeats are known by the header \`Request-Id\`, of the same call (409)

### Block: \`POST /cards/{id}/block\`
- Repeats are known by the header \`Block-Key\` (428)
- Sets blocks to blocks + 1
`;
