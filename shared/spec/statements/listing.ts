import type { List } from "../../blueprint/entity.ts";
import { inEachEntity, isListed } from "../change.ts";
import { fixedWords } from "../fixed-words.ts";
import { optional } from "../phrases/field-type.ts";
import type { Change, Line, Statement } from "../statement.ts";

type Pages = NonNullable<List["pages"]>;

const positions = { page: "page", offset: "offset", cursor: "cursor" } as const;

export const pages: Statement = {
  rule: "PagesOf",
  about: "page pages pagination paginated limit",
  places: ["entity", "service"],
  title: "Pages",
  meaning:
    "How many things a page holds unless the caller says it, the parameter for that and its most (more is refused, or with `reduced beyond` taken for the most), and the parameter for where the page begins: a page's number from 1, an offset from 0, or the cursor that the page before has given.",
  ways: [
    "- Pages of SIZE by page `?NAME`, size `?NAME` up to MOST",
    "- Pages of SIZE by offset `?NAME`, size `?NAME` up to MOST",
    "- Pages of SIZE by cursor `?NAME`, size `?NAME` up to MOST, reduced beyond",
  ],
  grammar: `
  PagesOf = "pages" "of" wholeNumber "by" PageStyle query "," "size" query "up" "to" wholeNumber Reduced?  -- sized
          | "pages" "of" wholeNumber "by" PageStyle query  -- bare
  PageStyle = "page" | "offset" | "cursor"
  Reduced = "," "reduced" "beyond"
`,
  meanings: {
    PagesOf_bare: (size, _style, position): Change => {
      const text = `by page \`?${position.value()}\`, size \`?size\` up to ${size.value()}`;
      return (draft) =>
        draft.fail(`Pages also have a parameter for their size, and its most: write \`${text}\`.`);
    },
    PagesOf_sized: (size, style, position, parameter, most, reduced): Change => {
      const said: Pages = {
        style: positions[style.sourceString.toLowerCase() as Pages["style"]],
        sizeParameter: parameter.value(),
        positionParameter: position.value(),
        defaultSize: size.value(),
        maximumSize: most.value(),
        aboveMaximum: reduced.children.length > 0 ? "reduce" : "refuse",
      };
      return inEachEntity(
        { isFor: isListed, isSaid: ({ list }) => list.pages !== undefined },
        (draft, { list }) => {
          list.pages = { ...said };
          draft.made(list.pages);
        },
      );
    },
  },
  print: {
    entity: ({ list: { pages: one } }) => {
      if (one === undefined) return [];
      const reduced = one.aboveMaximum === "reduce" ? ", reduced beyond" : "";
      const text = `Pages of ${one.defaultSize} by ${one.style} \`?${one.positionParameter}\`, size \`?${one.sizeParameter}\` up to ${one.maximumSize}${reduced}`;
      return [{ text, of: one }];
    },
  },
  examples: [
    "- Pages of 20 by page `?page`, size `?pageSize` up to 100",
    "- Pages of 20 by cursor `?cursor`, size `?limit` up to 100, reduced beyond",
  ],
};

type FramePart = Exclude<keyof NonNullable<List["envelope"]>, "items" | "meta">;

const frameParts: Record<string, FramePart> = {
  total: "total",
  "next cursor": "nextCursor",
  page: "page",
  "page size": "pageSize",
  offset: "offset",
  "page count": "pageCount",
};
const frameWords = fixedWords("FrameWord", frameParts);

export const listFrame: Statement = {
  rule: "ListFrame",
  places: ["entity", "service"],
  title: "The frame of a list",
  meaning:
    "A list is a bare JSON array; with this, an object that holds the array under the first name, and what else is named: the total (of all pages; it may also stand in a header), page, page size, page count, offset or next cursor. `under NAME` puts all but the array into an object of their own.",
  ways: [
    "- Lists are framed: NAME holds the things, NAME the total, NAME the page",
    "- Lists are framed: NAME holds the things, NAME the next cursor, under NAME",
    "- Lists give the total in the header `NAME`",
  ],
  grammar: `
  ListFrame = "lists" "give" "the" "total" "in" "the" "header" code  -- header
            | "lists" "are" "framed" ":" name "holds" "the" "things" FramePart* FrameUnder?  -- object
  FramePart = "," name "the" FrameWord
${frameWords.grammar}  FrameUnder = "," "under" name
`,
  meanings: {
    ListFrame_header: (name): Change => {
      const header: string = name.value();
      return inEachEntity(
        { isFor: isListed, isSaid: ({ list }) => list.totalHeader !== undefined },
        (draft, entity) => {
          entity.list.totalHeader = header;
          draft.made(`entities/${entity.name}/list/totalHeader`);
        },
      );
    },
    ListFrame_object: (items, parts, under): Change => {
      const said: { part: FramePart; name: string }[] = parts.value();
      const meta = optional<string>(under);
      const envelope: NonNullable<List["envelope"]> = {
        items: items.value(),
        ...Object.fromEntries(said.map(({ part, name }) => [part, name])),
        ...(meta !== undefined && { meta }),
      };
      return inEachEntity(
        { isFor: isListed, isSaid: ({ list }) => list.envelope !== undefined },
        (draft, { list }) => {
          list.envelope = { ...envelope };
          draft.made(list.envelope);
        },
      );
    },
    FramePart: (name, part) => ({ name: name.value(), part: part.value() }),
    ...frameWords.meanings,
    FrameUnder: (name) => name.value(),
  },
  print: {
    entity: ({ name, list }) => {
      const lines: Line[] = [];
      const { envelope, totalHeader } = list;
      if (envelope !== undefined) {
        const parts = Object.entries(frameParts).flatMap(([words, part]) =>
          envelope[part] === undefined ? [] : [`, ${envelope[part]} the ${words}`],
        );
        const under = envelope.meta === undefined ? "" : `, under ${envelope.meta}`;
        lines.push({
          text: `Lists are framed: ${envelope.items} holds the things${parts.join("")}${under}`,
          of: envelope,
        });
      }
      if (totalHeader !== undefined)
        lines.push({
          text: `Lists give the total in the header \`${totalHeader}\``,
          of: `entities/${name}/list/totalHeader`,
        });
      return lines;
    },
  },
  examples: [
    "- Lists are framed: things holds the things, count the total",
    "- Lists give the total in the header `X-Total-Count`",
  ],
};
