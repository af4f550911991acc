import type { Permission } from "../../blueprint/refusal.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import type { Meanings } from "../grammar.ts";
import { nearest } from "../nearest.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "./refusal.ts";

/** Who may do something, as it is read. */
export interface PermissionPhrase {
  roles: string[];
  owner?: string;
  /** Further ones, which can't be said. */
  others?: string[];
  caller?: true;
  refusal: RefusalPhrase | undefined;
}

export const permissionGrammar = `
  Permission = "by" NonemptyListOf<Who, WhoElse> "only"? Refusal?
  WhoElse = "," | "or"
  Who = "its" name  -- owner
      | "a" "caller"  -- caller
      | name  -- role
`;

type One = { owner: string } | { role: string } | { caller: true };

export const permissionMeanings: Meanings = {
  Permission: (who, _only, refusal): PermissionPhrase => {
    const ones: One[] = who.value();
    const [owner, ...others] = ones.flatMap((one) => ("owner" in one ? [one.owner] : []));
    return {
      roles: ones.flatMap((one) => ("role" in one ? [one.role] : [])),
      ...(owner !== undefined && { owner }),
      ...(others.length > 0 && { others }),
      ...(ones.some((one) => "caller" in one) && { caller: true as const }),
      refusal: refusal.value()[0],
    };
  },
  Who_owner: (name): One => ({ owner: name.value() }),
  Who_caller: (): One => ({ caller: true }),
  Who_role: (name): One => ({ role: name.value() }),
};

/** The permission, with its roles and its owner looked up where the draft is finished. Without a status it is 403, where any caller may 401. */
export function settlePermission(
  { roles, owner, others = [], caller, refusal }: PermissionPhrase,
  around: { draft: Draft; scope: () => Scope },
): Permission {
  const { draft, scope } = around;
  for (const other of others)
    draft.fail(
      `One field says who may, and \`its ${other}\` is another: say it as a condition, as in \`only if ${owner} is the caller or ${other} is the caller (403)\`.`,
      other,
    );
  draft.later("values", () => {
    const known = scope().roles ?? [];
    for (const role of roles) {
      if (known.includes(role)) continue;
      const example = `Role ${role}: the header \`X-Role\` is \`${role}\`.`;
      draft.fail(`\`${role}\` is no role of callers.`, role, { suggestion: nearest(role, known), example });
    }
    const { own } = scope();
    if (owner !== undefined && own !== undefined) draft.fieldNamed(own, owner);
  });
  return {
    roles,
    ...(owner !== undefined && { owner }),
    ...(caller && { caller }),
    refusal: settleRefusal(refusal, () => (caller ? 401 : 403), around),
  };
}

/** A permission as a spec writes it. */
export function permissionText({ refusal, ...who }: Permission, scope: Scope): string {
  return `${permittedText(who)} ${refusalText(refusal, scope)}`;
}

/** Those who may, as a spec writes them. */
export function permittedText({ roles, owner, caller }: Omit<Permission, "refusal">): string {
  const who = [
    ...roles,
    ...(owner === undefined ? [] : [`its ${owner}`]),
    ...(caller === undefined ? [] : ["a caller"]),
  ];
  return `by ${who.join(" or ")}`;
}
