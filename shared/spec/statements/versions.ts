import type { Versions } from "../../blueprint/versions.ts";
import { inEachEntity } from "../change.ts";
import { optional } from "../phrases/field-type.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const changesNeed: Statement = {
  rule: "ChangesNeed",
  about: "version etag concurrency optimistic conflict stale lost update if-match",
  places: ["entity", "service"],
  title: "Versions of a thing",
  meaning:
    "Creating, showing and changing a thing, and actions that answer it, send its version as `ETag`. Calls that change, delete or act on it must send it: else 428, of another version 412; `*` is any. The version counts the calls that set fields of the thing. Judged after who may. `creates or replaces` needs it for what is there.",
  ways: [
    "- Changes need the header `If-Match`",
    "- Changes need the header `If-Match` (STATUS `code`), of the last version (STATUS `code`)",
  ],
  grammar: `
  ChangesNeed = "changes" "need" "the" "header" code Refusal? ChangesLast?
  ChangesLast = "," "of" "the" "last" "version" Refusal?
`,
  meanings: {
    ChangesLast: (refusal) => optional<RefusalPhrase>(refusal),
    ChangesNeed: (name, missing, last): Change => {
      const header: string = name.value();
      const needed = optional<RefusalPhrase>(missing) ?? { status: 428 };
      const stale = optional<RefusalPhrase | undefined>(last) ?? { status: 412 };
      return inEachEntity({ isSaid: ({ versions }) => versions !== undefined }, (draft, entity) => {
        const scope = () => entityScope(draft.blueprint, undefined);
        const made: Versions = {
          header,
          missing: settleRefusal(needed, () => needed.status, { draft, scope }),
          stale: settleRefusal(stale, () => stale.status, { draft, scope }),
        };
        entity.versions = made;
        draft.made(made);
      });
    },
  },
  print: {
    entity: ({ versions }, blueprint) => {
      if (versions === undefined) return [];
      const { header, missing, stale } = versions;
      const [needed, last] = [missing, stale].map((one) =>
        refusalText(one, entityScope(blueprint, undefined)),
      );
      return [
        {
          text: `Changes need the header \`${header}\` ${needed}, of the last version ${last}`,
          of: versions,
        },
      ];
    },
  },
  examples: [
    "- Changes need the header `If-Match` (428), of the last version (412)",
    "- Changes need the header `If-Match` (400 `no_version`), of the last version (409 `stale`)",
  ],
};
