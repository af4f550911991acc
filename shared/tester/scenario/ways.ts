import { isInBody, thingParameters } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { accountRolesOf } from "../../blueprint/callers.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Json } from "../../models/model.ts";
import { Random } from "../../random.ts";
import { scopeFor } from "../model/legality.ts";
import { ModelService, triedAt } from "../model/service.ts";
import { accountOf } from "../model/sessions.ts";
import { type Caller, isEarlier, isRelative, type Request, type Sent } from "../model/step.ts";
import { blank, fits } from "../model/values.ts";
import { sampleAt } from "../samples/sample.ts";
import { Accounts, nameOf } from "./accounts.ts";
import {
  type ActionOf,
  accountEntity,
  givenBy,
  type Leaves,
  type Maker,
  makersOfAccounts,
  making,
  prepare,
  type Signer,
  signersOf,
  signing,
} from "./enrolment.ts";
import { everyAction } from "./found.ts";
import { poolOf } from "./pools.ts";
import { Relevance } from "./relevance.ts";
import { leafFields } from "./repeated-inputs.ts";

/** What gives an account a role after it is made. */
export interface Promotion {
  /** The role of who does it; without one the account does it itself. */
  by: string | undefined;
  request: (account: number) => Request;
}

/** How an account comes to be. */
export interface Way {
  maker: Maker;
  /** Values in place of usual ones. */
  overrides: Leaves;
  promotion?: Promotion;
}

/** How people come to be signed in. */
export interface Ways {
  makers: readonly Maker[];
  /** How accounts of each maker are signed in once more. */
  signers: ReadonlyMap<Maker, Signer>;
  plain: Way;
  /** The roles that an account has which is made so, and is not the first. */
  plainRoles: readonly string[];
  roles: ReadonlyMap<string, Way>;
  /** Whether the first account has other roles than others. */
  isFirstSpecial: boolean;
}

/** How often values are tried. */
const TRIES = 60;

const known = new WeakMap<Blueprint, Ways | undefined>();

/** How people sign in to a service; undefined where nobody does, or no way is found. */
export function waysOf(blueprint: Blueprint): Ways | undefined {
  if (accountOf(blueprint) === undefined) return undefined;
  if (!known.has(blueprint)) known.set(blueprint, search(blueprint));
  return known.get(blueprint);
}

function search(blueprint: Blueprint): Ways | undefined {
  const makers = makersOfAccounts(blueprint);
  const signers = new Map<Maker, Signer>();
  const plains: Way[] = [];
  for (const maker of makers) {
    const found = signedWay(blueprint, maker);
    if (found === undefined) continue;
    plains.push(found.way);
    if (found.signer !== undefined) signers.set(maker, found.signer);
  }
  const [plain] = plains;
  if (plain === undefined) return undefined;
  const first: Ways = { makers, signers, plain, plainRoles: [], roles: new Map(), isFirstSpecial: false };
  const [ofFirst = [], ofSecond = []] = rolesInTurn(blueprint, first, [plain, plain]);
  const ways = { ...first, plainRoles: ofSecond, isFirstSpecial: ofFirst.join() !== ofSecond.join() };
  return { ...ways, roles: rolesGained(blueprint, ways, plains) };
}

/** The roles of accounts that are made one after the other. */
function rolesInTurn(blueprint: Blueprint, ways: Ways, row: readonly Way[]): (readonly string[])[] {
  const { accounts, service } = begun(blueprint, { ...ways, isFirstSpecial: false });
  return row.map((way) => {
    const made = accounts.enrol(way);
    const caller = made && accounts.callerOf(made);
    return caller === undefined ? [] : service.rolesOf(caller);
  });
}

function begun(blueprint: Blueprint, ways: Ways): { accounts: Accounts; service: ModelService } {
  const service = new ModelService(blueprint, triedAt);
  const accounts = new Accounts({ blueprint, ways }, service, (step) => service.perform(step));
  return { accounts, service };
}

/** A service with what a maker's accounts must refer to. */
function prepared(blueprint: Blueprint, maker: Maker): ModelService {
  const service = new ModelService(blueprint, triedAt);
  prepare(blueprint, maker, { turn: 0, service, perform: (step) => service.perform(step) });
  return service;
}

