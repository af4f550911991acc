import { RuleIndex } from "../grammar/attribute-rule.ts";
import { type Pattern, pattern } from "../grammar/pattern.ts";
import type { Reader } from "../reader.ts";

type Family = { readonly reason: string; readonly patterns: readonly Pattern[] };

const family = (reason: string, sources: readonly string[]): Family => ({
  reason,
  patterns: sources.map(pattern),
});

/** What people ask for that the resource kind does not have, with the reason to give. */
const families: readonly Family[] = [
  family("speaks to the agents, demands nothing of the service", [
    "ignore (all|any|the|your|every)? (of)? (the|your|previous|prior|above|earlier|preceding)? (previous|prior|earlier|above)? (instructions|rules|prompts|directions|guidelines|constraints|requirements)",
    "disregard (all|any|the|your|previous|prior|above|everything)",
    "forget (all|everything|your|the) (previous|prior|instructions|above|you|rules)",
    "you are (now|no longer) (a|an|in|my|the)?",
    "(print|reveal|show|output|repeat|leak|tell me) (me)? (your|the) (system)? (prompt|instructions|secrets|credentials|api key|api keys|environment)",
    "system prompt",
    "(pretend|act as if|roleplay|act as) (you|to|a|an)",
    "(as|you|dear) (an|a)? (ai|assistant|language model|llm|chatbot)",
    "(mark|report|treat|count|declare) (all|every|each|this|everything) (clauses|clause|gates|gate|tests|test|as met|as done|as passed)",
    "(skip|bypass|disable) (all|the|every|any)? (tests|gates|checks|review|verification|safety)",
    "(execute|run) (this|the following|rm|shell|the command) (command|script|code)?",
    "developer mode",
    "jailbreak",
  ]),
  family("this model builds no user accounts, sign-in or permissions", [
    "(~log|~sign) (in|out|up)",
    "(login|logins|logout|password|passwords|jwt|oauth|oauth2|authentication|authenticated|authenticate|authorization|authorisation|authorized|authorised|signup|sign-in|session|sessions|permissions|permission|api-key|bearer|credentials|2fa|sso)",
    "api (key|keys|token|tokens)",
    "access (token|tokens|control|rights)",
    "only (the|its|their|an|a)? (owner|owners|author|creator|creators|admin|admins|administrator|administrators|librarian|librarians|manager|managers|staff|members|logged-in|moderators|moderator|person who|user who|users who|logged in)",
    "(only)? (visible|accessible|available|shown) (only)? to (its|their|the|his) (owner|owners|creator|author|admins|staff|user)",
    "(admins|administrators|moderators|owners|staff) (only|can|may|are allowed)",
    "(~own|owned by|belongs to) (the|a|its)? (user who|person who|logged-in)",
    "(see|edit|delete|view|access|change) only their own",
    "their own <entity> only",
    "role-based",
    "(user|users) roles",
  ]),
  family("this model sends nothing: no mail, messages, reminders or calls to other services", [
    "(~send|~notify|~remind|~alert|~email|~text|~push|~ping) (an|a|the|them|him|her|me|us|out|everyone|users|members|people|email|emails|notification|notifications|sms|reminder|reminders|someone|owner|message|messages|customers|mail|alert|by)",
    "(notification|notifications|newsletter|sms|webhook|webhooks|reminders|reminder emails)",
    "(is|are|be|gets|get) (notified|reminded|alerted|emailed|informed)",
    "(by|via) (email|sms|slack|mail)",
    "(integrate|integrates|integration|integrated|sync|syncs|synchronise|synchronize) (with|to|from)",
  ]),
  family("this model promises no speed, load or availability", [
    "(fast|quick|scalable|performant|low-latency|highly available|high availability|uptime|latency|throughput|responsive|high-performance|quickly|snappy)",
    "(in|within|under|below|less than) <number> (ms|milliseconds|millisecond|seconds|second|s) ",
    "<number> (requests|users|calls|transactions|rps|concurrent) (per|a|at|every|concurrent)? (second|minute|once|users)?",
    "(scale|scales|scaling) (to|up|out|well|for)",
    "99 (. 9)? %",
    "(millions|thousands|billions) of",
  ]),
  family("this model computes no values from others: counts, sums, averages, rankings", [
    "(average|mean|sum|total|count|number|median|highest|lowest) (of|for) (all|the|its|their|each|every)? <entity>",
    "(average|overall|mean) (rating|score|price|grade|<field>)",
    "(calculated|computed|derived|calculates|computes|calculate|compute|recalculated|summed|aggregated|totals|totalled|tallied|tally)",
    "(ranking|ranked|leaderboard|statistics|stats|report|reports|dashboard|top <number>|most popular|recommendation|recommendations|recommend|suggest|suggestions|histogram|chart)",
    "(is|are|goes|go) (reduced|increased|decreased|incremented|decremented|lowered|raised|up|down) (by|when|with|each)",
    "(~increase|~decrease|~reduce|~increment|~decrement) (the|its|their|by)",
  ]),
  family(
    "this model has no rules over several things or over time: quotas, loans, bookings, state machines",
    [
      "(at most|no more than|up to|maximum of|max|only|more than|limit of) <number> (open|active|concurrent|current)? (<entity>|loans|books|items|bookings|at a time|at once|things) (at a time|at once|per|each|for|a)?",
      "<number> (at a time|at once)",
      "(for|after|within|every|in|of)? <number> (days|day|hours|hour|weeks|week|minutes|minute|months|month|years) (ago|later|after|before|from|loan|period|at most)?",
      "(overlap|overlaps|overlapping|double-booked|double booking|double-book|conflicting bookings)",
      "(~expire|expiry policy|expiration)",
      "(transition|transitions|lifecycle|workflow|state machine)",
      "(may|can|must|moves|move|go|goes|change|changes|pass) (only)? (be)? (move|go|moved|changed|change|pass|from)? (only)? from <literal> to <literal>",
      "(overdue|late fee|late fees|penalty|penalties|waiting list|queue|waitlist)",
      "(schedule|scheduled job|cron|nightly|daily at|automatically (archived|deleted|closed|expire|expires|moved))",
      "once (it is|they are)? (done|closed|completed|published|paid|shipped|archived|approved|cancelled) ,? (it|they|the <entity>)? (can|may|must) (not|never)",
    ],
  ),
  family("this model has no live updates, files, payments, history or imports", [
    "(websocket|websockets|real-time|realtime|live updates|server-sent|sse|streaming|stream)",
    "(upload|uploads|uploaded|attachment|attachments|file upload|download|downloads|pdf|csv|excel|export|exports|exported|import|imports|imported|spreadsheet|graphql|grpc|soap|xml)",
    "(payment|payments|pay|stripe|paypal|invoice generation|checkout|credit card processing)",
    "(audit|history|version history|undo|soft-delete|soft delete|soft-deleted|restore|restored|archive automatically|recycle bin|trash|audit trail|audit log|changelog|revisions)",
    "(etag|etags|if-match|if-none-match|optimistic locking|idempotency|idempotent|idempotency-key|idempotency keys|concurrency|concurrent (edits|updates|changes)|rate limit|rate limits|rate-limit|rate limiting|throttle|throttling|throttled|cache|caching|cached)",
    "(user interface|frontend|front-end|gui|web page that|mobile app|ui|screen|website where|button|html page)",
    "(encrypt|encrypted|encryption|gdpr|anonymise|anonymize|hashed|backup|backups|logging|metrics|monitoring|health check|healthcheck|/health)",
    "(machine learning|ai-powered|natural language|geolocation|map view|nearby|within <number> km|barcode|qr code|translate|translations|multi-language|multilingual|i18n)",
    "(bulk|batch) (create|update|delete|creation|import|updates|operations|insert)",
    "multi-tenant",
    "tenants?",
  ]),
];

const agents = new RuleIndex(families.slice(0, 1));
const everything = new RuleIndex(families.slice(1));

/** Notes what a clause says to the agents that read it; nothing else in such a clause counts. */
export function readSpeechToAgents(reader: Reader): boolean {
  for (let at = 0; at < reader.tokens.length; at += 1) {
    for (const { rule } of agents.matches(reader.tokens, at, reader.slots)) {
      reader.reasons.push(rule.reason);
      return true;
    }
  }
  return false;
}

/** Notes what a clause asks for beyond what the resource kind has, naming the words; their tokens count as read. */
export function readBeyond(reader: Reader): void {
  for (let at = 0; at < reader.tokens.length; at += 1) {
    if (reader.used(at)) continue;
    for (const { rule, match: found } of everything.matches(reader.tokens, at, reader.slots)) {
      const words = reader.tokens
        .slice(found.start, found.end)
        .map((token) => token.text)
        .join(" ");
      reader.reasons.push(`'${words}': ${rule.reason}`);
      reader.use(found.start, found.end);
      break;
    }
  }
}
