import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { shownPath } from "../blueprint/route.ts";
import type { Line, Part } from "./statement.ts";
import { entityHeading } from "./statements/entity.ts";
import { statements } from "./statements/index.ts";
import { titleHeading } from "./statements/title.ts";

/**
 * A blueprint as a spec in normal form: reading it gives the same blueprint. `citations` are the clauses that parts of
 * the blueprint meet, as reading a spec gives them. What goes without saying is not said, and then the title cites what it
 * meets and nothing else does; routes that are cited are said, though they are the usual ones.
 */
export function printSpec(blueprint: Blueprint, citations: ReadonlyMap<Part, string[]> = new Map()): string {
  const { service } = blueprint;
  const told = new Set<string>();
  const cited = ({ text, of }: Line) => {
    const clauses = citations.get(of) ?? [];
    for (const clause of clauses) told.add(clause);
    return citing(text, clauses);
  };
  const isCited = (part: Part) => citations.has(part);
  const bullets = (lines: Line[]) => lines.map((line) => `- ${cited(line)}`);
  const blocksOfActions = (actions: readonly Action[], entity: Entity | undefined) =>
    actions.flatMap((action) => {
      const lines = statements.flatMap(({ print }) => print.action?.(action, entity, blueprint) ?? []);
      const text = `### ${action.name}: \`${action.method} ${shownPath(action.path)}\``;
      return blocksOf(cited({ text, of: action }), action.description, bullets(lines));
    });

  const whole = statements.flatMap(({ print }) => print.service?.(blueprint) ?? []).map(cited);
  const parts = [
    ...blocksOfActions(blueprint.actions, undefined),
    ...blueprint.entities.flatMap((entity) => {
      const lines = statements.flatMap(({ print }) => print.entity?.(entity, blueprint, isCited) ?? []);
      const heading = cited({ text: entityHeading(entity), of: entity });
      return [
        ...blocksOf(heading, entity.description, bullets(lines)),
        ...blocksOfActions(entity.actions, entity),
      ];
    }),
  ];
  const untold = [...citations.values()].flat().filter((clause) => !told.has(clause));
  const title = citing(titleHeading(service), [...(citations.get(service) ?? []), ...untold]);
  return `${[...blocksOf(title, service.description, whole), ...parts].join("\n\n")}\n`;
}

function blocksOf(heading: string, description: string | undefined, lines: readonly string[]): string[] {
  const quoted = description ? description.split("\n").map((line) => `> ${line}`) : [];
  return [[heading], quoted, lines].flatMap((block) => (block.length === 0 ? [] : [block.join("\n")]));
}

function citing(text: string, clauses: readonly string[]): string {
  return clauses.length === 0 ? text : `${text} [${[...new Set(clauses)].join(" ")}]`;
}
