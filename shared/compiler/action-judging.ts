import { lookingFor } from "../blueprint/absence.ts";
import { type Action, type Answer, isFreeHeader, takesBody } from "../blueprint/action.ts";
import { conjunctsOf, type Expression, isOfRequest } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import { presentValue } from "../blueprint/named-values.ts";
import { type Guard, isOfCallerAlone, type Refusal } from "../blueprint/refusal.ts";
import { guardsOfFields } from "../blueprint/told-together.ts";
import { arrayOf, literal, memberOf, objectOf, templateText, text } from "../code/literal.ts";
import { type Around, evaluation, ownKey, reader, valueName } from "./action-around.ts";
import { earlyCode } from "./action-effects.ts";
import { rowsOf, whereThere } from "./call-code.ts";
import { carriedEntries, permitCode, refusalCode, requireCode, requiring } from "./guard-code.ts";
import { referencesApart } from "./input-checks.ts";
import {
  inOrder,
  isAfterSome,
  isBeforeInvalid,
  type JudgedTimes,
  type Judgement,
  judgedTimes,
  needsBody,
  standsAlone,
} from "./judgements.ts";
import { columnNamed, type EntityModel, type FieldModel, modelNamed } from "./model.ts";
import { referenceChecks } from "./reference-checks.ts";
import { guardTimes, isAfterBody, isBodyFirst, isRoleFirst } from "./refusal-order.ts";
import { quoted, sqlText } from "./sql.ts";
import type { SqlScope } from "./sql-scope.ts";
import type { BeforeThing } from "./thing-judging.ts";
import { isVersionAfterBody, versionCheck, versionJudgement } from "./version-code.ts";

/** What an action judges, as it stands where no order of refusals is said. */
function judgementsOf(
  around: Around,
  { inputs, own }: { inputs: readonly FieldModel[]; own: boolean },
): Judgement[] {
  const { action, model, blueprint } = around;
  const { by, move } = action;
  const judgements: Judgement[] = action.guards.map((guard) =>
    "refusal" in guard ? { kind: "guard", guard } : { kind: "answer", answer: guard },
  );
  const isMoved = own && move !== undefined;
  if (isMoved) judgements.splice(move.after ?? 0, 0, { kind: "move", refusal: move.refusal });
  return [
    ...(by === undefined ? [] : [{ kind: "permission" as const, by }]),
    ...(own && model !== undefined ? versionJudgement(model, action) : []),
    ...referencesApart(inputs, blueprint),
    ...judgements,
  ];
}

/** When an action's judgements are made. */
interface ActionTimes extends JudgedTimes {
  /** Before the body is read, and before the thing is looked for. */
  beforeThing: BeforeThing[];
  /** Once the body is read, and before the thing is looked for. */
  afterBody: BeforeThing[];
  /** Whether the thing is looked for before the body is read. */
  isFound: boolean;
}

/** When an action's judgements are made; `own` says that it has a thing. */
export function actionTimes(
  around: Around,
  { inputs, own }: { inputs: readonly FieldModel[]; own: boolean },
): ActionTimes {
  const { action, model, blueprint } = around;
  const looking = lookingFor(blueprint, model?.entity);
  const guards = guardTimes(looking, action.guards, action.inputs);
  const isWrong = mayBeWrong(action);
  // While a body is read other calls come through: what was judged before it is judged again.
  const isAwaiting = takesBody(action);
  const toldTogether = guardsOfFields(action, blueprint).map(({ guard }) => guard);
  const isAmong = (some: readonly Guard[], one: Judgement) =>
    one.kind === "guard" && some.some((guard) => guard === one.guard);
  const whole = judgementsOf(around, { inputs, own }).filter((one) => !isAmong(toldTogether, one));

  // Whether there is a thing, and whether the caller may, is told before what is wrong with the body.
  const isLast = isBodyFirst(looking);
  const isFound = own && isWrong && !isLast;
  const isFirst = (one: Judgement) =>
    one.kind === "permission"
      ? isRoleFirst(looking, one.by)
      : isAmong([...guards.beforeThing, ...guards.afterBody], one);
  const first = own ? inOrder(whole.filter(isFirst), { refusals: blueprint.refusals, action }) : [];
  const others = whole.filter((one) => !first.includes(one));
  const beforeThing: BeforeThing[] = [];
  const afterBody: BeforeThing[] = [];
  const settled = new Set<Judgement>();
  for (const judgement of first) {
    const ofAbsent = isAfterSome(judgement, others, blueprint);
    const isLate =
      isWrong &&
      (judgement.kind === "permission"
        ? isAfterBody(blueprint, judgement.by.refusal)
        : isAmong(guards.afterBody, judgement));
    (isLate ? afterBody : beforeThing).push({ judgement, ofAbsent });
    // What hangs on the request alone does not change while its body is read.
    const isKnown =
      judgement.kind === "permission"
        ? isOfCallerAlone(judgement.by)
        : isLate || !isAwaiting || (judgement.kind === "guard" && isOfRequest(judgement.guard.condition));
    if (isKnown && !ofAbsent) settled.add(judgement);
  }

  const all = whole.filter((one) => !settled.has(one));
  const isSooner = (one: Judgement, index: number): boolean => {
    if (own && isLast && !isBeforeInvalid(one, blueprint)) return false;
    switch (one.kind) {
      case "permission":
        return own
          ? isWrong && !isAfterBody(blueprint, one.by.refusal)
          : !(isWrong && isAfterBody(blueprint, one.by.refusal));
      case "version":
        return isWrong && model !== undefined && !isVersionAfterBody(blueprint, model);
      case "reference":
      case "kept":
      case "answer":
        return false;
      case "move":
        return (
          isWrong &&
          !needsBody(one, action) &&
          isBeforeInvalid(one, blueprint) &&
          !all.slice(0, index).some(standsAlone)
        );
      case "guard":
        return isWrong && isAmong([...guards.beforeBody, ...guards.beforeThing], one);
    }
  };
  const times = judgedTimes(
    {
      all,
      sooner: all.filter(isSooner),
      isBodyFirst: own && isLast,
      hanging: all.filter((one) => needsBody(one, action)),
      isTwice: ({ kind }) => (kind === "permission" ? own : kind !== "guard" || isAwaiting),
      // Passwords are hashed, and sessions opened, between the two.
      isApart: !isWrong || blueprint.entities.some(({ fields }) => fields.some(isPassword)),
    },
    { refusals: blueprint.refusals, action },
  );
  return { ...times, beforeThing, afterBody, isFound };
}

