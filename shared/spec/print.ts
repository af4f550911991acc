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
 * the blueprint meet, as reading a spec gives them. What goes without saying is not said, and then the title cites what it
 * meets; routes that are cited are said, though they are the usual ones.
 */
export function printSpec(blueprint: Blueprint, citations: ReadonlyMap<Part, string[]> = new Map()): string {
  const uncited = new Map(citations);
  const cited = ({ text, of }: Line) => {
    uncited.delete(of);
    return citing(text, citations.get(of) ?? []);
  };
  const isCited = (part: Part) => citations.has(part);
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
  add(titleHeading(service), service.description, whole.map(cited));
  addActions(blueprint.actions, undefined);
  for (const entity of blueprint.entities) {
    const lines = statements.flatMap(({ print }) => print.entity?.(entity, blueprint, isCited) ?? []);
    add(cited({ text: entityHeading(entity), of: entity }), entity.description, bullets(lines));
    addActions(entity.actions, entity);
  }
  uncited.delete(service);
  const atTitle = [...(citations.get(service) ?? []), ...[...uncited.values()].flat()];
  blocks[0] = [citing(titleHeading(service), atTitle)];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function citing(text: string, clauses: readonly string[]): string {
  return clauses.length === 0 ? text : `${text} [${[...new Set(clauses)].join(" ")}]`;
}
