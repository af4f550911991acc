import { withArticle } from "../../article.ts";
import { listFrameOf, type Operation } from "../../blueprint/entity.ts";
import { type Field, isShownToAll } from "../../blueprint/field.ts";
import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { create, Listing, pathCode, withCompanions } from "../source/calls.ts";
import { literal } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { callersIn } from "../usual-accounts.ts";

/** How values are kept and what is shown of them. */
export function manners(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  return [
    ...subject.inputs.flatMap((field) => [
      ...hidden(subject, field),
      ...cased(subject, field),
      ...inWholeSeconds(subject, field),
    ]),
    ...subject.entity.operations.flatMap((operation) => shown(subject, operation)),
    ...total(subject),
  ];
}

function hidden(subject: Subject, field: Field): Check[] {
  if (field.hidden !== true) return [];
  const lines = [
    create(
      subject,
      field.type === "reference" ? [] : [[field.name, subject.base(field)]],
      "const created = ",
    ),
    `expect(Object.hasOwn(created, ${literal(field.name)})).toBe(false);`,
  ];
  if (subject.operation("read") !== undefined)
    lines.push(
      `expect(Object.hasOwn(await read${subject.pascal}(created), ${literal(field.name)})).toBe(false);`,
    );
  const path = pathTo(subject, "fields", field.name);
  return [{ title: `${field.name} is never shown`, lines, shows: [path, `${path}/hidden`] }];
}

/** A value in the other case is the same value. */
function cased(subject: Subject, field: Field): Check[] {
  const value = subject.base(field);
  if (field.letterCase === undefined || !isShownToAll(field) || typeof value !== "string") return [];
  const [given, kept] =
    field.letterCase === "lower"
      ? [value.toUpperCase(), value.toLowerCase()]
      : [value.toLowerCase(), value.toUpperCase()];
  if (!subject.takes(new Map([[field.name, given]])) || given === kept) return [];
  const lines = [
    create(subject, [[field.name, given]], "const created = "),
    `expect(${memberOf("created", field.name)}).toBe(${literal(kept)});`,
  ];
  if (field.unique !== undefined) {
    const status = field.refusal?.status ?? subject.blueprint.refusals.conflict;
    lines.push(
      `const answer = await post${subject.pascal}({ [${literal(field.name)}]: ${literal(kept)} });`,
      `expect(answer.status, answer.text).toBe(${status});`,
    );
  }
  const path = pathTo(subject, "fields", field.name);
  return [
    {
      title: `${field.name} is kept in ${field.letterCase} case`,
      lines,
      shows: [path, `${path}/letterCase`],
    },
  ];
}

/** Of a moment that is given, the fraction of its second is dropped. */
function inWholeSeconds(subject: Subject, field: Field): Check[] {
  const value = subject.base(field);
  if (field.wholeSeconds !== true || !isShownToAll(field) || typeof value !== "string") return [];
  const given = value.replace(/(:\d\d)(?=Z)/, "$1.987");
  const overrides = withCompanions(subject, field.name, given);
  if (given === value || overrides === undefined) return [];
  const path = pathTo(subject, "fields", field.name);
  return [
    {
      title: `${field.name} is kept in whole seconds`,
      lines: [
        create(subject, overrides, "const created = "),
        `expect(${memberOf("created", field.name)}).toBe(${literal(value)});`,
      ],
      shows: [path, `${path}/wholeSeconds`],
    },
  ];
}

/** Only some properties are shown. */
function shown(subject: Subject, operation: Operation): Check[] {
  const { kind, shows, wrapper, method } = operation;
  if (shows === undefined || subject.operation(kind) === undefined) return [];
  const names = literal([...shows].sort());
  const keys = (code: string) => {
    const thing = wrapper === undefined ? code : memberOf(`(${code} as Thing)`, wrapper);
    return `expect(Object.keys(${thing} as Thing).toSorted()).toEqual(${names});`;
  };
  const listing = new Listing(subject);
  const items = listFrameOf(subject.entity)?.items;
  const ways: Partial<Record<typeof kind, string[]>> = {
    create: [`const answer = await post${subject.pascal}();`, keys("answer.body")],
    list: [
      ...listing.setup,
      create(subject, listing.own),
      `const answer = ${listing.raw()};`,
      `const [first] = ${items === undefined ? "answer.body" : memberOf("(answer.body as Thing)", items)} as Thing[];`,
      `expect(Object.keys(first ?? {}).toSorted()).toEqual(${names});`,
    ],
    read: [
      create(subject, [], "const created = "),
      `const answer = await call("${method}", ${pathCode(subject, operation, "created")});`,
      keys("answer.body"),
    ],
    update: [
      create(subject, [], "const created = "),
      `const answer = await call("${method}", ${pathCode(subject, operation, "created")}, ${literal(subject.leastChange)});`,
      keys("answer.body"),
    ],
  };
  const lines = ways[kind];
  if (
    lines === undefined ||
    subject.entity.fields.some(({ name, omitWhenAbsent }) => omitWhenAbsent && shows.includes(name))
  )
    return [];
  const path = pathTo(subject, "operations", kind);
  const title =
    kind === "list"
      ? `the list shows only some of what ${subject.nouns} have`
      : `${kind} shows only some of what ${withArticle(subject.noun)} has`;
  return [{ title, lines, shows: [path, `${path}/shows`] }];
}

/** The number of things on all pages, in a header. */
function total(subject: Subject): Check[] {
  const { totalHeader, pages } = subject.entity.list;
  if (totalHeader === undefined || subject.operation("list") === undefined) return [];
  const listing = new Listing(subject);
  return [
    {
      title: `the list gives the total in ${totalHeader}`,
      lines: [
        ...listing.setup,
        create(subject, listing.own),
        create(subject, listing.own),
        `const answer = ${listing.raw(pages === undefined ? "" : `?${pages.sizeParameter}=1`)};`,
        `expect(answer.headers[${literal(totalHeader.toLowerCase())}]).toBe("${2 + callersIn(subject)}");`,
      ],
      shows: [pathTo(subject, "list", "totalHeader"), pathTo(subject, "list")],
    },
  ];
}
