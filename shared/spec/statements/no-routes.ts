import type { Change, Statement } from "../statement.ts";

export const noRoutes: Statement = {
  rule: "NoRoutes",
  places: ["entity"],
  title: "No routes",
  meaning: "The things are kept, and reached only through actions and other things.",
  ways: ["- No routes"],
  grammar: '\n  NoRoutes = "no" "routes"\n',
  meanings: {
    NoRoutes: (): Change => (draft) => {
      if (draft.entity === undefined) return;
      draft.withoutRoutes.add(draft.entity);
      draft.made(draft.entity.operations);
    },
  },
  print: {
    entity: (entity) =>
      entity.operations.length === 0 ? [{ text: "No routes", of: entity.operations }] : [],
  },
  examples: ["- No routes"],
};
