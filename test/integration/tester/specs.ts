import { readFileSync } from "node:fs";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Clause } from "../../../shared/blueprint/clause.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { clausesOf, traceOf } from "../../../shared/spec/trace.ts";
import { catalogue } from "../spec/catalogue.ts";
import { coupons } from "../spec/coupons.ts";
import { firings } from "../spec/firings.ts";
import { kilns } from "../spec/kilns.ts";
import { loyalty } from "../spec/loyalty.ts";
import { payments } from "../spec/payments.ts";
import { plates } from "../spec/plates.ts";
import { posts } from "../spec/posts.ts";
import { printing } from "../spec/printing.ts";
import { ranges } from "../spec/ranges.ts";
import { seenFields } from "../spec/seen-fields.ts";
import { stock } from "../spec/stock.ts";
import { wallets } from "../spec/wallets.ts";
import { depot } from "./depot.ts";
import { kiln } from "./kiln.ts";
import { club, expenses, fleet, guestbook, jobs } from "./signing-in.ts";

/** A spec's blueprint, traced to its statements. */
export function readSpec(spec: string): { blueprint: Blueprint; clauses: Clause[] } {
  const reading = parseSpec(spec);
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  const clauses = clausesOf(reading);
  return { blueprint: { ...reading.blueprint, trace: traceOf(reading, clauses) }, clauses };
}

/** Specs of small services, each with other statements of the language. */
export const todo = `# Todo backend

Any origin may call.

## Todo
- title: text, required
- completed: yes/no, default no
- order: whole number, left out when empty
- url: its own url
- \`POST /\` creates one
- \`GET /\` lists them
- \`GET /{id}\` shows one
- \`PATCH /{id}\` changes one
- \`DELETE /{id}\` deletes one
- \`DELETE /\` deletes all
`;

export const market = `# Market

Statuses: unknown reference 422, method not allowed 404 \`no_method\`.
Refusals answer {error: code}. Refusals with 400 answer {field: name, named: {all: names}}.

## Fruit
- name: text, required
- price: whole number, required, 1 to 99
- ordered = sum of (sum of kilos of its lines where fruit is the fruit) of all orders

## Order
- factor: whole number, default 2
- lines: list of {fruit: fruit, required; kilos: whole number, required, 1 to 9; price = fruit.price, set at creation; sum = kilos * price + its factor}, required, 1 to 4 elements, no fruit twice
- wrapping: {paper: text, required; gift: fruit, outlives it}
- total = sum of kilos * fruit.price of its lines

### Compare: \`POST /orders/{id}/compare\`
- with: fruit
- Answers {order: it, with, kilos: sum of kilos of its lines} (200)

### Estimate: \`POST /estimates\`
- lines: list of {fruit: fruit, required; kilos: whole number, required}, required
- Answers {total: sum of kilos * fruit.price of lines where kilos > 1} (200)
`;

export const bakery = `# Bakery

## Order
- least: whole number, default 2
- lines: list of {quantity: whole number, required, at least 1; price: whole number, required, 0 to 9; note: text}
- tags: list of text, no doubles
- total = sum of quantity * price of its lines
- many = count of its lines where quantity > its least
- new = any of its tags where it is "new"
- notes = list of note of its lines where note is not empty by -quantity
- Must hold: count of its lines <= 3 (409 \`long\`)
- \`POST /orders\` creates one
- \`GET /orders/{id}\` shows one
- \`PATCH /orders/{id}\` changes one, at least one field

### Weigh: \`POST /weigh\`
- parts: list of {grams: whole number, required, at least 1}, required, 1 to 5 elements
- Only if none of parts where grams > 5 (409 \`heavy\`)
- Answers {grams: sum of grams of parts, most: greatest of grams of parts} (200)
`;

export const studio = `# Studio

Refusals answer {error: code}.

## Class
- name: text, required
- \`POST /classes\` creates one
- \`GET /classes/{id}\` shows one

## Signup
- class: class, required, deleted with it
- who: text, required, 1 to 40 characters
- state: state of open or gone
- Nested under class as id
- \`POST /classes/{id}/signups\` creates one
- \`GET /classes/{id}/signups\` lists them
- \`GET /signups/{id}\` shows one
- \`PATCH /signups/{id}\` changes one
- \`DELETE /signups/{id}\` deletes one

### Cancel: \`POST /signups/{id}/cancel\`
- Moves state from open to gone (409 \`gone\`)
`;

