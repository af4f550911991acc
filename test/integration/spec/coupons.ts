/** A spec of things that say what a create or a change must not hold. */
export const coupons = `# Coupons

Callers may be named by the header \`X-User\`. Statuses: invalid 422.
Refusals answer {error: code, names: names}.

## Coupon
- code: text, required, unique, refused in changes
- shop: shop, refused in changes
- percent: whole number, required, 1 to 90
- state: state of draft, active or gone
- madeAt: moment of creation
- usedAt: moment, set by actions
- half = percent / 2
- maker: the caller
- What the service sets is refused

### Activate: \`POST /coupons/{id}/activate\`
- Moves state from draft to active (409)
- Sets usedAt to now

## Shop
- name: text, required, refused in changes
- city: text
- level: state of low or high, refused in changes
- Unknown properties are refused

## Till
- number: whole number, required
- openedAt: moment of creation
- Unknown properties are refused
- What the service sets is refused
- \`POST /tills\` creates one
- \`GET /tills/{id}\` shows one
- \`PUT /tills/{id}\` replaces one

## Stamp
- Identified by number, counted from 1
- What the service sets is refused
`;
