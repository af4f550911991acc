/** Most characters of a message that are looked at, and of a cause. */
const limits = { message: 1_000, cause: 200 };

/** Words of messages that the runtime and SQLite themselves write. */
const runtimeWords = `a abort accessed after already an and anonymous apply arguments array arrow assignment at await before
bigint big boolean bound call called calls cannot class column columns constant constraint constructor convert
converting corrupt cpu create database declaration defined delete derived did does duplicate empty end error errors
exceeded expected expression failed field fields for foreign from full function functions get getter has have id in index
initialization initialized input instance into invalid is isolate iterable iterator json key large left length limit
literal long map memory missing module more must name near new no not null number object of on only operation operator or
other out parameter promise properties property prototype range reached read reading reference regular request reset right
row rows schema set setting size stack statement storage string structure such symbol syntax table text that the this
threw time timeout to token too transaction type undefined unexpected unique unknown unterminated value values valid was
with without worker write zod sqlite sqlite_error sqlite_constraint sqlite_toobig sqlite_full typeerror rangeerror
syntaxerror referenceerror`;

const runtime = new Set(runtimeWords.split(/\s+/));

/** Words of a text, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(word) ?? [];
}

const word = /[\p{L}_$][\p{L}\p{N}\p{M}_$]*/gu;

/**
 * What a failure's message says, without what may be a caller's: quoted values, whatever has a digit, and each word that
 * neither the release's own code (`isOfCode`, asked in lower case) nor the runtime could have said. So a person's name is
 * no part of a cause, and failures with the same cause have the same one.
 */
export function causeOf(message: string, isOfCode: (word: string) => boolean): string {
  const text = message
    .slice(0, limits.message)
    .replace(/\((reading|setting) '([\w$]+)'\)/g, "($1 $2)")
    // Up to the last quotation mark: a value may hold some itself.
    .replace(/".*"|`.*`|“.*”/gs, left)
    .replace(/(?<![\p{L}\p{N}])'.*'(?![\p{L}\p{N}])/gsu, left)
    .replace(/\S*\d\S*/g, left)
    .replace(word, (said) => {
      const known = said.toLowerCase();
      return runtime.has(known) || isOfCode(known) ? said : left;
    })
    .replace(/[^\p{L}\p{M}_$\s….,:;()[\]-]/gu, "")
    .replace(/\s+/g, " ")
    .replace(/…([\s.,:;()[\]-]*…)+/g, left)
    .trim();
  return text.slice(0, limits.cause) || left;
}

/** Stands for what is left out. */
const left = "…";
