/**
 * A text of a request or an answer without what signs somebody in: values of JSON's properties and of parameters that are called
 * a password, secret, pin or token, and what looks like the token of a session, wherever it stands.
 */
export function redacted(text: string): string {
  return text
    .replace(secretProperty, `$1"${hidden}"`)
    .replace(secretParameter, `$1${hidden}`)
    .replace(token, hidden);
}

const hidden = "(hidden)";
const name = "(?:pass|pwd|secret|token|pin\\b)";
const secretProperty = new RegExp(
  `("[^"\\\\]*${name}[^"\\\\]*"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|-?\\d[\\d.eE+-]*)`,
  "gi",
);
const secretParameter = new RegExp(`([?&][^=&#]*${name}[^=&#]*=)[^&#\\s]*`, "gi");
const token = /(?<![\w-])[\w-]{43}(?![\w-])/g;
