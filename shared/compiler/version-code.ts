import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import { versionsOf } from "../blueprint/versions.ts";
import { objectOf, text } from "../code/literal.ts";
import { rowsOf, wholeRowsOf } from "./call-code.ts";
import { refusalCode } from "./guard-code.ts";
import type { Judgement } from "./judgements.ts";
import type { EntityModel } from "./model.ts";
import { isAfterBody } from "./refusal-order.ts";

const constant = "ofLastVersion";

/** How changes of an entity are refused that are not of the last version, as a constant of its routes. */
export function versionConstant({ entity: { versions } }: EntityModel): string {
  if (versions === undefined) return "";
  const { header, missing, stale } = versions;
  const options = objectOf([
    ["header", text(header)],
    ["missing", refusalCode(missing, `Say in ${header} of which version this is: the ETag that was shown.`)],
    ["stale", refusalCode(stale, "It was changed since. Look at it again.")],
  ]);
  return `/** How changes are refused that are not of the last version. */\nconst ${constant} = ${options};\n\n`;
}

/** The statements that refuse a call that is not of the thing's last version. */
export function versionCheck(model: EntityModel, route: Operation | Action, key: string): string[] {
  if (versionsOf({ entity: model.entity, route }) === undefined) return [];
  return [`requireVersion(c.req.raw, ${rowsOf(model)}.tag(${key}), ${constant});`];
}

/** The same as what is judged of a call. */
export function versionJudgement(model: EntityModel, route: Operation | Action): Judgement[] {
  const versions = versionsOf({ entity: model.entity, route });
  if (versions === undefined) return [];
  return [{ kind: "version", statuses: [versions.missing.status, versions.stale.status] }];
}

/** Whether what is wrong with the body is told before that: the order says so of either refusal. */
export function isVersionAfterBody(blueprint: Blueprint, { entity: { versions } }: EntityModel): boolean {
  return (
    versions !== undefined && [versions.missing, versions.stale].some((one) => isAfterBody(blueprint, one))
  );
}

/** An answer that shows a thing, with its version where it has one. */
export function withVersion(model: EntityModel, answer: string, key: string): string {
  return model.entity.versions === undefined
    ? answer
    : `tagged(${answer}, ${wholeRowsOf(model)}.tag(${key}))`;
}
