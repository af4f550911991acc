const irregular: Readonly<Record<string, readonly string[]>> = {
  be: ["be", "is", "are", "was", "were", "being", "been", "am"],
  have: ["have", "has", "had", "having"],
  do: ["do", "does", "did", "doing", "done"],
  get: ["get", "gets", "got", "getting", "gotten"],
  see: ["see", "sees", "saw", "seen", "seeing"],
  give: ["give", "gives", "gave", "given", "giving"],
  take: ["take", "takes", "took", "taken", "taking"],
  send: ["send", "sends", "sent", "sending"],
  set: ["set", "sets", "setting"],
  put: ["put", "puts", "putting"],
  read: ["read", "reads", "reading"],
  write: ["write", "writes", "wrote", "written", "writing"],
  keep: ["keep", "keeps", "kept", "keeping"],
  hold: ["hold", "holds", "held", "holding"],
  find: ["find", "finds", "found", "finding"],
  show: ["show", "shows", "showed", "shown", "showing"],
  begin: ["begin", "begins", "began", "begun", "beginning"],
  leave: ["leave", "leaves", "left", "leaving"],
  come: ["come", "comes", "came", "coming"],
  make: ["make", "makes", "made", "making"],
  know: ["know", "knows", "knew", "known", "knowing"],
  forget: ["forget", "forgets", "forgot", "forgotten"],
  buy: ["buy", "buys", "bought", "buying"],
  overwrite: ["overwrite", "overwrites", "overwrote", "overwritten", "overwriting"],
  tell: ["tell", "tells", "told", "telling"],
  say: ["say", "says", "said", "saying"],
  go: ["go", "goes", "went", "gone", "going"],
  lie: ["lie", "lies", "lay", "lying"],
  submit: ["submit", "submits", "submitted", "submitting"],
  drop: ["drop", "drops", "dropped", "dropping"],
  permit: ["permit", "permits", "permitted", "permitting"],
  omit: ["omit", "omits", "omitted", "omitting"],
  trim: ["trim", "trims", "trimmed", "trimming"],
  strip: ["strip", "strips", "stripped", "stripping"],
  log: ["log", "logs", "logged", "logging"],
  cap: ["cap", "caps", "capped", "capping"],
  edit: ["edit", "edits", "edited", "editing"],
};

/** A verb's forms: base, third person, past, participle. */
export function inflections(verb: string): readonly string[] {
  const known = irregular[verb];
  if (known !== undefined) return known;
  if (verb.endsWith("e")) return [verb, `${verb}s`, `${verb}d`, `${verb.slice(0, -1)}ing`];
  if (/[^aeiou]y$/.test(verb)) {
    const stem = verb.slice(0, -1);
    return [verb, `${stem}ies`, `${stem}ied`, `${verb}ing`];
  }
  if (/(?:s|x|z|ch|sh)$/.test(verb)) return [verb, `${verb}es`, `${verb}ed`, `${verb}ing`];
  return [verb, `${verb}s`, `${verb}ed`, `${verb}ing`];
}
