import type { Change, Place, Statement } from "../statement.ts";

/** A statement that a later version compiles: it is read, so that it is refused by its name. */
interface Later {
  rule: string;
  places: readonly Place[];
  /** What it says, as the subject of "can't be compiled by this version yet". */
  title: string;
  way: string;
  /** What follows the rule's name in the grammar, and rules of its own on further lines. */
  grammar: string;
  example: string;
  /** What this version has that serves in part. */
  instead?: string;
}

const planned: readonly Later[] = [
  {
    rule: "ActionWithoutRoute",
    places: ["action heading"],
    title: "An action that no caller starts",
    way: "### NAME: no route",
    grammar: `actionName ":" "no" "route"`,
    example: "### Remind: no route",
  },
  {
    rule: "RunsEvery",
    places: ["action"],
    title: "A schedule or a reminder",
    way: '- Runs every DURATION at "TIME" / DURATION before FIELD',
    grammar: `"runs" (RunsPeriod | RunsAt)
  RunsPeriod = "every" (Duration | durationUnit) ("at" text)?
  RunsAt = Duration ("before" | "after") name`,
    example: '- Runs every day at "06:00"',
  },
  {
    rule: "LinkLine",
    places: ["entity"],
    title: "Links between many and many",
    way: "- `PUT /pots/{id}/glazes/{glaze}` links one, `DELETE ...` unlinks one",
    grammar: `route ("links" | "unlinks") One Tail*`,
    example: "- `PUT /pots/{id}/glazes/{glaze}` links one",
    instead: "a thing of its own with two references that are unique together",
  },
  {
    rule: "ChangesNeedField",
    places: ["service", "entity"],
    title: "A version in a field",
    way: "- Changes need the version in FIELD (STATUS), of the last version (STATUS)",
    grammar: `"changes" "need" "the" "version" "in" name Refusal? ChangesLast?`,
    example: "- Changes need the version in revision (400), of the last version (409)",
    instead: "versions in a header, as in `Changes need the header `If-Match` (428)`",
  },
  {
    rule: "WatchedAt",
    places: ["service", "entity"],
    title: "Live updates over WebSocket",
    way: "- Watched at `GET /PATH`",
    grammar: `"watched" "at" route Tail*`,
    example: "- Watched at `GET /kilns/live`",
  },
  {
    rule: "RankedAs",
    places: ["entity"],
    title: "A rank among all",
    way: "- Ranked as NAME by FIELD, -FIELD, equals share a rank / equals skip ranks",
    grammar: `"ranked" "as" name "by" NonemptyListOf<RankKey, ","> RankEquals?
  RankKey = ~RankTail OrderKey
  RankTail = "equals" (RankShared | RankSkipped)
  RankShared = "share" "a" "rank"
  RankSkipped = "skip" "ranks"
  RankEquals = "," RankTail`,
    example: "- Ranked as rank by -points, name, equals share a rank",
    instead: "a count of those that are better, as in `rank = 1 + count of all ...`",
  },
  {
    rule: "KeepsTrail",
    places: ["entity"],
    title: "A trail of what happened",
    way: "- Keeps a trail at `GET /things/{id}/trail`: no, what, by, at",
    grammar: `"keeps" "a" "trail" "at" route TrailFields?
  TrailFields = ":" NonemptyListOf<name, ",">`,
    example: "- Keeps a trail at `GET /kilns/{id}/trail`: no, what, by, at",
    instead: "a thing of its own that each action creates",
  },
  {
    rule: "CallsWithin",
    places: ["service", "entity", "action"],
    title: "A limit on calls in a time",
    way: "- At most NUMBER calls in DURATION for each caller (429)",
    grammar: `"at" "most" wholeNumber "calls" "in" Duration CallsFor? Refusal?
  CallsFor = "for" "each" name`,
    example: "- At most 9 calls in 45 seconds for each caller (429)",
  },
  {
    rule: "BulkLine",
    places: ["entity"],
    title: "Several at once",
    way: "- `POST /things/bulk` creates several, all or none",
    grammar: `route ("creates" | "changes" | "deletes") "several" BulkHow? Tail*
  BulkHow = "," (BulkAll | BulkRows)
  BulkAll = "all" "or" "none"
  BulkRows = "row" "by" "row"`,
    example: "- `POST /things/bulk` creates several, all or none",
    instead:
      "row by row `- `POST /things/bulk` does `POST /things` for each of 1 to 50 rows, answers [{row: row, status: status}]`, all or none an action with `for each of`",
  },
  {
    rule: "WhenLine",
    places: ["entity", "action"],
    title: "A trigger",
    way: "- When CONDITION: sets FIELD to EXPRESSION",
    grammar: `"when" (WhenRefused | Or) ":" (EffectSet | EffectCreate | EffectDelete | ActionMove)
  WhenRefused = "refused" ("with" code)?`,
    example: "- When load >= size: sets state to full",
  },
  {
    rule: "AsksOther",
    places: ["action"],
    title: "Calls to other services",
    way: "- Asks `SERVICE` for NAME by `GET /PATH` (STATUS) / Tells `SERVICE` EXPRESSION by `POST /PATH`",
    grammar: `(AsksFor | Tells) "by" route Refusal?
  AsksFor = "asks" code "for" name
  Tells = "tells" code Expression`,
    example: "- Asks `harbour` for ship by `GET /ships/{ship}` (502)",
  },
  {
    rule: "StandsAlone",
    places: ["service"],
    title: "A service for each of several parties",
    way: "Each THING stands alone, named by the path `/lines/{line}` / by the header `NAME`",
    grammar: `"each" name "stands" "alone" "," "named" "by" "the" AloneBy
  AloneBy = "path" pathOnly | "header" code`,
    example: "Each line stands alone, named by the path `/lines/{line}`.",
  },
  {
    rule: "NumberedWithin",
    places: ["entity"],
    title: "What is known by a number within a parent",
    way: "- Identified by NAME, counted from 1 within REFERENCE",
    grammar: `IdentifiedAs "counted" "from" '1' "within" name
  IdentifiedAs = "identified" "by" name ","`,
    example: "- Identified by no, counted from 1 within kiln",
    instead: "a field of that kind, as in `no: counted from 1 within kiln`",
  },
  {
    rule: "PersonalFields",
    places: ["entity"],
    title: "Personal fields",
    way: "- Personal: FIELD, FIELD",
    grammar: `"personal" ":" NonemptyListOf<name, ",">`,
    example: "- Personal: email, phone",
  },
  {
    rule: "TakesForm",
    places: ["action"],
    title: "Bodies other than JSON",
    way: "- Takes a form / text",
    grammar: `"takes" ("text" | TakesAForm)
  TakesAForm = "a" "form"`,
    example: "- Takes a form",
  },
];

/** Statements that are read now and compiled by a later version. */
export const laterStatements: readonly Statement[] = planned.map(
  ({ rule, places, title, way, grammar, example, instead }) => {
    const hint = instead === undefined ? "" : ` Until then, use ${instead}.`;
    return {
      rule,
      places,
      title,
      meaning: hint.trim(),
      ways: [way],
      grammar: `\n  ${rule} = ${grammar}\n`,
      meanings: {
        [rule]: (): Change => (draft) =>
          draft.postpone(`${title} can't be compiled by this version yet.${hint}`),
      },
      print: {},
      examples: [example],
      isLater: true,
    };
  },
);
