/**
 * Parts of SQL as SQLite reads it (sqlite.org/lang_expr.html, tokenize.c): comments, names in their three kinds of
 * quotes, texts and blobs, words, variables, numbers, spaces.
 */
const part =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[xX]?'(?:[^']|'')*(?:'|$)|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[?@:$][\w]*|(?:0[xX][0-9a-fA-F]+|\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\s+/g;

/** A statement with `?` in the place of each text, number and blob: two runs with other values are the same statement. */
export function statementShape(sql: string): string {
  return sql
    .replace(part, (found) => {
      if (/^(?:--|\/\*|\s)/.test(found)) return " ";
      if (/^(?:[xX]?'|\.?\d)/.test(found)) return "?";
      return found.startsWith("?") ? "?" : found;
    })
    .replace(/ +/g, " ")
    .trim();
}
