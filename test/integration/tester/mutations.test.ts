import { expect, test } from "vitest";
import type { Action } from "../../../shared/blueprint/action.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import type { Expression } from "../../../shared/blueprint/expression.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import type { Lapse } from "../../../shared/blueprint/lapse.ts";
import { coupons as couponsSpec } from "../spec/coupons.ts";
import { firings } from "../spec/firings.ts";
import { kilns } from "../spec/kilns.ts";
import { loyalty } from "../spec/loyalty.ts";
import { payments } from "../spec/payments.ts";
import { posts } from "../spec/posts.ts";
import { seenFields } from "../spec/seen-fields.ts";
import { wallets } from "../spec/wallets.ts";
import { kiln } from "./kiln.ts";
import { bookshop, courses, grid, instruments, permits, todos } from "./readings.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec, transfers } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const coupons = readSpec(couponsSpec).blueprint;

/** The reading with one thing about one kind of thing made wrong. */
function spoilt(reading: Blueprint, plural: string, spoil: (entity: Entity) => void): Blueprint {
  const copy = Blueprint.parse(structuredClone(reading));
  const entity = copy.entities.find((each) => each.plural === plural);
  if (entity === undefined) throw new Error(`the reading has no ${plural}`);
  spoil(entity);
  return Blueprint.parse(copy);
}

function field(name: string, change: (field: Field) => void): (entity: Entity) => void {
  return (entity) => {
    for (const each of entity.fields) if (each.name === name) change(each);
  };
}

function without(reading: Blueprint, part: "crossOrigin" | "body"): Blueprint {
  if (part === "crossOrigin") return { ...reading, crossOrigin: "none" };
  const { body: _, ...refusals } = reading.refusals;
  return { ...reading, refusals };
}

