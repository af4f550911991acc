import { type Blueprint, refusalBody } from "../blueprint/blueprint.ts";
import type { Refusal as SaidRefusal } from "../blueprint/refusal.ts";
import type { RefusalBody } from "../blueprint/refusal-body.ts";
import { Code, type Entries, objectLiteral } from "./source/code.ts";
import type { Subject } from "./subject.ts";

export type Refusal = Exclude<
  keyof Blueprint["refusals"],
  "body" | "bodies" | "mediaType" | "codes" | "order"
>;

/** The statements that expect a refusal of a kind, and of its body what is said of it. */
export function expectRefusal({ blueprint }: Subject, refusal: Refusal, answer = "answer"): string {
  const { refusals } = blueprint;
  const told = { status: refusals[refusal], code: refusals.codes?.[refusal] };
  return expectRefused(blueprint, answer, told).join("\n");
}

/** The statements that expect an answer to be refused so. */
export function expectRefused(
  blueprint: Blueprint,
  answer: string,
  { status, code }: Pick<SaidRefusal, "status" | "code">,
): string[] {
  const shown = shownBy(blueprint, { status, code });
  return [
    `expect(${answer}.status, ${answer}.text).toBe(${status});`,
    ...(shown.length === 0 ? [] : [`expect(${answer}.body).toMatchObject(${objectLiteral(shown)});`]),
  ];
}

/** The statements that expect an answer to be refused as a thing that is not there is. */
export function expectAbsent({ blueprint, entity }: Subject, answer: string): string[] {
  if (entity.notFound !== undefined) return expectRefused(blueprint, answer, entity.notFound);
  return [`expect(${answer}.status).toBe(${blueprint.refusals.notFound});`];
}

/** What says how a thing that is not there is refused. */
export function saysAbsence({ entity }: Subject): string {
  return entity.notFound === undefined ? "refusals/notFound" : `entities/${entity.name}/notFound`;
}

interface Told {
  status: number;
  code: string | undefined;
  carried?: Entries;
}

/**
 * What is known of a refusal's body, as the entries of an object: its code, with what the refusal carries beside it (at
 * the top where no code is shown), and all else of a body that is said for its status alone.
 */
export function shownBy(blueprint: Blueprint, told: Told): Entries[number][] {
  const { carried = [], status } = told;
  const body = refusalBody(blueprint, status);
  const isOwn = ownBody(blueprint, status) !== undefined;
  const shown = shownIn(body, told, isOwn);
  return showsCode(blueprint, status) ? shown : [...shown, ...carried];
}

/** Whether the body of a refusal with the status has its code; of a problem document that is not said. */
export function showsCode(blueprint: Blueprint, status = 0): boolean {
  const body = refusalBody(blueprint, status);
  return body !== undefined && JSON.stringify(body).includes('{"is":"code"}');
}

/** The place of the body that is said for a status alone, in the list of them. */
export function ownBody({ refusals: { bodies = [] } }: Blueprint, status: number): number | undefined {
  const index = bodies.findIndex(({ statuses }) => statuses.includes(status));
  return index < 0 ? undefined : index;
}

function shownIn(body: RefusalBody | undefined, told: Told, isWhole: boolean): Entries[number][] {
  if (body === undefined || !("properties" in body)) return [];
  return body.properties.flatMap(({ name, value }): Entries[number][] => {
    if ("is" in value && value.is === "code") {
      const { code, carried = [] } = told;
      const any = isWhole ? [[name, new Code("expect.any(String)")] as const] : [];
      return code === undefined ? any : [[name, code], ...carried];
    }
    if ("text" in value) return isWhole ? [[name, value.text]] : [];
    if ("each" in value) return isWhole ? [[name, new Code("expect.any(Array)")]] : [];
    if ("is" in value) {
      const shape = isWhole ? shapeOf(value.is, told.status) : undefined;
      return shape === undefined ? [] : [[name, new Code(shape)]];
    }
    const inner = shownIn(value, told, isWhole);
    return inner.length === 0 ? [] : [[name, new Code(objectLiteral(inner))]];
  });
}

type Word = Extract<RefusalBody, { is: unknown }>["is"];

function shapeOf(word: Word, status: number): string | undefined {
  switch (word) {
    case "status":
      return String(status);
    case "errors":
    case "names":
      return "expect.any(Array)";
    case "fields":
    case "lists":
      return "expect.any(Object)";
    case "name":
      // Of what is wrong with no field it is null.
      return undefined;
    default:
      return "expect.any(String)";
  }
}
