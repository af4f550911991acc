const title =
  /^(?:Feature|Rule|Background|Scenario|Scenario Outline|Scenario Template|Example|Examples|Scenarios)\s*:/;
const step = /^(?:Given|When|Then|And|But)\s/;

/** Whether a text is written as features and scenarios. */
export function isGherkin(text: string): boolean {
  return /^\s*(?:Scenario|Scenario Outline|Feature)\s*:/m.test(text) && /^\s*(?:When|Then)\s/m.test(text);
}

/** Whether a line of such a text starts a clause of its own, after the line before it. */
export function startsClause(line: string, before: string): boolean {
  return title.test(line) || step.test(line) || line.startsWith("|") || title.test(before);
}
