import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { pathText } from "./phrases/route.ts";
import type { Line, Part } from "./statement.ts";
import { entityHeading } from "./statements/entity.ts";
import { statements } from "./statements/index.ts";
import { titleHeading } from "./statements/title.ts";

/**
 * A blueprint as a spec in normal form: reading it gives the same blueprint. `citations` are the clauses that parts of
 * the blueprint meet, as reading a spec gives them.
 */
export function printSpec(blueprint: Blueprint, citations: ReadonlyMap<Part, string[]> = new Map()): string {
  const cited = ({ text, of }: Line) => {
    const clauses = citations.get(of);
    return clauses === undefined || clauses.length === 0
      ? text
      : `${text} [${[...new Set(clauses)].join(" ")}]`;
  };
  const bullets = (lines: Line[]) => lines.map((line) => `- ${cited(line)}`);
  const blocks: string[][] = [];
  const add = (heading: string, description: string | undefined, lines: string[]) => {
    blocks.push([heading]);
    if (description !== undefined && description !== "")
      blocks.push(description.split("\n").map((line) => `> ${line}`));
    if (lines.length > 0) blocks.push(lines);
  };
  const addActions = (actions: readonly Action[], entity: Entity | undefined) => {
    for (const action of actions) {
      const lines = statements.flatMap(({ print }) => print.action?.(action, entity, blueprint) ?? []);
      const heading = {
        text: `### ${action.name}: \`${action.method} ${pathText(action.path)}\``,
        of: action,
      };
      add(cited(heading), action.description, bullets(lines));
    }
  };

  const { service } = blueprint;
  const whole = statements.flatMap(({ print }) => print.service?.(blueprint) ?? []);
  add(cited({ text: titleHeading(service), of: service }), service.description, whole.map(cited));
  addActions(blueprint.actions, undefined);
  for (const entity of blueprint.entities) {
    const lines = statements.flatMap(({ print }) => print.entity?.(entity, blueprint) ?? []);
    add(cited({ text: entityHeading(entity), of: entity }), entity.description, bullets(lines));
    addActions(entity.actions, entity);
  }
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
