import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { sampleCount } from "../samples/sample.ts";
import { create, Listing } from "../source/calls.ts";
import { objectLiteral } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { callersAmong, callersIn } from "../usual-accounts.ts";
import { column } from "./listing.ts";

type Pages = NonNullable<Subject["entity"]["list"]["pages"]>;

/** Most things that one test makes to fill a page. */
const MOST = 130;

/** Pages: the size that is asked for, the next page, the size without asking, the largest size. */
export function pages(subject: Subject): Check[] {
  const { pages } = subject.entity.list;
  if (pages === undefined || subject.operation("list") === undefined || !subject.isMakeable()) return [];
  return [...following(subject, pages), ...usualSize(subject, pages), largestSize(subject, pages)];
}

/** Who calls is on a page too. */
function whole(subject: Subject): Listing {
  return new Listing(subject, { isWhole: callersAmong(subject) !== undefined });
}

function paths(subject: Subject, ...parts: string[]): string[] {
  const path = pathTo(subject, "list", "pages");
  return [path, ...parts.map((part) => `${path}/${part}`)];
}

function following(subject: Subject, pages: Pages): Check[] {
  if (pages.maximumSize < 2 || roomFor(subject) < 3 || callersIn(subject) > 2) return [];
  const listing = whole(subject);
  const { envelope } = subject.entity.list;
  const size = `?${pages.sizeParameter}=2`;
  const ids = (list: string) => column(list, subject.identifier);
  const start = [
    ...listing.setup,
    ...Array.from({ length: 3 - callersIn(subject) }, () => create(subject, listing.own)),
    `const all = ${listing.call()};`,
  ];
  const shows = [
    ...paths(subject, "style", "sizeParameter", "positionParameter"),
    pathTo(subject, "list", "envelope"),
  ];
  const title = `${subject.nouns} come in pages`;
  if (pages.style === "cursor") return cursorPages(subject, pages, { title, start, shows });
  const second = `${size}&${pages.positionParameter}=2`;
  const lines = [
    ...start,
    `const first = ${listing.call(size)};`,
    `const second = ${listing.call(second)};`,
    "expect(first).toHaveLength(2);",
    `expect(${ids("[...first, ...second]")}).toEqual(${ids("all")});`,
  ];
  const shown = envelopeOfSecond(envelope, pages);
  const around = (answer: string) =>
    envelope?.meta === undefined ? `${answer}.body` : memberOf(`(${answer}.body as Thing)`, envelope.meta);
  if (shown.length > 0) {
    lines.push(
      `const answer = ${listing.raw(second)};`,
      `expect(${around("answer")}).toMatchObject(${objectLiteral(shown)});`,
    );
  }
  if (envelope?.pageCount !== undefined && pages.maximumSize >= 3) {
    lines.push(
      `const filled = ${listing.raw(`?${pages.sizeParameter}=3`)};`,
      `expect(${around("filled")}).toMatchObject(${objectLiteral([[envelope.pageCount, 1]])});`,
    );
  }
  const beyond = pages.style === "page" ? 9 : 100;
  lines.push(`expect(${listing.call(`${size}&${pages.positionParameter}=${beyond}`)}).toEqual([]);`);
  return [{ title, lines, shows }];
}

function envelopeOfSecond(envelope: Subject["entity"]["list"]["envelope"], pages: Pages): [string, number][] {
  const shown: [string | undefined, number][] = [
    [envelope?.total, 3],
    [envelope?.page, pages.style === "page" ? 2 : 1],
    [envelope?.pageSize, 2],
    [envelope?.offset, 2],
    [envelope?.pageCount, 2],
  ];
  return shown.flatMap(([name, value]): [string, number][] => (name === undefined ? [] : [[name, value]]));
}

function cursorPages(
  subject: Subject,
  pages: Pages,
  { title, start, shows }: Omit<Check, "lines"> & { start: string[] },
): Check[] {
  const listing = whole(subject);
  const { envelope } = subject.entity.list;
  const size = `?${pages.sizeParameter}=2`;
  if (envelope?.nextCursor === undefined) {
    const lines = [
      ...start,
      `const first = ${listing.call(size)};`,
      "expect(first).toEqual(all.slice(0, 2));",
    ];
    return [{ title, lines, shows }];
  }
  const { meta, nextCursor } = envelope;
  const cursorIn = (page: string) =>
    memberOf(meta === undefined ? page : `(${memberOf(page, meta)} as Thing)`, nextCursor);
  const next = cursorIn("first");
  // What is worked out of a thing is shown in the answer, and left out of what helpers give.
  const ids = (list: string) => column(list, subject.identifier);
  const idsIn = (page: string) => ids(`(${memberOf(page, envelope.items)} as Thing[])`);
  const at = `${size}&${pages.positionParameter}=\${cursor}`;
  return [
    {
      title,
      lines: [
        ...start,
        `const first = (${listing.raw(size)}).body as Thing;`,
        `expect(${idsIn("first")}).toEqual(${ids("all.slice(0, 2)")});`,
        `const cursor = encodeURIComponent(String(${next}));`,
        `const second = (${listing.raw(at)}).body as Thing;`,
        `expect(${idsIn("second")}).toEqual(${ids("all.slice(2)")});`,
        `expect(${cursorIn("second")}).toBeNull();`,
      ],
      shows,
    },
  ];
}

/** How many different things can be made. */
function roomFor(subject: Subject): number {
  return Math.min(...subject.inputs.filter((field) => subject.mustDiffer(field)).map(sampleCount), Infinity);
}

function usualSize(subject: Subject, pages: Pages): Check[] {
  const made = pages.defaultSize + 1;
  if (made > MOST || roomFor(subject) < made) return [];
  const listing = whole(subject);
  return [
    {
      title: `a page has ${pages.defaultSize} ${subject.nouns} unless asked otherwise`,
      lines: [
        ...listing.setup,
        ...many(subject, made, listing),
        `expect(${listing.exactCall()}).toHaveLength(${pages.defaultSize});`,
      ],
      shows: paths(subject, "defaultSize"),
    },
  ];
}

function many(subject: Subject, times: number, listing: Listing): string[] {
  return [
    `for (let made = 0; made < ${times - callersIn(subject)}; made += 1) {`,
    create(subject, listing.own),
    "}",
  ];
}

function largestSize(subject: Subject, pages: Pages): Check {
  const listing = whole(subject);
  const largest = `?${pages.sizeParameter}=${pages.maximumSize}`;
  const above = `?${pages.sizeParameter}=${pages.maximumSize + 1}`;
  const shows = paths(subject, "maximumSize", "aboveMaximum");
  if (pages.aboveMaximum === "refuse") {
    return {
      title: `a page cannot be asked to have more than ${pages.maximumSize} ${subject.nouns}`,
      lines: [
        ...listing.setup,
        create(subject, listing.own),
        `expect(${listing.call(largest)}).toHaveLength(${1 + callersIn(subject)});`,
        `const answer = ${listing.raw(above)};`,
        expectRefusal(subject, "invalid"),
      ],
      shows,
    };
  }
  const made = pages.maximumSize + 1;
  const isFilled = made <= MOST && roomFor(subject) >= made;
  return {
    title: `a page never has more than ${pages.maximumSize} ${subject.nouns}`,
    lines: [
      ...listing.setup,
      ...(isFilled ? many(subject, made, listing) : [create(subject, listing.own)]),
      `expect(${listing.call(above)}).toHaveLength(${isFilled ? pages.maximumSize : 1 + callersIn(subject)});`,
    ],
    shows,
  };
}
