import { ServiceName } from "../../blueprint/blueprint.ts";
import { nameOfTitle } from "../../blueprint/service-name.ts";
import type { Change, Statement } from "../statement.ts";

/** The heading of a spec. */
export function titleHeading({ name, title }: { name: string; title: string }): string {
  const isPlain = nameOfTitle(title) === name && !/\(`[^`]*`\)\s*$/.test(title);
  return isPlain ? `# ${title}` : `# ${title} (\`${name}\`)`;
}

export const title: Statement = {
  rule: "Title",
  places: ["title"],
  title: "The service",
  meaning:
    "The first heading is the service's title. Its name, in URLs and repositories, is made of the title's words; another one goes behind it in brackets.",
  ways: ["# TITLE", "# TITLE (`name`)"],
  grammar: `
  Title = titleText TitleName?
  titleText (a title) = (~titleEnd any)+
  titleEnd = space* titleName? end
  titleName = "(\`" (~"\`" any)* "\`)"
  TitleName = "(" code ")"
`,
  meanings: {
    Title: (text, name): Change => {
      const said: string = text.sourceString.trim();
      const [given] = name.value();
      return (draft) => {
        const { service } = draft.blueprint;
        if (service.title !== "")
          draft.fail("The service has a title already. Things are named by headings of two `##`.");
        service.title = said;
        service.name = given ?? nameOfTitle(said);
        draft.made(service);
        if (!ServiceName.safeParse(service.name).success) {
          draft.fail(
            `\`${service.name}\` is no name of a service: lower-case words joined by hyphens, at most 40 characters.`,
          );
        }
      };
    },
    TitleName: (name) => name.value(),
  },
  print: {},
  examples: [
    "# Lending library\n\n## Book\n- title: text",
    "# Lending library (`library`)\n\n## Book\n- title: text",
  ],
};