/** A service that misses one demand, beside the reading that has it. */
const mistakes: [what: string, reading: Blueprint | string, wrong: Blueprint][] = [
  [
    "a required field may be left out",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("author", (each) => {
        each.required = false;
      }),
    ),
  ],
  [
    "a default is another",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("quantity", (each) => {
        each.default = 2;
      }),
    ),
  ],
  [
    "the longest text is one longer",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("title", (each) => {
        each.maxLength = 201;
      }),
    ),
  ],
  [
    "the longest text is one shorter",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("title", (each) => {
        each.maxLength = 199;
      }),
    ),
  ],
  [
    "the least number is no longer allowed",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("price", (each) => {
        each.minimum = 0.01;
      }),
    ),
  ],
  [
    "a whole number may be broken",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("quantity", (each) => {
        each.type = "number";
      }),
    ),
  ],
  [
    "a choice is missing",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("condition", (each) => {
        each.values = ["new", "good"];
      }),
    ),
  ],
  [
    "a pattern is looser",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("isbn", (each) => {
        each.pattern = "\\d{12,14}";
      }),
    ),
  ],
  [
    "a unique value is shared",
    bookshop,
    spoilt(
      bookshop,
      "books",
      field("isbn", (each) => {
        delete each.unique;
      }),
    ),
  ],
  [
    "case tells unique values apart",
    instruments,
    spoilt(
      instruments,
      "instruments",
      field("serialNumber", (each) => {
        each.unique = "exact";
      }),
    ),
  ],
  [
    "a filter is on another field",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      for (const filter of list.filters) if (filter.parameter === "author") filter.fields = ["title"];
    }),
  ],
  [
    "a bound of a filter is exclusive",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      for (const filter of list.filters) if (filter.parameter === "minPrice") filter.comparison = "greater";
    }),
  ],
  [
    "a search looks in one field of two",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      for (const filter of list.filters) if (filter.parameter === "q") filter.fields = ["title"];
    }),
  ],
  [
    "the default order is the other way round",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      if (list.sort?.default !== undefined) list.sort.default.direction = "ascending";
    }),
  ],
  [
    "a page is larger",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      if (list.pages !== undefined) list.pages.defaultSize = 25;
    }),
  ],
  [
    "the largest page is larger",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      if (list.pages !== undefined) list.pages.maximumSize = 200;
    }),
  ],
  [
    "the envelope has another name",
    bookshop,
    spoilt(bookshop, "books", ({ list }) => {
      list.envelope = { items: "data", total: "total" };
    }),
  ],
  [
    "an immutable field changes",
    permits,
    spoilt(
      permits,
      "permits",
      field("plate", (each) => {
        each.immutable = false;
      }),
    ),
  ],
  [
    "a pair is shared",
    permits,
    spoilt(permits, "permits", (entity) => {
      entity.uniqueTogether = [];
    }),
  ],
  [
    "a comparison is strict",
    permits,
    spoilt(permits, "permits", ({ comparisons }) => {
      for (const comparison of comparisons) comparison.operator = "greater";
    }),
  ],
  [
    "a wrapper is missing",
    permits,
    spoilt(permits, "permits", ({ operations }) => {
      for (const operation of operations) delete operation.wrapper;
    }),
  ],
  [
    "ids are of another kind",
    permits,
    spoilt(permits, "permits", ({ identifier }) => {
      identifier.type = "uuid";
    }),
  ],
  ["refusals have another body than the text wants", permits, without(permits, "body")],
  ["no other origin may call", todos, without(todos, "crossOrigin")],
  [
    "white space stays",
    instruments,
    spoilt(
      instruments,
      "instruments",
      field("name", (each) => {
        each.trim = false;
      }),
    ),
  ],
  [
    "a date in the future is taken",
    instruments,
    spoilt(
      instruments,
      "instruments",
      field("calibratedOn", (each) => {
        delete each.mustBe;
      }),
    ),
  ],
  [
    "unknown properties are taken",
    instruments,
    spoilt(instruments, "instruments", (entity) => {
      entity.unknownProperties = "ignore";
    }),
  ],
  [
    "what the service sets is ignored",
    coupons,
    spoilt(coupons, "coupons", (entity) => {
      delete entity.setByService;
    }),
  ],
  [
    "a change may repeat what it must not hold",
    coupons,
    spoilt(
      coupons,
      "coupons",
      field("code", (each) => {
        delete each.refusedInChanges;
        each.immutable = true;
      }),
    ),
  ],
  [
    "things outlive what they belong to",
    courses,
    spoilt(
      courses,
      "reviews",
      field("courseId", (each) => {
        each.onReferencedDelete = "refuse";
      }),
    ),
  ],
  [
    "a reference is taken away with what uses it",
    grid,
    spoilt(
      grid,
      "orders",
      field("class", (each) => {
        each.onReferencedDelete = "delete";
      }),
    ),
  ],
  [
    "a success has another status",
    courses,
    spoilt(courses, "courses", ({ operations }) => {
      for (const operation of operations) if (operation.kind === "create") operation.status = 200;
    }),
  ],
];

const queue = `# Queue

## Job
- label: text, required
- priority: whole number, default 0
- state: state of waiting or taken
- worker: text, set by actions

### Claim: \`POST /claims\`
- worker: text, required
- Finds next among all jobs where state is waiting by -priority (404)
- Sets next.state to taken
- Sets next.worker to worker
- Answers next
`;

function wrongAction(spec: string, name: string, spoil: (action: Action) => void): Blueprint {
  const copy = Blueprint.parse(structuredClone(readSpec(spec).blueprint));
  for (const action of copy.entities.flatMap(({ actions }) => actions))
    if (action.name === name) spoil(action);
  return copy;
}