/** How a maker's accounts are made and signed in, with the usual values or others that matter. */
function signedWay(blueprint: Blueprint, maker: Maker): { way: Way; signer?: Signer } | undefined {
  const where = accountOf(blueprint)?.where;
  const relevance = relevanceOf(blueprint, where);
  const random = new Random(3);
  for (let attempt = 0; attempt < (where === undefined ? 1 : TRIES); attempt += 1) {
    const overrides = attempt === 0 ? new Map() : overridesAt(random, blueprint, maker, relevance);
    const way = { maker, overrides };
    const signer = signersOf(blueprint)
      .map((one) => signerFor(blueprint, way, one))
      .find((one) => one !== undefined);
    if (signer !== undefined) return { way, signer };
    if (isSignedIn(blueprint, way, undefined)) return { way };
  }
  return undefined;
}

/** An action that signs in who is made in a way, with what it takes of that. */
function signerFor(blueprint: Blueprint, way: Way, one: ActionOf): Signer | undefined {
  const service = prepared(blueprint, way.maker);
  const request = making(blueprint, way.maker, { turn: 0, overrides: way.overrides, service });
  if (request === undefined) return undefined;
  const given = givenBy(request);
  return sourcesOf(one, given)
    .map((inputs) => ({ ...one, inputs: new Map(inputs) }))
    .find((signer) => isSignedIn(blueprint, way, signer));
}

/** Most ways in which inputs are tried. */
const MAPPINGS = 300;

/** What each input may be of what was given, the likeliest first. */
function sourcesOf({ action }: ActionOf, given: Leaves): [string, string][][] {
  const needed = leafFields(action.inputs).filter(
    ({ field }) => field.required && field.default === undefined,
  );
  let all: [string, string][][] = [[]];
  for (const { path, field } of needed) {
    const fitting = [...given.keys()].filter((source) => fits(field, given.get(source)));
    const sources = fitting.toSorted((one, other) => likeness(other, path) - likeness(one, path));
    const more = all.flatMap((row) => sources.map((source): [string, string][] => [...row, [path, source]]));
    all = more.slice(0, MAPPINGS);
  }
  return all;
}

function likeness(source: string, path: string): number {
  const last = (name: string) => name.split(".").at(-1);
  return Number(source === path) + Number(last(source) === last(path));
}

/** Whether an account that is made in a way is signed in then, by an action where one is named. */
function isSignedIn(blueprint: Blueprint, { maker, overrides }: Way, signer: Signer | undefined): boolean {
  const service = prepared(blueprint, maker);
  const request = making(blueprint, maker, { turn: 0, overrides, service });
  const made = request && service.perform(request);
  const entity = accountEntity(blueprint);
  if (request === undefined || made?.kind !== "done" || entity === undefined) return false;
  const given = givenBy(request);
  const login = signer && signing(blueprint, signer, { given, thing: made.made });
  if (signer !== undefined && login === undefined) return false;
  const outcome = login === undefined ? made : service.perform(login);
  if (outcome.kind !== "done") return false;
  const id = service.of(entity).at(-1)?.[entity.identifier.name] ?? null;
  const name = nameOf(blueprint, outcome);
  return id !== null && name !== undefined && service.callerName({ name, roles: [] }) === id;
}

function relevanceOf(blueprint: Blueprint, where: Expression | undefined): Relevance {
  const relevance = new Relevance(blueprint);
  if (where !== undefined) relevance.add(where, scopeFor(blueprint, accountEntity(blueprint)));
  return relevance;
}

/** Values by chance for what matters of what a maker takes. */
function overridesAt(random: Random, blueprint: Blueprint, maker: Maker, relevance: Relevance): Leaves {
  const entity = accountEntity(blueprint);
  const names = relevance.fields.get(entity?.name ?? "") ?? new Set();
  const isRoute = "operation" in maker;
  const fields = isRoute ? (entity?.fields ?? []) : maker.action.inputs;
  const own = isRoute ? relevance : relevanceOfAction(blueprint, maker, relevance);
  const overrides = new Map<string, Json>();
  for (const { path, field } of leafFields(fields)) {
    if (field.type === "password" || field.references !== undefined || (isRoute && !names.has(field.name)))
      continue;
    if (random.chance(0.4)) continue;
    const value = plainValue(random, field, own);
    if (value !== undefined) overrides.set(path, value);
  }
  return overrides;
}

function relevanceOfAction(blueprint: Blueprint, { entity, action }: ActionOf, around: Relevance): Relevance {
  const own = new Relevance(blueprint);
  own.addAction(action, entity);
  for (const number of around.numbers) own.numbers.add(number);
  for (const text of around.texts) own.texts.add(text);
  return own;
}

function plainValue(random: Random, field: Field, relevance: Relevance): Json | undefined {
  const pool = poolOf(field, relevance).filter((value) => !isRelative(value) && !isEarlier(value));
  return random.pick(pool as Json[]);
}