export const bank = `# Accounts

Every call needs the header \`X-Api-Key\` to be \`s3cret\` (401 \`key\`).
Refusals answer {error: {code: code, details: fields}}.

## Account
- owner: text, required, 1 to 60 characters, trimmed
- balance: whole number, at least 0, default 0, ignored in changes
- sent = sum of amount of its transfers through from
- received = sum of amount of its transfers through to
- rich = balance > 100
- latest = greatest of at of its transfers through to
- \`POST /accounts\` creates one
- \`GET /accounts\` lists them
- \`GET /accounts/{id}\` shows one
- \`PATCH /accounts/{id}\` changes one
- \`DELETE /accounts/{id}\` deletes one, only if balance = 0 (409 \`not_empty\`, with balance)
- \`?rich=true\` only where rich
- \`?sort\` sorts by balance, received

## Transfer
- from: account, required
- to: account, required
- amount: whole number, required, at least 1
- at: moment of creation
- No routes

### Send: \`POST /transfers\`
- from: account, required
- to: account, required
- amount: whole number, required, at least 1
- Only if from is not to (422 \`same\`)
- Only if from.balance >= amount (409 \`short\`, with left: from.balance)
- Sets from.balance to from.balance - amount
- Sets to.balance to to.balance + amount
- Creates a transfer with from = from, to = to, amount = amount
- Answers {amount, left: from.balance, transfers: count of all transfers} (201)
`;

export const rooms = `# Room bookings

Callers are named by the header \`X-User\` (401 \`who\`). Role keeper: the header \`X-Role\` is \`keeper\`.
Refusals answer {error: code, message: message}. Refusals with 409, 403 answer {why: code, message: message, of: "rooms"}.
Statuses: invalid 422.

## Room
- name: text, required, 1 to 40 characters, unique (409 \`taken\`)
- seats: whole number, required, 1 to 50
- \`POST /rooms\` creates one, by keeper (403 \`forbidden\`)
- \`GET /rooms\` lists them
- \`GET /rooms/{id}\` shows one
- bookings = count of its bookings where state is booked
- full = bookings >= 3
- Listed by name
- \`?full=true\` only where full

## Booking
- room: room, required, keeps it
- people: whole number, required, at least 1
- startsAt: moment, required
- endsAt: moment, required
- endsAt must be after startsAt
- owner: the caller
- state: state of booked or cancelled
- minutes = minutes(startsAt, endsAt)
- Must hold: people <= room.seats (422 \`too_many\`, with seats: room.seats)
- Never overlap from startsAt to endsAt for the same room where state is booked (409 \`overlap\`)
- At most 3 for each room where state is booked (409 \`limit\`)
- At most 1 for each room where people > 20 (409 \`crowds\`)
- Seen only by its owner or keeper (404)

### Cancel: \`POST /bookings/{id}/cancel\`
- by its owner (403)
- Moves state from booked to cancelled (409 \`not_booked\`)
`;

export const desk = `# Ticket desk

Callers are named by the header \`X-User\` (401).
Role agent: the header \`X-Role\` is \`agent\`.
The first of 401, 404, 403, 400, 409 is given.

## Ticket
- title: text, required, 3 to 80 characters
- priority: one of low, normal or high, default normal
- author: the caller
- assignee: text
- createdAt: moment of creation
- state: state of open, assigned, solved or closed
- score = 3 if priority is high, 2 if priority is normal, else 1
- dueOn = today + 14 days, set at creation
- label = title + " (" + priority + ")"
- comments = list of {text, by: author} of its comments by text
- \`POST /tickets\` creates one
- \`GET /tickets\` lists them
- \`GET /tickets/{id}\` shows one
- \`PATCH /tickets/{id}\` changes one, by its author (403), only if state is not closed (409 \`closed\`)
- \`DELETE /tickets/{id}\` deletes one, by agent (403)
- \`?state\` is state
- \`?score\` at least score
- \`?sort\` sorts by -score, title, \`?order\` gives the direction

### Assign: \`POST /tickets/{id}/assign\`
- to: text, required
- by agent (403)
- Moves state from open or assigned to assigned (409 \`not_open\`)
- Sets assignee to to

### Solve: \`POST /tickets/{id}/solve\`
- by agent (403)
- Only if assignee is the caller (403 \`not_yours\`)
- Moves state from assigned to solved (409 \`not_assigned\`)

### Close: \`POST /tickets/{id}/close\`
- by its author or agent (403)
- Moves state from solved to closed (409)
- Answers nothing (204)

### Label: \`GET /tickets/{id}/label\`
- Answers text label

## Comment
- ticket: ticket, required, deleted with it
- text: text, required
- author: the caller
`;

export const shop = `# Shop

Refusals answer {error: {code: code, details: errors}, status: status}.
Statuses: invalid 422, conflict 410.

## Customer
- email: email, required, in lower case, unique
- pin: text, required, 4 digits, hidden
- code: text, in upper case, 2 to 6 characters
- address: {street: text, required, 1 to 40 characters; zip: text, 5 digits}
- joinedOn: date, in the past
- seenAt: moment of last change
- At most 40 in all (409 \`full\`)
- \`POST /customers\` creates one
- \`GET /customers\` lists them, shows only id, email
- \`GET /customers/{id}\` shows one
- \`PATCH /customers/{id}\` changes one
- Lists are framed: customers holds the things, total the total
- Lists give the total in the header \`X-Total\`

## Order
- customer: customer, required, keeps it
- lines: list of {sku: text, required, 1 to 10 characters; quantity: whole number, required, at least 1}, 1 to 5 elements, no sku twice
- placedOn: date, required
- name = "order of " + customer.email, set at creation
- size = length(note otherwise ""), set at each change
- note: text, at most 20 characters
- year = year(placedOn)
- Must hold: note is empty or length(note) > 2 (422 \`note\`)
- At most 2 for each customer each month by placedOn (409 \`busy\`)
- \`?year\` is year
- Listed by -placedOn
`;