mistakes.push(
  [
    "a repeat is done again",
    transfers,
    wrongAction(transfers, "Reverse", (action) => void action.guards.shift()),
  ],
  [
    "what hangs on a condition is set in any case",
    loyalty,
    wrongAction(loyalty, "Visit", ({ effects }) => {
      for (const effect of effects)
        if (effect.kind === "set" && effect.field === "level") delete effect.condition;
    }),
  ],
  [
    "what hangs on a condition is made in any case",
    loyalty,
    wrongAction(loyalty, "Give", ({ effects }) => {
      for (const effect of effects) if (effect.kind === "create") delete effect.condition;
    }),
  ],
  [
    "the first that was made is found, whatever the order",
    queue,
    wrongAction(queue, "Claim", ({ values }) => {
      for (const value of values) if ("finds" in value) delete value.order;
    }),
  ],
  [
    "any thing is found",
    transfers,
    wrongAction(transfers, "Account by number", ({ values }) => {
      for (const value of values) if ("finds" in value) delete value.finds.where;
    }),
  ],
);

mistakes.push(
  ...(["create", "list", "read", "update", "delete"] as const).map((kind): (typeof mistakes)[number] => [
    `a header is missing of a ${kind}`,
    kilns,
    spoilt(readSpec(kilns).blueprint, "kilns", ({ operations }) => {
      for (const operation of operations) if (operation.kind === kind) delete operation.headers;
    }),
  ]),
  [
    "a header says another value",
    kilns,
    spoilt(readSpec(kilns).blueprint, "kilns", ({ operations }) => {
      for (const { headers = [] } of operations)
        for (const header of headers)
          if (header.name === "X-Hot") header.value = { kind: "literal", value: false };
    }),
  ],
  [
    "an action sends no header",
    kilns,
    wrongAction(kilns, "Copy", (action) => {
      action.headers = action.headers?.slice(1);
    }),
  ],
);

mistakes.push(
  ["things are counted in all", firings, readSpec(firings.replace(" within kiln", "")).blueprint],
  [
    "a number is how many there are",
    firings,
    readSpec(
      firings.replace(
        "- no: counted from 1 within kiln",
        "- no = count of all firings where kiln is its kiln, set at creation",
      ),
    ).blueprint,
  ],
  [
    "a number is counted within another reference",
    firings,
    spoilt(
      readSpec(firings).blueprint,
      "firings",
      field("no", (each) => {
        each.within = "potter";
      }),
    ),
  ],
);

mistakes.push(
  ...(
    [
      ["slug: made of title, unique", "slug: made of title", "equal slugs are not told apart"],
      ["slug: made of title, unique", "slug: made of title, unique (409)", "equal slugs are refused"],
      ["slug: made of title, unique", "slug: made of title, unique, fixed", "a slug stays"],
      ["slug: made of title, unique", "slug: made of note, unique", "a slug is of another text"],
      [
        "slug: made of title, unique",
        'slug = lower(replace(title, " ", "-")), set at each change',
        "a slug has accents",
      ],
      ["fixed, unique (409 `taken`)", "unique (409 `taken`)", "a fixed slug follows its text"],
    ] as const
  ).map(([from, to, what]): (typeof mistakes)[number] => [
    what,
    posts,
    readSpec(posts.replace(from, to)).blueprint,
  ]),
);

function wrongLapse(plural: string, index: number, spoil: (lapse: Lapse) => void): Blueprint {
  return spoilt(readSpec(kiln).blueprint, plural, ({ lapses }) => {
    const lapse = lapses?.[index];
    if (lapse !== undefined) spoil(lapse);
  });
}

const minutes = (value: number): Expression => ({
  kind: "duration",
  amount: { kind: "literal", value },
  unit: "minute",
});

