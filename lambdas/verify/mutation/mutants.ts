import ts from "typescript";
import { Random, seedOf } from "../../../shared/random.ts";

/** A module with one mistake. */
export interface Mutant {
  module: string;
  /** From 1. */
  line: number;
  /** In words: `< becomes <=`. */
  mutation: string;
  code: string;
}

interface Edit {
  start: number;
  end: number;
  text: string;
  mutation: string;
}

const comparisons: Record<string, string> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
};

/**
 * Some of the mistakes that can be made in these modules, as many of each as chance will have it: the same for the same
 * code. A line has one at most.
 */
export function mutantsOf(modules: Readonly<Record<string, string>>, count: number): Mutant[] {
  const all = Object.entries(modules).flatMap(([module, code]) => mutantsIn(module, code));
  const random = new Random(seedOf(JSON.stringify(modules)));
  const chosen = new Map<string, Mutant>();
  while (chosen.size < count && all.length > 0) {
    const [mutant] = all.splice(random.below(all.length), 1);
    const place = `${mutant?.module}:${mutant?.line}`;
    if (mutant !== undefined && !chosen.has(place)) chosen.set(place, mutant);
  }
  return [...chosen.values()].toSorted(
    (one, other) => one.module.localeCompare(other.module) || one.line - other.line,
  );
}

function mutantsIn(module: string, code: string): Mutant[] {
  const file = ts.createSourceFile(module, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    for (const { start, end, text, mutation } of editsOf(node, file)) {
      const line = file.getLineAndCharacterOfPosition(start).line + 1;
      mutants.push({ module, line, mutation, code: code.slice(0, start) + text + code.slice(end) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}

function editsOf(node: ts.Node, file: ts.SourceFile): Edit[] {
  const edit = (at: ts.Node, text: string, mutation: string): Edit => ({
    start: at.getStart(file),
    end: at.getEnd(),
    text,
    mutation,
  });
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText(file);
    const other = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
    return other === undefined ? [] : [edit(node.operatorToken, other, `${operator} becomes ${other}`)];
  }
  if (ts.isIfStatement(node)) {
    const condition = node.expression.getText(file);
    const negated = edit(
      node.expression,
      `!(${condition})`,
      `the condition is negated: ${shortened(condition)}`,
    );
    const isGuard = ts.isThrowStatement(node.thenStatement) && node.elseStatement === undefined;
    return isGuard ? [negated, edit(node, "", `the guard is dropped: ${shortened(condition)}`)] : [negated];
  }
  if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
    const called = node.expression.expression.getText(file);
    return /\.(require|checkReference|check\w*)$|^(permit|requireSome|checkMoment|refuse\w+)$/.test(called)
      ? [edit(node, "", `the guard is dropped: ${shortened(node.getText(file))}`)]
      : [];
  }
  if (isSqlText(node)) return sqlEdits(node, file);
  if (ts.isNumericLiteral(node) && ts.isCallExpression(node.parent))
    return [edit(node, String(Number(node.text) + 1), `${node.text} becomes ${Number(node.text) + 1}`)];
  if (ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.parent) && isIn(node, "fields"))
    return [droppedProperty(node, file)];
  return [];
}

/** A part of the text of a statement that the kit's tag makes. */
function isSqlText(node: ts.Node): node is ts.TemplateLiteralLikeNode {
  if (
    !ts.isNoSubstitutionTemplateLiteral(node) &&
    !ts.isTemplateHead(node) &&
    !ts.isTemplateMiddleOrTemplateTail(node)
  )
    return false;
  const tagged = ts.findAncestor(node, ts.isTaggedTemplateExpression);
  return tagged !== undefined && ts.isIdentifier(tagged.tag) && tagged.tag.text === "sql";
}

function sqlEdits(node: ts.TemplateLiteralLikeNode, file: ts.SourceFile): Edit[] {
  const start = node.getStart(file);
  return [...node.getText(file).matchAll(/(?<= )(<=|>=|<|>)(?= )/g)].map(({ 0: operator, index }) => {
    const text = comparisons[operator] ?? operator;
    return {
      start: start + index,
      end: start + index + operator.length,
      text,
      mutation: `${operator} becomes ${text}, in SQL`,
    };
  });
}

/** Whether a property stands in the object that a variable of that name holds. */
function isIn(node: ts.PropertyAssignment, name: string): boolean {
  const { parent } = node.parent;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && parent.name.text === name;
}

function droppedProperty(node: ts.PropertyAssignment, file: ts.SourceFile): Edit {
  const rest = file.text.slice(node.getEnd());
  const comma = /^\s*,/.exec(rest)?.[0].length ?? 0;
  return {
    start: node.getStart(file),
    end: node.getEnd() + comma,
    text: "",
    mutation: `the field ${node.name.getText(file)} is dropped`,
  };
}

function shortened(code: string): string {
  const line = code.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
