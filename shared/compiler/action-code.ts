import { lookingFor } from "../blueprint/absence.ts";
import { type Action, type Answer, type EarlyAnswer, isFreeHeader, takesBody } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { conjunctsOf, type Expression, isOfRequest, scopesRead } from "../blueprint/expression.ts";
import { presentValue } from "../blueprint/named-values.ts";
import { type Guard, isOfCallerAlone, type Refusal } from "../blueprint/refusal.ts";
import { headersAfter } from "../blueprint/sent-header.ts";
import { guardsOfFields, inputsRead } from "../blueprint/told-together.ts";
import { arrayOf, commentText, literal, memberOf, objectOf, templateText, text } from "../code/literal.ts";
import {
  type Around,
  actionSqlScope,
  evaluation,
  Made,
  ownKey,
  reader,
  valueName,
  valueStatements,
} from "./action-around.ts";
import { earlyCode, effectStatements, targetCode } from "./action-effects.ts";
import { inputReading, inputsSent } from "./action-inputs.ts";
import { answerOptions, emptyAnswer, jsonAnswer, shown } from "./answer.ts";
import { answerValue } from "./answer-value.ts";
import { callerScope, rowsOf, wholeRowsOf, withCall } from "./call-code.ts";
import { hasMoments } from "./field-rules.ts";
import { carriedEntries, permitCode, refusalCode, requireCode, requiring } from "./guard-code.ts";
import { laterChecks } from "./input-checks.ts";
import { inputValue } from "./inputs.ts";
import { columnNamed, type EntityModel, inputModel, modelNamed } from "./model.ts";
import { accountTable, hashes } from "./password-code.ts";
import {
  guardTimes,
  isAfterBody,
  isBeforeBody,
  isBodyFirst,
  isRoleAfterBody,
  isRoleFirst,
} from "./refusal-order.ts";
import { keyInPath } from "./route-paths.ts";
import { headersCode } from "./sent-headers.ts";
import { quoted, sqlText } from "./sql.ts";
import type { SqlScope } from "./sql-scope.ts";
import { isBeforeVersion, isVersionAfterBody, versionCheck, withVersion } from "./version-code.ts";

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
  const mayBeWrong = action.inputs.some((input) => !isFreeHeader(input));
  const hasThing = model !== undefined && own !== undefined;
  const looking = lookingFor(blueprint, model?.entity);
  const guards = guardTimes(looking, action.guards, action.inputs);
  const inputs = action.inputs.map((field) => inputModel(field, models));
  const references = { blueprint, scope: around.scope };
  const answered = (answer: Answer) => answerStatements(around, answer);
  // While a body is read other calls come through: what was judged before it is judged again.
  const isAwaiting = takesBody(action);
  const isSettled = (guard: Guard | EarlyAnswer) =>
    guards.afterBody.some((one) => one === guard) ||
    guards.beforeThing.some((one) => one === guard && isOfRequest(one.condition));
  const ofFields = guardsOfFields(action, blueprint).map(({ guard }) => guard);
  const isOfFields = (guard: Guard | EarlyAnswer) => ofFields.some((one) => one === guard);
  const inside = (isAwaiting ? action.guards.filter((guard) => !isSettled(guard)) : guards.usual).filter(
    (guard) => !isOfFields(guard),
  );
  const judged = inside.map((guard) =>
    "answer" in guard ? earlyCode(around, guard, answered) : guardStatements(around, guard).join("\n"),
  );
  const moveAfter = placeOfMove(action);
  const earlier = new Set<unknown>(action.guards.slice(0, moveAfter ?? 0));
  /** Has the state judged after those of the guards that stand before it. */
  const withMove = (lines: string[], judgedThere: readonly unknown[]) =>
    hasThing && moveAfter !== undefined
      ? lines.toSpliced(
          judgedThere.filter((guard) => earlier.has(guard)).length,
          0,
          ...moveChecks(around, model),
        )
      : lines;
  const usual = withMove(judged, inside);
  const effects = effectStatements(around, answered);
  const withoutThing = (guard: Guard, scope: SqlScope) => requireCode("data", "", guard, scope);
  const isLateRole =
    mayBeWrong && isFirst(around) && action.by !== undefined && isRoleAfterBody(blueprint, action.by);
  const inner = [
    ...(isLateRole ? rolesOnly(action) : []),
    ...guards.afterBody
      .filter((guard) => !isOfFields(guard))
      .map((guard) => withoutThing(guard, around.scope)),
    ...(hasThing ? ownStatements(around, model, usual) : []),
    ...laterChecks(inputs, "input", references),
    ...valueStatements(around),
    ...usual,
    ...effects,
    ...answerStatements(around, action.answer),
  ];
  dropUnused(inner, around);
  const beforeThing = guards.beforeThing.map((guard) => withoutThing(guard, scopeOfHeaders(around)));
  const beforeBodyCode = (judgedThen: readonly Guard[]) =>
    judgedThen.map((guard) => requireCode(reader(around), ownKey(around), guard, scopeOfHeaders(around)));
  // What the order tells before a wrong version is judged before that.
  const ahead = guards.beforeBody.filter(
    (guard) => hasThing && isBeforeVersion(blueprint, model, guard.refusal),
  );
  const guardsAhead = beforeBodyCode(ahead);
  const guardsBeforeBody = beforeBodyCode(guards.beforeBody.filter((guard) => !ahead.includes(guard)));
  const usesInput = inner.some((line) => /\binput\b/.test(line));
  const checks = ofFields.map((guard) => checkOfFields(around, guard));
  const usesSent = inner.some((line) => /\bsent(?:\.\w+|\["[^"]*"\]) !== undefined/.test(line));
  const reading = inputReading(action, inputs, {
    ...references,
    given: usesSent ? "sent" : undefined,
    checks,
  });
  // Whether there is a thing, and whether the caller may, is told before what is wrong with the body.
  const { by, move } = action;
  const isFound = hasThing && (guards.beforeBody.length > 0 || (mayBeWrong && !isBodyFirst(looking)));
  const isMoveFirst =
    isFound &&
    move !== undefined &&
    move.after === moveAfter &&
    isBeforeBody(blueprint, move.refusal) &&
    !guards.usual.some((guard) => earlier.has(guard));
  const isPermitFirst = isFound && by !== undefined && !isAfterBody(blueprint, by.refusal);
  const beforeBody = isMoveFirst
    ? withMove(
        guardsBeforeBody,
        guards.beforeBody.filter((guard) => !ahead.includes(guard)),
      )
    : guardsBeforeBody;
  const found = isFound
    ? ownStatements(around, model, beforeBody, {
        by: isPermitFirst,
        ahead: guardsAhead,
        version: !isVersionAfterBody(blueprint, model),
        move: isMoveFirst,
      })
    : [];
  const isData = [...beforeThing, ...guardsAhead, ...beforeBody, ...checks, ...inner].some((line) =>
    /\bdata\./.test(line),
  );
  const statements = [
    ...(hasThing ? [`const id = ${keyInPath(model, own)};`] : []),
    ...(action.inputs.some(hasMoments) ? ["const now = timestamp(c.req.raw);"] : []),
    ...(usesSent ? [`const sent: Record<string, unknown> = ${inputsSent(action)};`] : []),
    ...(mayBeWrong || usesInput ? [`${usesInput ? "const input = " : ""}${reading};`] : []),
    ...(action.effects.some(({ kind }) => kind === "sign-in")
      ? [`const session = await openSession(c.req.raw, storage, ${text(accountTable(around))});`]
      : []),
    `return ${inTransaction(inner, isStep(action, effects))};`,
  ];
  const roleFirst = !isLateRole && (!hasThing || isFirst(around)) ? rolesOnly(action) : [];
  const data = isData ? ["const data = new Database(storage.sql);"] : [];
  const first = [...roleFirst, ...data, ...beforeThing, ...found, ...beforeBody];
  statements.splice(hasThing ? 1 : 0, 0, ...first);
  const isWaiting = statements.some((line) => !line.startsWith("return ") && /\bawait\b/.test(line));
  const asynchronous = isWaiting ? "async " : "";
  const body = withCall(blueprint, statements, action.byAnyone).join("\n");
  return `// ${commentText(action.name)}\napp.${action.method.toLowerCase()}(${text(path)}, ${asynchronous}(c) => {\n${body}\n});\n`;
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

/** Where expressions are worked out before what a request gives is read: inputs are the headers that they come from. */
function scopeOfHeaders({ action: { inputs }, scope }: Around): SqlScope {
  const { code } = scope;
  if (code === undefined) return scope;
  const inputNamed = (name: string) => inputs.find((field) => field.name === name);
  const sentHeader = (name: string) => `c.req.header(${text(inputNamed(name)?.header ?? "")})`;
  const ofHeader = (name: string) => `${sentHeader(name)} ?? ${literal(inputNamed(name)?.default ?? null)}`;
  const isSent = (name: string) => `${sentHeader(name)} !== undefined`;
  return { ...scope, code: { ...code, inputs: ofHeader, isSent } };
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

/**
 * Finds the action's thing; who may, and whether its state allows it, hangs on how it stands. `later` is code that comes
 * after it.
 */
function ownStatements(
  around: Around,
  model: EntityModel,
  later: readonly string[],
  judges: { by: boolean; ahead: readonly string[]; version: boolean; move: boolean } = {
    by: true,
    ahead: [],
    version: true,
    move: true,
  },
): string[] {
  const { action, scope } = around;
  // That a caller is named does not change.
  const isJudged = judges.by && action.by !== undefined && !(isFirst(around) && isOfCallerAlone(action.by));
  const by = isJudged ? action.by : undefined;
  const move = judges.move ? action.move : undefined;
  const row = variableOf(model);
  const lines = [
    ...(by === undefined ? [] : [permitCode(by, row, { model, key: "id", scope })]),
    ...judges.ahead,
    ...(judges.version ? versionCheck(model, action, "id") : []),
    ...(move !== undefined && placeOfMove(action) === undefined ? moveChecks(around, model) : []),
  ];
  const isUsed = [...lines, ...later].some((line) => new RegExp(`\\b${row}\\b`).test(line));
  return [isUsed ? `const ${row} = ${rowsOf(model)}.get(id);` : `${rowsOf(model)}.get(id);`, ...lines];
}

/** How many guards are judged before the state; undefined where it is judged before all that an action names. */
function placeOfMove({ move }: Action): number | undefined {
  const carried = move?.refusal.with ?? [];
  const needsValues = carried.some(({ value }) => scopesRead(value).has("value"));
  return move?.after ?? (needsValues ? 0 : undefined);
}

/** Refuses what is in none of the states that an action moves from. */
function moveChecks({ action: { move }, scope }: Around, model: EntityModel): string[] {
  if (move === undefined) return [];
  const { from, refusal } = move;
  const message = `The ${model.noun} must be ${from.join(" or ")} for this.`;
  if (carriedEntries(refusal, scope).length > 0) {
    const column = `${scope.ownRow}.${quoted(columnNamed(model, move.field))}`;
    const values = from.map((value) => templateText(sqlText(value))).join(", ");
    return [requiring({ model, key: "id", scope }, `${column} IN (${values})`, refusal, message)];
  }
  const state = memberOf(variableOf(model), move.field);
  const [only] = from;
  const isWrong =
    from.length === 1 ? `${state} !== ${text(only)}` : `!${arrayOf(from.map(text))}.includes(${state})`;
  return [`if (${isWrong}) throw refusalOf(${refusalCode(refusal, message)});`];
}

/**
 * Refuses where a guard does not hold. A password in it is compared first, and all of it is refused in the same words: who is
 * refused learns neither from them nor from the time whether there is such an account.
 */
function guardStatements(around: Around, { condition, refusal }: Guard): string[] {
  const parts = conjunctsOf(condition);
  const passwords = parts.flatMap((part) => (part.kind === "fits" ? [part] : []));
  if (passwords.length === 0) return [guardStatement(around, { condition, refusal })];
  const said = { ...refusal, message: refusal.message ?? wrongLogin };
  return [
    ...passwords.map((part) => passwordStatement(around, part, said)),
    ...parts.flatMap((part) =>
      part.kind === "fits" || isKnown(around, part)
        ? []
        : [guardStatement(around, { condition: part, refusal: said })],
    ),
  ];
}

/** Whether a condition is true by what has been judged before. */
function isKnown({ present }: Around, condition: Expression): boolean {
  const found = presentValue(condition);
  return found !== undefined && present.has(found);
}

/** Refuses where what is given is not the password that is kept. */
function passwordStatement(
  around: Around,
  { password, given }: Extract<Expression, { kind: "fits" }>,
  refusal: Refusal,
): string {
  const type = "string | null";
  const isKept = `passwords.isKept(${evaluation(around, password, type)}, ${evaluation(around, given, type)})`;
  const carried = carriedEntries(refusal, around.scope);
  const told = refusalCode(refusal, wrongLogin);
  const [holder = "", ...more] = password.names;
  if (carried.length === 0 && password.scope === "value" && more.length === 1) {
    // Only what is there has a password; that it is not there takes as long to find out.
    around.present.add(holder);
    return `if (!${isKept} || ${valueName(holder)} === null) throw refusalOf(${told});`;
  }
  return carried.length === 0
    ? `if (!${isKept}) throw refusalOf(${told});`
    : `${reader(around)}.require(${ownKey(around)}sql\`\${${isKept}}\`, ${told}, ${objectOf(carried)});`;
}

/** One message for both, so that who may not come in does not learn whether there is such an account. */
const wrongLogin = "The name or the password is wrong.";

/** Refuses where a guard does not hold. */
function guardStatement(around: Around, guard: Guard): string {
  const { models, scope } = around;
  const found = presentValue(guard.condition);
  const type = found === undefined ? undefined : scope.values?.get(found);
  if (found === undefined || type?.kind !== "thing" || carriedEntries(guard.refusal, scope).length > 0)
    return requireCode(reader(around), ownKey(around), guard, scope);
  const isLogin = guard.refusal.status === 401;
  const message = isLogin ? wrongLogin : `There is no such ${modelNamed(models, type.entity).noun}.`;
  around.present.add(found);
  return `if (${valueName(found)} === null) throw refusalOf(${refusalCode(guard.refusal, message)});`;
}

/** Whether those who may not are refused before it is known whether the thing is there. */
function isFirst({ action: { by }, blueprint, model }: Around): boolean {
  return by !== undefined && isRoleFirst(lookingFor(blueprint, model?.entity), by);
}

function rolesOnly({ by }: Action): string[] {
  return by === undefined ? [] : [permitCode(by, "")];
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

function variableOf(model: EntityModel): string {
  return `own${model.type}`;
}