mistakes.push(
  [
    "nothing happens by itself",
    kiln,
    spoilt(readSpec(kiln).blueprint, "sessions", (entity) => {
      delete entity.lapses;
    }),
  ],
  [
    "a state lapses a minute early",
    kiln,
    wrongLapse("pots", 0, (lapse) => {
      lapse.due = { after: minutes(44) };
    }),
  ],
  [
    "a state lapses a minute late",
    kiln,
    wrongLapse("pots", 0, (lapse) => {
      lapse.due = { after: minutes(46) };
    }),
  ],
  [
    "a state lapses after its moment, and not at it",
    kiln,
    wrongLapse("pots", 0, (lapse) => {
      const amount: Expression = { kind: "literal", value: 45 * 60 + 0.001 };
      lapse.due = { after: { kind: "duration", amount, unit: "second" } };
    }),
  ],
  [
    "a state lapses to another",
    kiln,
    wrongLapse("pots", 0, ({ move }) => {
      if (move !== undefined) move.to = "fired";
    }),
  ],
  [
    "a duration is not the thing's own",
    kiln,
    wrongLapse("pots", 1, (lapse) => {
      lapse.due = { after: minutes(2 * 1440) };
    }),
  ],
  [
    "a state lapses on the day itself",
    kiln,
    wrongLapse("orders", 0, ({ due }) => {
      if ("when" in due && due.when.kind === "binary") due.when.operator = "<=";
    }),
  ],
  [
    "things expire an hour early",
    kiln,
    wrongLapse("visits", 0, ({ due }) => {
      if ("when" in due && due.when.kind === "binary") due.when.right = { kind: "now" };
    }),
  ],
  [
    "a session is kept for longer",
    kiln,
    wrongLapse("sessions", 0, (lapse) => {
      lapse.due = { after: minutes(31) };
    }),
  ],
);

function keyedOtherwise(work: (blueprint: Blueprint) => void): Blueprint {
  const copy = Blueprint.parse(structuredClone(readSpec(payments).blueprint));
  work(copy);
  return copy;
}

mistakes.push(
  ["no call needs a key", payments, keyedOtherwise(({ repeats }) => void delete repeats?.refusal)],
  [
    "repeats are known by another header",
    payments,
    keyedOtherwise(({ repeats }) => void Object.assign(repeats ?? {}, { header: "Other-Key" })),
  ],
  [
    "what a key stands for is refused otherwise",
    payments,
    keyedOtherwise(({ repeats }) => void Object.assign(repeats?.reused ?? {}, { status: 409 })),
  ],
  [
    "a thing's own repeats are not known",
    payments,
    keyedOtherwise(({ entities }) => {
      for (const one of entities) delete one.repeats;
    }),
  ],
  [
    "an action's own repeats are not known",
    payments,
    keyedOtherwise(({ entities }) => {
      for (const { actions } of entities) for (const one of actions) delete one.repeats;
    }),
  ],
);

function versionedOtherwise(
  work: (versions: NonNullable<Entity["versions"]>, entity: Entity) => void,
): Blueprint {
  return spoilt(readSpec(wallets).blueprint, "wallets", (entity) => {
    if (entity.versions !== undefined) work(entity.versions, entity);
  });
}

mistakes.push(
  ["changes need no version", wallets, versionedOtherwise((_, entity) => void delete entity.versions)],
  [
    "a missing version is refused as a wrong one",
    wallets,
    versionedOtherwise((versions) => void Object.assign(versions.missing, versions.stale)),
  ],
  [
    "a wrong version is refused otherwise",
    wallets,
    versionedOtherwise(({ stale }) => void Object.assign(stale, { status: 409 })),
  ],
);

function seenOtherwise(name: string, seenWhere: Expression | undefined): Blueprint {
  const spoil = field(name, (one) => {
    if (seenWhere === undefined) delete one.seenWhere;
    else one.seenWhere = seenWhere;
  });
  return spoilt(readSpec(seenFields).blueprint, "kilns", spoil);
}

mistakes.push(
  ["a field is shown to everybody", seenFields, seenOtherwise("glaze", undefined)],
  ["a field is shown to nobody", seenFields, seenOtherwise("hot", { kind: "literal", value: false })],
  [
    "a field is shown to those with a role alone",
    seenFields,
    seenOtherwise("codes", { kind: "role", role: "master" }),
  ],
  ["a value that is worked out is shown to everybody", seenFields, seenOtherwise("margin", undefined)],
);

test.each(mistakes)("the tests find it when %s", async (_, reading, wrong) => {
  const failures = [
    ...(await runSuite(testsOf(reading).files, wrong, { goesOn: (failure) => failure === null })).values(),
  ].filter((failure) => failure !== null);
  expect(failures).not.toEqual([]);
});
