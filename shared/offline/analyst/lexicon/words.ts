const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const determiners = set(
  "a an the its it's their his her our your my own each every all any some this that these those both another such one 's no",
);
export const prepositions = set(
  "of in on at by for with from to into onto about as per via under over between within without after before during until since through across against among like than upon out off up",
);
export const auxiliaries = set(
  "is are was were be been being am has have had having do does did can could may might must shall should will would not need needs cannot ought get gets let lets",
);
export const pronouns = set(
  "i we you he she it they them us me him who whom whose which what that there here this these those itself themselves someone something anyone everything anything everyone nobody nothing",
);
export const conjunctions = set(
  "and or but nor so yet if when while because where whether unless although though then than plus also too as",
);
/** Words that add nothing a service could do or not do. */
export const fillers = set(
  `just simply basically really very quite rather already still even please thanks thank well ok okay yes maybe perhaps
  always never only also too instead otherwise exactly same other others further overview following above below e.g eg i.e ie etc etcetera
  example namely respectively again given such way ways want wants wanted would like able possible course
  new existing current particular certain various single individual specific certain normal usual usually generally
  whole entire proper properly simple simply plain little small big good nice short brief long full fully
  first last once now later therefore thus hence however moreover furthermore additionally finally next lastly
  thing things item items entry entries record records resource resources object objects one ones element elements
  service api apis app application system server backend program software microservice rest restful http json crud endpoint endpoints
  route routes url path request requests response responses body bodies caller callers client clients user users
  people person team staff value values field fields property properties attribute attributes column data information info
  details type kind sort format called named name-of known written back via per using use uses used based
  support supports supported supporting provide provides provided offer offers allow allows allowed let lets enable enables
  make makes made made-up build create-a need needs needed should must may can will shall operation operations
  method methods parameter parameters query call calls called option options string query-string respective corresponding
  answer answers answered answering return returns returned returning respond responds responded responding reply replies replied
  give gives given giving show shows shown shows take takes taken accept accepts accepted refuse refused refuses refusing reject
  rejected rejects rejecting error errors problem problems success successful successfully fail fails failed obviously usually naturally ideally preferably typically
  certainly definitely clearly actually sometimes often oh uh um ah kindly hello hi contain contains contained containing look looks
  say says said tell tells means mean know knows known work works working go goes going come comes happen happens happened
  lot lots bit everybody everywhere somewhere once ever meanwhile afterwards beforehand status code codes http content-type
  see seen wish wishes hope want-to believe think thinks guess keep keeps kept having together among between directly
  found live lives stored saved stays stay remain remains there-is list lists listed listing collection array arrays server-side side store stores storing
  shape shapes form forms look-like present presented title-case default-value initial initially case cases part parts resulting result results
  representation representations both either neither handle handles handled handling serve serves served serving
  consists consist consisting two three four five six kinds sorts registration creation mistake  it its itself they them their there here 's - – — , . : ; ! ? ( ) [ ] { } " ' / | * # ... -> = \\ % $ ~ + & _`,
);

export const neutral: ReadonlySet<string> = new Set([
  ...determiners,
  ...prepositions,
  ...auxiliaries,
  ...pronouns,
  ...conjunctions,
  ...fillers,
]);

/** Words for whoever uses a service: they act on things, they are not things, unless the text gives them fields. */
export const actors = set(
  `user users client clients caller callers admin admins administrator administrators i we you they people person anyone
  anybody everyone everybody someone somebody nobody team teams staff developer developers consumer consumers visitor visitors
  frontend frontends browser browsers librarian librarians manager managers owner owners shopkeeper gardener teacher
  operator operators api service system app application it one who us me them customer's`,
);

/** Nouns of every API, which name no thing of this one. */
export const apiNouns = set(
  `api apis service services system systems app application applications server backend endpoint endpoints route routes
  path url request requests response responses answer answers body bodies header headers status code codes error errors
  message messages list lists collection collections array arrays object objects json page pages field fields property properties
  attribute attributes value values type types string number boolean integer id ids identifier identifiers parameter parameters
  query filter filters sort order operation operations method methods root database storage data information thing things
  item items entry entries record records resource resources one ones element elements entity entities model models
  example examples note-that requirement requirements rule rules validation crud rest http client clients caller callers user's
  way ways time times result results default defaults limit limits offset name-of kind kinds set number-of microservice
  caller browser origin origins cors success failure format case cases change changes creation deletion update updates
  text line lines word words character characters digit digits letter letters feature features overview introduction
  details detail purpose goal goals background scope functionality general summary description
  manager tracker catalogue catalog inventory register registry directory store keeper log library book-keeping tool website site
  everything anything something nothing everyone both each all some any part obviously usually parts bit lot lots`,
);

/** Generic words that stand for whatever thing the text is about. */
export const genericThings = set(
  "item items entry entries record records thing things resource resources one ones element elements object objects",
);

/** Words that end a noun phrase: verbs and the like that are no part of a name. */
export const phraseEnds = set(
  `is are was were be been being has have had can could may might must shall should will would do does did not
  consists consist contains contain includes include carries carry comprises holds hold keeps keep stores store records
  answers returns responds respond gives give takes take lists shows show accepts accept rejects refuses
  starts begins defaults default belongs belong refers refer points needs need requires
  that which who whose whom when where while if unless because so than then but and or nor with without from to in on at by
  for as into between after before until since via per under over within through of about like called named
  it they them we you i he she its their this these those there here
  only also always never already just too gets get becomes become exists exist
  sorted filtered ordered grouped limited identified described consisting containing including having using given
  such obviously usually naturally nowadays sometimes must-have exactly at-least means mean describes describe represents represent works work looks look`,
);
