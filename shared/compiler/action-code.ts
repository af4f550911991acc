import type { Action, Answer } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Guard } from "../blueprint/refusal.ts";
import { headersAfter } from "../blueprint/sent-header.ts";
import { guardsOfFields, inputsRead } from "../blueprint/told-together.ts";
import { commentText, memberOf, text } from "../code/literal.ts";
import {
  type Around,
  actionSqlScope,
  evaluation,
  Made,
  valueName,
  valueStatements,
} from "./action-around.ts";
import { effectStatements, targetCode } from "./action-effects.ts";
import { inputReading, inputsSent } from "./action-inputs.ts";
import {
  actionTimes,
  codeBeforeBody,
  codeOfAny,
  foundCode,
  judgementCode,
  mayBeWrong,
  scopeOfHeaders,
} from "./action-judging.ts";
import { answerOptions, emptyAnswer, jsonAnswer, shown } from "./answer.ts";
import { answerValue } from "./answer-value.ts";
import { callerScope, wholeRowsOf, withCall } from "./call-code.ts";
import { hasMoments } from "./field-rules.ts";
import { requireCode } from "./guard-code.ts";
import { inputValue } from "./inputs.ts";
import { type Judgement, speaksOfValues } from "./judgements.ts";
import { type EntityModel, inputModel } from "./model.ts";
import { accountTable, hashes } from "./password-code.ts";
import { keyInPath } from "./route-paths.ts";
import { headersCode } from "./sent-headers.ts";
import type { SqlScope } from "./sql-scope.ts";
import { type BeforeThing, codeBeforeThing } from "./thing-judging.ts";
import { withVersion } from "./version-code.ts";