/** How accounts come by each role. */
function rolesGained(blueprint: Blueprint, ways: Ways, plains: readonly Way[]): Map<string, Way> {
  const roles = accountRolesOf(blueprint.callers);
  const found = new Map<string, Way>();
  for (const { name, where } of roles) {
    const way = ways.plainRoles.includes(name)
      ? ways.plain
      : byValues(blueprint, ways, { plains, name, relevance: relevanceOf(blueprint, where) });
    if (way !== undefined) found.set(name, way);
  }
  for (const { name, where } of roles) {
    const promotion = found.has(name)
      ? undefined
      : byPromotion(blueprint, { ...ways, roles: found }, { name, where });
    if (promotion !== undefined) found.set(name, { ...ways.plain, promotion });
  }
  return found;
}

/** An account that has a role by what it is made with. */
function byValues(
  blueprint: Blueprint,
  ways: Ways,
  { plains, name, relevance }: { plains: readonly Way[]; name: string; relevance: Relevance },
): Way | undefined {
  const random = new Random(5);
  for (const { maker, overrides } of plains)
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const more = overridesAt(random, blueprint, maker, relevance);
      const way = { maker, overrides: new Map([...overrides, ...more]) };
      const [, roles] = rolesInTurn(blueprint, ways, [ways.plain, way]);
      if (roles?.includes(name) === true) return way;
    }
  return undefined;
}

/** What gives an account a role: a change of it, or an action on it or by it, of somebody who may. */
function byPromotion(
  blueprint: Blueprint,
  ways: Ways,
  { name, where }: { name: string; where: Expression },
): Promotion | undefined {
  const random = new Random(9);
  const relevance = relevanceOf(blueprint, where);
  const requests = promoting(blueprint, relevance, random);
  const others = accountRolesOf(blueprint.callers).map((role) => role.name);
  for (let attempt = 0; attempt < TRIES; attempt += 1)
    for (const next of requests)
      for (const by of [undefined, ...others]) {
        const promotion = { by, request: next() };
        const { accounts, service } = begun(blueprint, ways);
        if (by !== undefined && accounts.withRole(by) === undefined) continue;
        const made = accounts.enrol({ ...ways.plain, promotion });
        const caller = made && accounts.callerOf(made);
        if (caller !== undefined && service.rolesOf(caller).includes(name)) return promotion;
      }
  return undefined;
}

/** Requests by chance that may change what matters of an account. */
function promoting(
  blueprint: Blueprint,
  relevance: Relevance,
  random: Random,
): (() => Promotion["request"])[] {
  const entity = accountEntity(blueprint);
  if (entity === undefined) return [];
  const names = relevance.fields.get(entity.name) ?? new Set();
  const fields = entity.fields.filter(
    ({ name, source, immutable, references }) =>
      names.has(name) && source === "input" && !immutable && references === undefined,
  );
  const nobody: Caller = { roles: [] };
  const isChanged = entity.operations.some(({ kind }) => kind === "update") && fields.length > 0;
  const change = () => {
    const values = valuesAt(fields, (field) => plainValue(random, field, relevance));
    return (thing: number): Request => ({ kind: "change", thing, values, caller: nobody });
  };
  const acts = everyAction(blueprint)
    .filter(({ action }) => action.method !== "GET")
    .filter(({ entity: own, action }) => own === entity || thingParameters(action).length === 0)
    .map((one) => () => {
      const { action } = one;
      const own = relevanceOfAction(blueprint, one, relevance);
      const isOfThing = thingParameters(action).length > 0;
      const drawn = valuesAt(action.inputs, (field) =>
        isInBody(action, field) && !field.required && random.chance(0.3)
          ? undefined
          : field.references === undefined
            ? (plainValue(random, field, own) ?? sampleAt(field, 1))
            : null,
      );
      return (account: number): Request => {
        const inputs = valuesAt(action.inputs, (field) => {
          if (field.references === undefined) return drawn[field.name];
          return field.references === entity.name ? { $made: account } : undefined;
        });
        return {
          kind: "act",
          entity: one.entity?.name,
          action: action.name,
          ...(isOfThing && { thing: account }),
          inputs,
          caller: nobody,
        };
      };
    });
  return [...(isChanged ? [change] : []), ...acts];
}

function valuesAt(
  fields: readonly Field[],
  giveFor: (field: Field) => Sent | undefined,
): Record<string, Sent> {
  const values = blank<Sent>();
  for (const field of fields) {
    const value = giveFor(field);
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}