/** Whether a call may give an action what is wrong. */
export function mayBeWrong({ inputs }: Pick<Action, "inputs">): boolean {
  return inputs.some((input) => !isFreeHeader(input));
}

function isPassword({ type }: Field): boolean {
  return type === "password";
}

/** Code that refuses where a judgement is against the call; `own` says that the action has a thing, by then found. */
export function judgementCode(
  around: Around,
  judgement: Judgement,
  { own, answered }: { own: boolean; answered: (answer: Answer) => string[] },
): string[] {
  const { action, model, scope } = around;
  const thing = own && model !== undefined ? { model, key: "id", scope } : undefined;
  switch (judgement.kind) {
    case "permission":
      return [permitCode(judgement.by, thing === undefined ? "" : ownVariable(thing.model), thing)];
    case "version":
      return thing === undefined ? [] : versionCheck(thing.model, action, thing.key);
    case "reference":
      return referenceChecks(judgement.field, "input", scope);
    case "move":
      return thing === undefined ? [] : moveChecks(around, thing.model);
    case "kept":
      return [];
    case "guard":
      return guardStatements(around, judgement.guard);
    case "answer":
      return [earlyCode(around, judgement.answer, answered)];
  }
}

/** Code that refuses before the body is right, where the action has a thing and that may not be there. */
export function codeOfAny(around: Around, judgement: Judgement): string[] {
  const code = codeBeforeBody(around, judgement, true);
  const { model } = around;
  if (judgement.kind === "reference" || model === undefined) return code;
  return [whereThere(model, "id", { isThere: true, statements: [foundCode(model, code), ...code] })];
}

/** Code that refuses before the body is right: of what a request says, guards then know its headers. */
export function codeBeforeBody(around: Around, judgement: Judgement, own: boolean): string[] {
  if (judgement.kind === "reference") return referenceChecks(judgement.field, "given", around.scope);
  if (judgement.kind !== "guard") return judgementCode(around, judgement, { own, answered: () => [] });
  return [requireCode(reader(around), ownKey(around), judgement.guard, scopeOfHeaders(around))];
}

/** Where expressions are worked out before what a request gives is read: inputs are the headers that they come from. */
export function scopeOfHeaders({ action: { inputs }, scope }: Around): SqlScope {
  const { code } = scope;
  if (code === undefined) return scope;
  const inputNamed = (name: string) => inputs.find((field) => field.name === name);
  const sentHeader = (name: string) => `c.req.header(${text(inputNamed(name)?.header ?? "")})`;
  const ofHeader = (name: string) => `${sentHeader(name)} ?? ${literal(inputNamed(name)?.default ?? null)}`;
  const isSent = (name: string) => `${sentHeader(name)} !== undefined`;
  return { ...scope, code: { ...code, inputs: ofHeader, isSent } };
}

/** Name of the action's own thing in its code. */
export function ownVariable({ type }: EntityModel): string {
  return `own${type}`;
}

/** Code that finds the action's thing, by a name where later code speaks of it. */
export function foundCode(model: EntityModel, later: readonly string[]): string {
  const name = ownVariable(model);
  const isNamed = later.some((line) => new RegExp(`\\b${name}\\b`).test(line));
  return isNamed ? `const ${name} = ${rowsOf(model)}.get(id);` : `${rowsOf(model)}.get(id);`;
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
  const state = memberOf(ownVariable(model), move.field);
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