/** One action's route. All of it happens in one transaction, or nothing. */
export function actionRoute(
  action: Action,
  {
    model,
    models,
    blueprint,
  }: { model: EntityModel | undefined; models: readonly EntityModel[]; blueprint: Blueprint },
  { path, own }: { path: string; own?: string },
): string {
  const base: SqlScope = { entities: blueprint.entities, models, ...callerScope(blueprint, models) };
  const made = new Made();
  const around: Around = {
    action,
    model,
    models,
    made,
    present: new Set(),
    blueprint,
    scope: actionSqlScope(action, model?.entity, base, made),
  };
  const hasThing = model !== undefined && own !== undefined;
  const inputs = action.inputs.map((field) => inputModel(field, models));
  const times = actionTimes(around, { inputs, own: hasThing });
  const answered = (answer: Answer) => answerStatements(around, answer);
  const valuesAt = placeOfValues(times.later, action);
  const codeOf = (some: readonly Judgement[]) =>
    some.map((one) => judgementCode(around, one, { own: hasThing, answered }).join("\n"));
  const beforeValues = codeOf(times.later.slice(0, valuesAt));
  const judged = [...beforeValues, ...valueStatements(around), ...codeOf(times.later.slice(valuesAt))];
  const effects = effectStatements(around, answered);
  const beforeThing = (some: readonly BeforeThing[], scope: SqlScope) =>
    some.map((one) => codeBeforeThing(one, { model, which: "id", scope, database: "data" }));
  const inner = [
    ...beforeThing(times.afterBody, around.scope),
    ...(hasThing ? [foundCode(model, judged)] : []),
    ...judged,
    ...effects,
    ...answerStatements(around, action.answer),
  ];
  dropUnused(inner, around);

  const codeBefore = (some: readonly Judgement[]) =>
    some.flatMap((one) => codeBeforeBody(around, one, hasThing));
  const first = beforeThing(times.beforeThing, scopeOfHeaders(around));
  const early = codeBefore(times.early);
  const held =
    hasThing && !times.isFound ? times.held.flatMap((one) => codeOfAny(around, one)) : codeBefore(times.held);
  const found = times.isFound && hasThing ? [foundCode(model, [...early, ...held])] : [];
  const checks = guardsOfFields(action, blueprint).map(({ guard }) => checkOfFields(around, guard));
  const usesInput = inner.some((line) => /\binput\b/.test(line));
  const usesSent = inner.some((line) => /\bsent(?:\.\w+|\["[^"]*"\]) !== undefined/.test(line));
  const sent = inputsSent(action);
  const isSentApart = usesSent && held.length > 0;
  const reading = inputReading(action, inputs, {
    blueprint,
    scope: around.scope,
    given: isSentApart ? `Object.assign(sent, ${sent})` : usesSent ? "sent" : sent,
    checks,
    judge: { statements: held, isSettled: times.isSettled },
  });
  const isData = [...first, ...early, ...held, ...checks, ...inner].some((line) => /\bdata\./.test(line));
  const statements = [
    ...(hasThing ? [`const id = ${keyInPath(model, own)};`] : []),
    ...(isData ? ["const data = new Database(storage.sql);"] : []),
    ...first,
    ...found,
    ...early,
    ...(action.inputs.some(hasMoments) ? ["const now = timestamp(c.req.raw);"] : []),
    ...(usesSent
      ? [`const sent: Record<string, unknown> = ${isSentApart ? "Object.create(null)" : sent};`]
      : []),
    ...(mayBeWrong(action) || usesInput ? [`${usesInput ? "const input = " : ""}${reading};`] : []),
    ...(action.effects.some(({ kind }) => kind === "sign-in")
      ? [`const session = await openSession(c.req.raw, storage, ${text(accountTable(around))});`]
      : []),
    `return ${inTransaction(inner, isStep(action, effects))};`,
  ];
  const isWaiting = statements.some((line) => !line.startsWith("return ") && /\bawait\b/.test(line));
  const asynchronous = isWaiting ? "async " : "";
  const body = withCall(blueprint, statements, action.byAnyone).join("\n");
  return `// ${commentText(action.name)}\napp.${action.method.toLowerCase()}(${text(path)}, ${asynchronous}(c) => {\n${body}\n});\n`;
}

/**
 * How many judgements stand before the named values: those that come before guards, and all references, so that functions among
 * the values see no input that names nothing; but none that speaks of a value.
 */
function placeOfValues(judgements: readonly Judgement[], { values }: Action): number {
  const placeOf = (isSuch: (one: Judgement) => boolean) => {
    const place = judgements.findIndex(isSuch);
    return place < 0 ? judgements.length : place;
  };
  const first = placeOf(({ kind }) => kind === "guard" || kind === "answer");
  const references = judgements.findLastIndex(({ kind }) => kind === "reference") + 1;
  return Math.min(
    Math.max(first, references),
    placeOf((one) => speaksOfValues(one, values)),
  );
}

/** A thing that nothing speaks of needs no name, and a value of which nothing hangs need not be worked out. */
function dropUnused(statements: string[], { action, made }: Around): void {
  const byHand = action.effects.filter((effect) => effect.kind === "by-hand" && effect.gives !== undefined);
  const values = new Map(
    [...action.values, ...byHand].flatMap((value) =>
      "name" in value ? [[valueName(value.name), value]] : [],
    ),
  );
  for (const [index, line] of [...statements.entries()].toReversed()) {
    const [start = "", name = ""] = /^const (\w+) = /.exec(line) ?? [];
    const value = values.get(name);
    if (value === undefined && !/^(?:new\w+|token)$/.test(name)) continue;
    const others = [line.slice(start.length), ...statements.slice(index + 1)];
    if (others.some((other) => new RegExp(`\\b${name}\\b`).test(other))) continue;
    // What is written by hand may refuse.
    if (value === undefined) statements[index] = made.alone(line);
    else statements[index] = "gives" in value ? line.slice(start.length) : "";
  }
}

/** Judges a guard on what is given, where what it speaks of is right by itself. */
function checkOfFields({ action: { inputs }, scope }: Around, guard: Guard): string {
  const { code } = scope;
  const ofGiven: SqlScope =
    code === undefined
      ? scope
      : { ...scope, code: { ...code, inputs: (name) => inputValue("given", inputs, name) } };
  const isRight = inputsRead(guard.condition).map((name) => `${memberOf("given", name)} !== undefined`);
  return `if (${isRight.join(" && ")}) {\n${requireCode("data", "", guard, ofGiven, "can't be this here")}\n}`;
}

/** Code of what an action does, all in one transaction; where passwords are in it, with what hashes them. */
function inTransaction(inner: readonly string[], isStep: boolean): string {
  const body = inner.join("\n");
  const whole = `${isStep ? "inOneStep(call, storage, " : "storage.transactionSync("}() => {\n${body}\n})`;
  return hashes(body) ? `withPasswords(c.req.raw, (passwords) =>\n${whole},\n)` : whole;
}

/** Whether effects could break a rule on the way that holds at the end: of one alone, the way is the end, unless it is by hand. */
function isStep(action: Action, effects: readonly string[]): boolean {
  if (action.effects.some(({ kind }) => kind === "by-hand")) return true;
  const [first = "", ...more] = effects;
  const ruled = effects.filter((code) => /\.(?:at|whole)\(call, storage\)/.test(code));
  return ruled.length > 0 && (more.length > 0 || /^(?:if .*\{\n)?for /s.test(first));
}

function answerStatements(around: Around, answer: Answer): string[] {
  const { action, made } = around;
  const { status } = answer;
  const headers = headersCode(headersAfter(action.headers, made.kinds), (value) => evaluation(around, value));
  switch (answer.kind) {
    case "nothing":
      return [`return ${emptyAnswer(status, headers)};`];
    case "thing": {
      const { model, key, needed } = targetCode(around, answer.target);
      const shownThing = shown(model, `${wholeRowsOf(model)}.get(${key})`, "call.base");
      return [`${needed}return ${withVersion(model, jsonAnswer(shownThing, status, headers), key)};`];
    }
    case "value": {
      const { statements, value } = answerValue(around, answer.value);
      return [...statements, `return Response.json(${value}, ${answerOptions(status, headers)});`];
    }
    case "text":
      return [
        `return new Response(String(${evaluation(around, answer.value)}), ${answerOptions(status, headers, ["content-type", text("text/plain; charset=utf-8")])});`,
      ];
    case "redirect":
      return [
        `return new Response(null, ${answerOptions(status, headers, ["Location", `headerText(${evaluation(around, answer.value)})`])});`,
      ];
  }
}