export const harbour = `# Harbour

Callers are named by the header \`X-User\` (401): text, 3 to 40 characters, in lower case. Role chair: the header \`X-Role\` is \`chair\`.
Refusals answer {error: code, names: names, first: name}.

## Recipe
- title: text, required
- cook: the caller
- state: state of draft or published
- Seen only where state is published or cook is the caller or the caller is chair (403 \`not_yours\`)

### Publish: \`POST /recipes/{id}/publish\`
- Moves state from draft to published

## Boat
- name: text, required, unique without case (409 \`taken\`, with boat: other.id)

## Meal
- cook: text, required
- slot: one of lunch, dinner or snack, required
- Unique together: cook, slot where slot is not snack (409 \`slot_taken\`, with meal: other.id)

## Stay
- boat: boat, required
- from: date, required
- to: date, required
- Never overlap from from to to for the same boat (409 \`overlap\`, with stay: other.id, until: other.to)

## Trip
- boat: boat, required, known (422 \`no_such_boat\`, with boat)
- seats: whole number, at least 1, default 1

### Swap: \`POST /trips/{id}/swap\`
- to: boat, required, known (404 \`no_boat\`, with sent: to)
- Sets boat to to
`;

export const clinic = `# Clinic

Callers are named by the header \`X-User\` (401).
Roles nurse, doctor, admin: the header \`X-Role\` (401 \`role\`), nurse without it.
Refusals answer {error: code}.

## Visit
- patient: text, required
- seenBy: the caller
- \`POST /visits\` creates one
- \`GET /visits\` lists them, by doctor or admin (403)
- \`GET /visits/{id}\` shows one, by anyone
- \`DELETE /visits/{id}\` deletes one, by admin (403)
`;

export const wall = `# Wall

Callers may be named by the header \`X-User\`.
Every call needs the header \`X-Api-Key\` to be \`s3cret\` (401 \`key\`).
Refusals answer {error: code}.

## Post
- text: text, required
- author: the caller
- \`POST /posts\` creates one, by a caller (401 \`who\`)
- \`GET /posts\` lists them, by anyone
- \`GET /posts/{id}\` shows one

### Like: \`POST /posts/{id}/like\`
- By a caller (401)
- Sets text to text + "!"

### Health: \`GET /posts/{id}/size\`
- By anyone
- Answers {size: length(text)}
`;

export const kitchen = `# Kitchen

Callers are named by the header \`X-User\` (401).

## Shelf
- name: text, required, unique

## Dish
- name: text, required, 1 to 40 characters
- shelf: shelf, required
- cook: the caller
- from: date, required
- to: date
- heat: whole number, 0 to 5, default 2
- \`POST /dishes\` creates one
- \`GET /dishes\` lists them
- \`GET /dishes/{id}\` shows one
- \`?on\`: date, only where from <= on and (to is empty or on < to)
- \`?without\`: text, 1 to 20 characters, only where none of its ingredients where name is without
- \`?shelf\`: shelf, only where its shelf is shelf
- Listed by heat, -to
- \`?sort\` sorts by from, to empty last
- \`?sort=newest\` sorts by -from, name
- \`?hotter\`: whole number, 0 to 4, only where heat > hotter
- \`?mine\`: yes/no, only where (cook is the caller) is mine

### Hotter: \`GET /dishes/{id}/hotter/{by}\`
- by: whole number, 1 to 3
- more: whole number, default 0
- Answers {name, heat: heat + by + more}

### Card: \`GET /card\`
- Answers text join(list of name + ": " + heat / 2 of all dishes by -heat, name, "; ")

### Hottest: \`GET /hottest/{least}\`
- least: whole number
- Answers list of {name, heat} of all dishes where heat >= least by -heat, name

## Ingredient
- dish: dish, required, deleted with it
- name: text, required
`;

export const pots = `# Pots

## Pot
- name: text, required
- size: whole number, required, 1 to 9
- usedOn: date, default now
- \`POST /pots\` creates one
- \`GET /pots\` lists them
- \`GET /pots/{id}\` shows one
- \`?least\`: whole number, required, at least 1, only where size >= least
- \`?day\`: date, default now, only where usedOn is day
`;

const example = (name: string) =>
  readFileSync(new URL(`../../../examples/${name}.md`, import.meta.url), "utf8");

export const bookings = example("bookings");
export const accounts = example("accounts");
export const transfers = example("transfers");

export const specs = {
  depot,
  todo,
  bakery,
  market,
  bank,
  studio,
  rooms,
  desk,
  shop,
  harbour,
  clinic,
  wall,
  kitchen,
  kiln,
  pots,
  bookings,
  accounts,
  transfers,
  catalogue,
  firings,
  kilns,
  payments,
  wallets,
  loyalty,
  posts,
  printing,
  coupons,
  plates,
  ranges,
  stock,
  seenFields,
  expenses,
  guestbook,
  fleet,
  club,
  jobs,
};
