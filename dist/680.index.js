export const id = 680;
export const ids = [680];
export const modules = {

/***/ 5658:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ assess)
});

// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(370);
// EXTERNAL MODULE: ./lib/github/links.js
var github_links = __webpack_require__(7578);
// EXTERNAL MODULE: ./lib/ask.js + 3 modules
var lib_ask = __webpack_require__(4683);
// EXTERNAL MODULE: ./lib/github/connection.js + 1 modules
var github_connection = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/github/deadline.js
var deadline = __webpack_require__(987);
// EXTERNAL MODULE: ./lib/outcome.js + 1 modules
var lib_outcome = __webpack_require__(1564);
// EXTERNAL MODULE: ./lib/verify/findings.js + 4 modules
var findings = __webpack_require__(781);
// EXTERNAL MODULE: ./lib/verify/report.js
var report = __webpack_require__(9779);
;// CONCATENATED MODULE: ./lib/judge-policy.js







/** Until everything about one token must have been asked, milliseconds. */
const longestToken = 60_000;
/** Until everything about all of them must have been asked, milliseconds. */
const longestRun = 20 * 60_000;
/**
 * So many times as many tokens are under way as requests are in flight: those
 * that wait before they ask again hold up no other.
 */
const patience = 4;
/**
 * Judges the tokens of a policy side by side, and each by itself. A token that
 * two variables hold is asked about once.
 */
async function judgePolicy(tokens, circumstances) {
    const { values, run } = circumstances;
    const outcomes = await askAll(findSubjects(tokens, values), circumstances);
    return tokens.map(({ name, purpose, owners, candidates }) => {
        const report = (inputs) => reportOn(inputs, outcomes.get(inputs) ?? leave(inputs, values, run), circumstances);
        const [first, ...others] = candidates;
        return {
            name,
            purpose,
            owners,
            reports: [report(first), ...others.map(report)]
        };
    });
}
/** The tokens there are, each once for a host. */
function findSubjects(tokens, values) {
    const subjects = [];
    for (const inputs of tokens.flatMap(({ candidates }) => candidates)) {
        const token = values.get(inputs.tokenName);
        if (token?.secret === undefined)
            continue;
        const { secret } = token;
        const { host } = inputs;
        const known = subjects.find((one) => one.host.webUrl === host.webUrl &&
            one.host.apiUrl === host.apiUrl &&
            one.secret.equals(secret));
        const use = { token, inputs };
        if (known === undefined)
            subjects.push({ secret, host, uses: [use] });
        else
            known.uses.push(use);
    }
    return subjects;
}
async function askAll(subjects, { concurrency, onProgress }) {
    const outcomes = new Map();
    const end = AbortSignal.timeout(longestRun);
    const places = new Map();
    let asked = 0;
    await Promise.all(subjects.map(({ secret, host, uses }) => {
        const key = `${host.webUrl} ${host.apiUrl}`;
        const place = places.get(key) ?? placeAt(host, concurrency);
        places.set(key, place);
        return place.tokens(async () => {
            await (0,deadline/* within */.u)(longestToken, end, async (deadline) => {
                const connection = (0,github_connection/* askOnce */.RV)(place.connect(secret, deadline));
                const ask = async ({ token, inputs }) => {
                    outcomes.set(inputs, await (0,lib_ask.askAbout)(connection, token, inputs));
                };
                await Promise.all(uses.map(ask));
            });
            asked += 1;
            onProgress(asked, subjects.length);
        });
    }));
    return outcomes;
}
/** What the tokens of one host share. */
function placeAt(host, concurrency) {
    return {
        connect: (0,github_connection/* reach */.gl)(host, (0,p_limit/* default */.A)(concurrency)),
        tokens: (0,p_limit/* default */.A)(concurrency * patience)
    };
}
function leave(inputs, values, run) {
    const { tokenName } = inputs;
    const missing = {
        masks: [],
        trimmed: false,
        refusal: {
            reason: 'variable-missing',
            evidence: 'No variable of its environment has this name'
        }
    };
    return (0,lib_outcome/* leaveUnasked */.P)(values.get(tokenName) ?? missing, inputs, run);
}
function reportOn(inputs, outcome, { run, now }) {
    const facts = {
        ...outcome,
        fallback: undefined,
        run,
        shadows: [],
        obstacles: outcome.trimmed ? [lib_outcome/* untrimmed */.e] : [],
        now: now()
    };
    return (0,report/* makeReport */.dO)(inputs, facts, (0,findings/* judge */.S)(inputs, facts));
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./node_modules/leven/index.js
var leven = __webpack_require__(7785);
// EXTERNAL MODULE: ./lib/github/permissions.js
var permissions = __webpack_require__(8859);
// EXTERNAL MODULE: ./lib/github/scopes.js
var scopes = __webpack_require__(518);
// EXTERNAL MODULE: ./lib/runner/reader.js
var runner_reader = __webpack_require__(4879);
// EXTERNAL MODULE: ./lib/runner/token-inputs.js
var token_inputs = __webpack_require__(5377);
// EXTERNAL MODULE: ./lib/runner/text.js
var runner_text = __webpack_require__(8295);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./node_modules/zod/v4/mini/schemas.js + 5 modules
var schemas = __webpack_require__(8395);
// EXTERNAL MODULE: ./lib/verify/presets.js
var presets = __webpack_require__(3269);
;// CONCATENATED MODULE: ./lib/policy/schema.js




/*
 * The shape of a policy: which keys there are, and of what form their values are.
 * What a value may say is the business of the reader that all actions share. An
 * editor sees YAML's numbers and booleans; the action sees their text.
 */
const described = (about) => schemas/* describe */.q0y(about);
/** A word, of which some are offered by editors. */
const wordOf = (known) => known.length === 0 ? schemas/* string */.YjP() : schemas/* union */.KCZ([schemas/* enum */.k5n(known), schemas/* string */.YjP()]);
const value = (about, known = []) => schemas/* union */.KCZ([wordOf(known), schemas/* number */.aig(), schemas/* boolean */.zMY()], 'must be one value')
    .check(described(about));
const values = (about, known = []) => schemas/* union */.KCZ([wordOf(known), schemas/* array */.YOg(wordOf(known))], 'must be one value, or a list of values')
    .check(described(about));
const schema_permissions = (about) => schemas/* union */.KCZ([
    schemas/* string */.YjP(),
    schemas/* array */.YOg(schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* record */.g1P(schemas/* string */.YjP(), wordOf(permissions/* levels */.yr))])),
    schemas/* record */.g1P(schemas/* string */.YjP(), wordOf(permissions/* levels */.yr))
], 'must be lines of the form NAME: LEVEL')
    .check(described(about));
/** What is expected of one token: most keys are those of the inputs of the root action. */
const tokenSchema = schemas/* partial */.OH3(schemas/* strictObject */.rej({
    purpose: value('What does not work without it: `pushes the release commit`.'),
    owner: values('Who rotates it, and is mentioned in issues: `"@acme/release"`, in quotes.'),
    'any-of': values('The environment variables that hold a token each, of which one must be as expected. Without this key the variable is called like the token.'),
    preset: values('The tasks it must be able to do.', [...presets/* presets */.v.keys()]),
    scopes: values('The classic scopes it must have.'),
    permissions: schema_permissions('The fine-grained permissions it must have.'),
    'forbid-scopes': values('The classic scopes it must not have.'),
    'expected-login': value('The account it must belong to.'),
    repositories: values('The repositories it is for: OWNER/NAME or OWNER/*. Those that are named are verified.'),
    'server-url': value('The host it belongs to: https://github.com.'),
    'api-url': value('The address of the API of an unusual host.'),
    'rotate-by': value('The day by which it is to be replaced, for a token that does not expire: 2027-01-31.'),
    'warn-days': value('Warn when it expires within so many days.'),
    'max-lifetime-days': value('Warn when it has more days left than this.'),
    'fail-on': values('What makes it count as failed.', [
        ...report/* failClasses */.f8,
        'none'
    ]),
    'on-empty': value('What becomes of it when it is empty.', [
        'auto',
        'skip',
        'fail'
    ]),
    'write-probes': value('Whether writes that are invalid may prove permissions to write.')
}, 'must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step'));
/** The keys a token may have. */
const tokenKeys = Object.keys(tokenSchema.shape);
const tokens = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* nullable */.mee(tokenSchema), 'must name tokens, each with its keys')
    .check(described('What is expected of each token, by the name of the environment variable that holds it.'));
/** A policy, as it stands in a file. */
const policySchema = schemas/* strictObject */.rej({ tokens }, 'must have the key tokens')
    .check(described('What the tokens of this repository must be able to do.'));

;// CONCATENATED MODULE: ./lib/policy/document.js





/** The largest text that is taken for a policy, characters. */
const longestText = 1024 * 1024;
/** More names than this are a mistake. */
const mostTokens = 1000;
/** Of more mistakes than this it is only said how many there are. */
const mostProblems = 50;
/** A complaint is cut to so many characters. */
const longestComplaint = 300;
/** So often a part may be repeated by its anchor. */
const mostAliases = 10_000;
/** What variables with tokens may be called: others are the runner's own. */
const variableFormat = /^(?!__proto__$|(?:ACTIONS|INPUT|RUNNER)_)[A-Za-z_]\w{0,99}$/i;
/** What the parser says in words for programmers, or not at all. */
const words = {
    BAD_SCALAR_START: 'a value that starts with @ or ` must be in quotes',
    BLOCK_AS_IMPLICIT_KEY: 'a value with a colon in it must be in quotes',
    MULTIPLE_DOCS: 'a second document starts here',
    RESOURCE_EXHAUSTION: 'it is nested too deeply'
};
/**
 * Reads a policy: a file, or an input that holds what is below `tokens` in one.
 *
 * All values are the text that stands there: `1e3` is no number and `yes` no
 * boolean, as they are none in an input.
 */
function readDocument(text, form) {
    const plain = text.replace(/^\u{feff}/u, '');
    const fail = (complaint) => ({
        entries: [],
        problems: locate(plain, [{ offset: 0, complaint }])
    });
    if (plain.length > longestText)
        return fail('it is larger than 1 MiB');
    try {
        return read(plain, form);
    }
    catch (error) {
        // Aliases without end, or nothing that the parser expects.
        return fail(`it cannot be read: ${(0,runner_text/* describeError */.Uc)(error)}`);
    }
}
function read(text, form) {
    const document = (0,dist/* parseDocument */.Tp)(text, {
        schema: 'failsafe',
        stringKeys: true,
        resolveKnownTags: false,
        // The parser compares each key with all others.
        uniqueKeys: false,
        prettyErrors: false
    });
    const stop = (mistakes) => ({
        entries: [],
        problems: locate(text, mistakes)
    });
    const [first] = document.errors;
    if (first !== undefined) {
        const isHopeless = first.code === 'RESOURCE_EXHAUSTION';
        return stop((isHopeless ? [first] : document.errors).map(({ pos: [offset], code, message }) => ({
            offset,
            complaint: words[code] ?? message
        })));
    }
    const repeated = findRepeated(document);
    const value = document.toJS({ maxAliasCount: mostAliases });
    // An input may be what a file is.
    const names = [...membersOf(value).keys()];
    const root = form === 'file' || names.join() === 'tokens' ? ['tokens'] : [];
    const policy = root.length === 0 ? { tokens: value } : value;
    const find = offsetFinder(document);
    const offsetOf = (path) => find(path.slice(1 - root.length));
    const tokens = membersOf(membersOf(policy).get('tokens'));
    if (tokens.size > mostTokens) {
        const complaint = `it names ${String(tokens.size)} tokens, of at most ${String(mostTokens)}`;
        return stop([{ offset: offsetOf(['tokens']), complaint }]);
    }
    const parsed = policySchema.safeParse(withoutEmpty(policy));
    const ofForm = (parsed.error?.issues ?? []).flatMap((issue) => describeIssue(issue, policy));
    const told = new Set(ofForm.map(({ path }) => path.join('\n')));
    const mistakes = [
        ...ofForm,
        ...findEmpty(tokens).filter(({ path }) => !told.has(path.join('\n'))),
        ...[...tokens.keys()]
            .filter((name) => !variableFormat.test(name))
            .map((name) => ({
            path: ['tokens', name],
            complaint: `${(0,runner_reader/* quote */.hD)(name)} cannot be the name of an environment variable`
        }))
    ];
    return {
        entries: [...tokens].map(([name, keys]) => ({
            name,
            text: (key) => textOf(membersOf(keys).get(key), key === 'permissions'),
            position: (key) => positionIn(text, offsetOf(['tokens', name, key]))
        })),
        problems: locate(text, [
            ...repeated,
            ...mistakes.map(({ path, complaint }) => ({
                offset: offsetOf(path),
                complaint
            }))
        ])
    };
}
/** Keys without a value: what somebody wanted to ask for would not be asked. */
function findEmpty(tokens) {
    const isBlank = (value) => typeof value === 'string' && value.trim() === '';
    const isEmpty = (value) => typeof value === 'object' && value !== null
        ? Object.values(value).every(isBlank)
        : isBlank(value);
    return [...tokens].flatMap(([name, keys]) => [...membersOf(keys)]
        .filter(([, value]) => isEmpty(value))
        .map(([key]) => ({
        path: ['tokens', name, key],
        complaint: `${key} has no value: give it one, or leave the key out`
    })));
}
/** Mistakes at their places, in the order of these; not more than anybody reads. */
function locate(text, mistakes) {
    const sorted = mistakes.toSorted((a, b) => a.offset - b.offset);
    const rest = sorted.length - mostProblems;
    const next = sorted[mostProblems];
    return [
        ...sorted.slice(0, mostProblems),
        ...(next === undefined
            ? []
            : [{ offset: next.offset, complaint: `${String(rest)} more mistakes` }])
    ].map(({ offset, complaint }) => ({
        ...positionIn(text, offset),
        complaint: (0,runner_text/* truncate */.xv)(typeof complaint === 'string' ? complaint : complaint(), longestComplaint)
    }));
}
function positionIn(text, offset) {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
/** Keys that are there a second time. */
function findRepeated(document) {
    const mistakes = [];
    (0,dist/* visit */.YR)(document, {
        Map(_, { items }) {
            const seen = new Set();
            for (const { key } of items) {
                if (!(0,dist/* isScalar */.jn)(key))
                    continue;
                if (seen.has(key.value)) {
                    const offset = key.range?.[0] ?? 0;
                    mistakes.push({
                        offset,
                        complaint: 'this key is there a second time'
                    });
                }
                seen.add(key.value);
            }
        }
    });
    return mistakes;
}
/** What is wrong, and where: each unknown key for itself. */
function describeIssue(issue, policy) {
    const { path } = issue;
    const members = membersOf(policy);
    if (issue.code === 'unrecognized_keys') {
        const isTop = path.length === 0;
        return issue.keys.map((key) => ({
            path: [...path, key],
            complaint: () => isTop && membersOf(members.get(key)).size > 0
                ? `unknown key ${(0,runner_reader/* quote */.hD)(key)}: names of tokens stand below \`tokens\``
                : `unknown key ${(0,runner_reader/* quote */.hD)(key)}${suggest(key, isTop ? ['tokens'] : tokenKeys)}`
        }));
    }
    const [, name = '', ...keys] = path.map(String);
    if (path.length === 1) {
        // Another key that is there was meant, and is told of.
        if (!members.has('tokens') && members.size > 0)
            return [];
        const complaint = Array.isArray(members.get('tokens'))
            ? 'tokens is a list: write NAME: without the dash before it'
            : `tokens ${issue.message}`;
        return [{ path, complaint }];
    }
    if (path.length === 2) {
        const complaint = tokenKeys.includes(name)
            ? `${name} is a key of a token: indent it below the name of one`
            : `${name} ${issue.message}`;
        return [{ path, complaint }];
    }
    const subject = keys[0] ?? 'the policy';
    return [{ path, complaint: `${subject} ${issue.message}` }];
}
function suggest(key, known) {
    const close = (0,leven/* closestMatch */.h)(key, known, { maxDistance: 3 });
    return close === undefined
        ? `; known are ${known.join(', ')}`
        : `; did you mean ${close}?`;
}
/** Tokens of which nothing is expected but to be accepted have no keys. */
function withoutEmpty(policy) {
    const members = membersOf(policy);
    if (!members.has('tokens'))
        return policy;
    const tokens = members.get('tokens');
    if (typeof tokens !== 'object' || Array.isArray(tokens))
        return policy;
    return {
        ...Object.fromEntries(members),
        tokens: Object.fromEntries([...membersOf(tokens)].map(([name, keys]) => [
            name,
            keys === '' ? null : keys
        ]))
    };
}
/** The members of an object itself; none of what is no object. */
function membersOf(value) {
    return new Map(typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value)
        : []);
}
/** The text an input would have: a list and a mapping are lines. */
function textOf(value, mayMap) {
    if (typeof value === 'string')
        return value;
    if (!mayMap && !Array.isArray(value))
        return '';
    const lines = Array.isArray(value)
        ? value.map((item) => (typeof item === 'string' ? item : linesOf(item)))
        : [linesOf(value)];
    return lines.filter((line) => line !== '').join('\n');
}
/** What finds where the last key of a path is that is there. */
function offsetFinder({ contents }) {
    const known = new Map();
    const pairsOf = (node) => {
        if (!(0,dist/* isMap */.jh)(node))
            return undefined;
        const pairs = known.get(node) ??
            new Map(node.items.map((pair) => [
                (0,dist/* isScalar */.jn)(pair.key) ? pair.key.value : undefined,
                pair
            ]));
        known.set(node, pairs);
        return pairs;
    };
    return (path) => {
        let offset = 0;
        let node = contents;
        for (const name of path) {
            const pair = pairsOf(node)?.get(name);
            if (!(0,dist/* isScalar */.jn)(pair?.key))
                break;
            offset = pair.key.range?.[0] ?? offset;
            node = pair.value;
        }
        return offset;
    };
}
/** A mapping as lines; what is in it that is no text is told elsewhere. */
function linesOf(value) {
    return [...membersOf(value)]
        .filter(([, level]) => typeof level === 'string')
        .map(([key, level]) => `${key}: ${String(level)}`)
        .join('\n');
}

;// CONCATENATED MODULE: ./lib/policy/policy.js










/** Bytes. */
const largestFile = 1024 * 1024;
/** A clause that stands in a sentence. */
const longestPurpose = 200;
/** Where a policy comes from: the input `tokens` when there is one, else a file. */
function findSource(tokens, policyFile) {
    return tokens === ''
        ? { form: 'file', name: (0,external_node_path_.normalize)(policyFile) }
        : { form: 'input', name: 'tokens' };
}
/** The text of a policy, or why there is none. */
function readSource({ form, name }, tokens, environment, run) {
    if (form === 'input')
        return tokens;
    const requirement = 'a policy';
    if (run === 'fork-with-secrets') {
        // It could name another host for the tokens of this run.
        return {
            requirement,
            reason: 'policy-untrusted',
            evidence: `A fork may have written ${name}`
        };
    }
    const path = (0,external_node_path_.resolve)(environment['GITHUB_WORKSPACE'] ?? '', name);
    try {
        const found = (0,external_node_fs_.statSync)(path);
        if (!found.isFile())
            throw new Error('it is not a file');
        if (found.size > largestFile)
            throw new Error('it is larger than 1 MiB');
        return (0,external_node_fs_.readFileSync)(path, 'utf8');
    }
    catch (error) {
        const { code } = error;
        return {
            requirement,
            reason: 'policy-missing',
            evidence: code === 'ENOENT'
                ? `There is no file ${name} in the workspace`
                : `${name} cannot be read: ${(0,runner_text/* describeError */.Uc)(error)}`
        };
    }
}
/** Reads what is asked of tokens, and says everything that is wrong with it. */
function readPolicy(source, text, job, use) {
    const { entries, problems } = readDocument(text, source.form);
    const read = entries.map((entry) => readToken(entry, job, use));
    const complaints = read.flatMap((one) => one.complaints);
    const all = [
        ...problems,
        ...complaints.slice(0, mostProblems).map((describe) => describe())
    ];
    const next = complaints[mostProblems];
    if (next !== undefined) {
        const rest = complaints.length - mostProblems;
        all.push({ ...next(), complaint: `${String(rest)} more mistakes` });
    }
    if (problems.length === 0 && entries.length === 0) {
        all.push({ line: 1, column: 1, complaint: 'it names no tokens' });
    }
    return {
        source,
        tokens: read.map(({ token }) => token),
        problems: all.toSorted((a, b) => a.line - b.line || a.column - b.column)
    };
}
/** One token, by the same rules as the inputs of the root action. */
function readToken(entry, job, { fallback, mustEnd }) {
    const { name, text, position } = entry;
    const reader = new runner_reader/* Reader */.mP((key) => text(key).trim() || fallback(key));
    const variables = reader.list('any-of', '', parseVariable, 'cannot be the name of an environment variable');
    const [first = name, ...others] = variables;
    const inputs = (0,token_inputs/* readTokenInputs */.R7)(reader, job, {
        tokenName: first,
        isForGit: false,
        guardsFork: false,
        gitIdentity: false,
        rotateBy: reader.date('rotate-by'),
        mustEnd
    });
    for (const scope of inputs.scopes) {
        doubt(reader, 'scopes', scope, scopes/* scopeNames */.zR);
    }
    for (const scope of inputs.forbiddenScopes) {
        doubt(reader, 'forbid-scopes', scope, scopes/* scopeNames */.zR);
    }
    for (const permission of inputs.permissions) {
        doubt(reader, 'permissions', permission.name, permissions/* permissionNames */.Us);
    }
    const candidateFor = (tokenName) => ({
        ...inputs,
        tokenName,
        links: (0,github_links/* makeLinks */.S)({ tokenName, host: inputs.host, job })
    });
    const token = {
        name,
        purpose: reader.clause('purpose', longestPurpose),
        owners: reader.list('owner', '', parseOwner, 'is none of @LOGIN and @ORG/TEAM'),
        candidates: [inputs, ...others.map(candidateFor)]
    };
    return {
        token,
        complaints: reader.complaints
            // What an input is to blame for was told of the input.
            .filter(({ name: key }) => text(key) !== '' || fallback(key) === '')
            .map(({ name: key, complaint }) => () => ({
            ...position(key),
            complaint: `${key}: ${complaint}`
        }))
    };
}
/** What is unknown may be new, unless it is very like something else. */
function doubt(reader, key, word, known) {
    const close = (0,leven/* closestMatch */.h)(word, known, { maxDistance: 2 });
    if (close === undefined || known.includes(word))
        return;
    reader.reject(key, `${(0,runner_reader/* quote */.hD)(word)} is not known; did you mean ${close}?`);
}
function parseVariable(item) {
    return variableFormat.test(item) ? item : undefined;
}
/** `@acme/release`, with or without the `@`, which YAML wants in quotes. */
function parseOwner(item) {
    const owner = item.replace(/^@/, '');
    return /^[A-Za-z0-9][\w-]{0,99}(\/[A-Za-z0-9][\w.-]{0,99})?$/.test(owner)
        ? `@${owner}`
        : undefined;
}

// EXTERNAL MODULE: ./lib/runner/event.js
var runner_event = __webpack_require__(358);
// EXTERNAL MODULE: ./lib/runner/one-password.js
var one_password = __webpack_require__(5378);
// EXTERNAL MODULE: ./lib/runner/token.js + 2 modules
var token = __webpack_require__(3130);
;// CONCATENATED MODULE: ./lib/assess.js








/** Of shorter lists it is soon told what became of them. */
const longList = 20;
/**
 * Judges the tokens of a policy that this step has in its environment. They are
 * masked before anything is printed.
 */
async function assess(inputs, mustEnd, environment, job, log) {
    const { tokens: text, policyFile, fallback, concurrency } = inputs;
    const links = (0,github_links/* makeLinks */.S)({ tokenName: '', host: token_inputs/* unknownHost */.Vp, job });
    const stop = (...hindrances) => {
        log.mask(...(0,token/* findTokens */.GY)(environment));
        return {
            links,
            verdicts: [],
            hindrances: [...inputs.obstacles, ...hindrances]
        };
    };
    const run = (0,runner_event/* readRun */.c)(environment);
    const source = findSource(text.trim(), policyFile);
    const content = readSource(source, text, environment, run);
    if (typeof content !== 'string')
        return stop(content);
    const policy = readPolicy(source, content, job, { fallback, mustEnd });
    const problems = problemsOf(policy);
    const isRight = problems.length === 0 && inputs.obstacles.length === 0;
    if (!isRight)
        return stop(...problems);
    const values = await readValues(policy, environment);
    log.mask(...[...values.values()].flatMap(({ masks }) => masks));
    const verdicts = await judgePolicy(policy.tokens, {
        values,
        run,
        concurrency,
        now: () => new Date(),
        onProgress: (asked, all) => {
            const isTold = asked % Math.ceil(all / 10) === 0 || asked === all;
            if (all > longList && isTold) {
                log.info(`Asked about ${String(asked)} of ${String(all)} tokens`);
            }
        }
    });
    return { links, verdicts, hindrances: [] };
}
/** Every problem of a policy at its place. */
function problemsOf({ source, problems }) {
    return problems.map(({ line, column, complaint }) => ({
        requirement: 'a valid policy',
        reason: 'policy-invalid',
        evidence: `${source.name}:${String(line)}:${String(column)}: ${complaint}`,
        ...(source.form === 'file' && {
            place: { file: source.name, line, column }
        })
    }));
}
/** What the variables hold that the policy speaks of; those that are not there are left out. */
async function readValues({ tokens }, environment) {
    const names = new Set(tokens.flatMap(({ candidates }) => candidates.map((one) => one.tokenName)));
    const limit = (0,p_limit/* default */.A)(8);
    const read = async (name) => {
        // An environment has members of every object besides its own.
        const raw = Object.hasOwn(environment, name) ? environment[name] : undefined;
        if (raw === undefined)
            return [];
        const input = await limit(() => (0,one_password/* resolveToken */.E7)(raw, (reference) => (0,one_password/* readWithOp */.UU)(reference, names)));
        return [[name, input]];
    };
    return new Map((await Promise.all([...names].map(read))).flat());
}


/***/ }),

/***/ 2280:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ts: () => (/* binding */ listIssues),
  FJ: () => (/* binding */ publishOverview)
});

// UNUSED EXPORTS: describeIssue

// EXTERNAL MODULE: ./lib/verify/overview.js
var verify_overview = __webpack_require__(4649);
// EXTERNAL MODULE: ./lib/verify/report.js
var verify_report = __webpack_require__(9779);
// EXTERNAL MODULE: ./lib/verify/time.js
var time = __webpack_require__(4244);
// EXTERNAL MODULE: ./lib/runner/publication.js
var publication = __webpack_require__(1144);
// EXTERNAL MODULE: ./lib/verify/reasons.js
var reasons = __webpack_require__(3736);
// EXTERNAL MODULE: ./lib/runner/summary.js
var summary = __webpack_require__(5946);
// EXTERNAL MODULE: ./lib/runner/text.js
var runner_text = __webpack_require__(8295);
;// CONCATENATED MODULE: ./lib/runner/overview-summary.js






/** So many details are unfolded at most. */
const mostOpen = 10;
/** A row of the table names so many problems of a token. */
const mostProblems = 3;
/** What says that there is more in the log, bytes. */
const roomForRest = 100;
/**
 * All tokens for the job summary: a table of them, the worst first, and then what
 * was found out about each, as long as there is room. Like the summary of one
 * token it is HTML without an empty line, in which GitHub applies no Markdown.
 */
function formatOverview(overview) {
    const { status, verdicts } = overview;
    const lines = [
        `<h3>${summary/* marks */.Z8[status]} Tokens: ${(0,verify_overview/* describeCounts */.wv)(overview)}</h3>`,
        ...(0,verify_overview/* problemsIn */._n)({ ...overview, verdicts: [] }).map(formatProblem),
        ...(verdicts.length === 0
            ? []
            : [
                '<table>',
                '<tr><th>Token</th><th>Status</th><th>Account</th><th>Expires</th><th>Problem</th></tr>',
                ...verdicts.map(formatRow),
                '</table>'
            ])
    ];
    let size = Buffer.byteLength(lines.join('\n')) + roomForRest;
    for (const [index, verdict] of verdicts.entries()) {
        const details = formatDetails(verdict, index < mostOpen);
        size += Buffer.byteLength(details) + 1;
        if (size > summary/* longestSummary */.HC) {
            const rest = verdicts.length - index;
            lines.push(`<p>The details of ${String(rest)} more are in the log.</p>`);
            break;
        }
        lines.push(details);
    }
    return `${lines.join('\n')}\n`;
}
/** What kept the action from its work: between its own sentences is text of others. */
function formatProblem({ lines }) {
    const isOwn = (index) => index === 0 || index >= lines.length - 2;
    const formatted = lines.map((line, index) => isOwn(index) ? (0,summary/* formatFix */.DJ)(line) : (0,summary/* code */.aY)(line));
    return `<p>${formatted.join('<br>')}</p>`;
}
function formatRow(verdict) {
    const report = (0,verify_overview/* bestOf */.Ui)(verdict);
    const { token, status } = report;
    const problems = (0,verify_report/* problemsOf */.GW)(report).map(({ reason }) => `<a href="${(0,runner_text/* escapeHtml */.ZD)(report.links.reason(reason))}">${reasons/* reasons */.O[reason].title}</a>`);
    const rest = problems.length - mostProblems;
    const account = [
        ...(token.kind === 'unknown' ? [] : [token.kind]),
        ...(token.login === undefined ? [] : [`@${token.login}`])
    ].join(', ');
    const cells = [
        (0,summary/* code */.aY)(verdict.name),
        `${summary/* marks */.Z8[status]} ${status}`,
        account === '' ? '' : (0,summary/* code */.aY)(account),
        formatEnd(report),
        [
            ...problems.slice(0, mostProblems),
            ...(rest > 0 ? [`${String(rest)} more`] : []),
            ...formatIssue(verdict)
        ].join(', ')
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
/** When the token expires, and when it is to be replaced. */
function formatEnd({ token: { expiresAt, rotateBy } }) {
    const ends = [
        ...(expiresAt === undefined ? [] : [(0,time/* formatDay */.im)(expiresAt)]),
        ...(rotateBy === undefined ? [] : [`rotate by ${(0,time/* formatDay */.im)(rotateBy)}`])
    ];
    return ends.join(', ');
}
function formatIssue({ issue }) {
    if (issue === undefined)
        return [];
    const { number, url, action } = issue;
    return number === undefined || url === undefined
        ? [`issue ${action}`]
        : [`<a href="${(0,runner_text/* escapeHtml */.ZD)(url)}">issue ${String(number)}</a> ${action}`];
}
/** What was found out about a token, folded away when nothing is wrong with it. */
function formatDetails(verdict, mayOpen) {
    const { name, purpose, owners, reports } = verdict;
    const { status } = (0,verify_overview/* bestOf */.Ui)(verdict);
    const about = [
        ...(purpose === '' ? [] : [`For: ${(0,summary/* code */.aY)(purpose)}`]),
        ...(owners.length === 0 ? [] : [`Owner: ${(0,summary/* code */.aY)(owners.join(', '))}`])
    ].join(' · ');
    return [
        `<details${mayOpen && status !== 'ok' && status !== 'skipped' ? ' open' : ''}>`,
        `<summary>${summary/* marks */.Z8[status]} ${(0,summary/* code */.aY)(name)}: ${status}</summary>`,
        ...(about === '' ? [] : [`<p>${about}</p>`]),
        ...reports.flatMap((report) => [
            ...(reports.length > 1
                ? [`<p>${summary/* marks */.Z8[report.status]} ${(0,summary/* code */.aY)((0,verify_report/* describeToken */.dE)(report))}</p>`]
                : []),
            ...(0,summary/* formatVerdicts */.K2)(report)
        ]),
        '</details>'
    ].join('\n');
}

;// CONCATENATED MODULE: ./lib/runner/overview-publication.js






/** The longest output, characters: those of a job may have 1 MB. https://docs.github.com/actions/reference/limits */
const longestReport = 500_000;
/** Tells everyone about the tokens of a policy: the log, later steps, the job summary. */
async function publishOverview(overview, wantsSummary, { log, results }) {
    print(overview, log);
    results.setOutput('status', overview.status);
    for (const [status, count] of Object.entries(overview.counts)) {
        results.setOutput(status, String(count));
    }
    results.setOutput('report', formatReport(overview));
    if (wantsSummary) {
        await (0,publication/* appendSummary */.fe)(formatOverview(overview), { log, results });
    }
}
/** Prints each token folded away, the worst first, and what is wrong for all to see. */
function print(overview, log) {
    for (const verdict of overview.verdicts)
        printVerdict(verdict, log);
    log.info(`Tokens: ${(0,verify_overview/* describeCounts */.wv)(overview)}`);
    const problems = (0,verify_overview/* problemsIn */._n)(overview);
    const skips = problems.filter(({ level }) => level === 'notice');
    const others = problems.filter(({ level }) => level !== 'notice');
    const shown = others.slice(0, publication/* mostAnnotations */.YP);
    for (const { level, title, lines, place } of shown) {
        const [what = '', evidence = '', ...rest] = lines;
        // At its place one sees first what it is.
        const sorted = place === undefined ? lines : [evidence, what, ...rest];
        log.annotate(level, title, sorted, place);
    }
    // What there is to say about them is in the groups above.
    for (const { title } of others.slice(publication/* mostAnnotations */.YP))
        log.info(title);
    announceSkips(skips, log);
}
function printVerdict(verdict, log) {
    const { name, purpose, owners, reports, issue } = verdict;
    const { status, token } = (0,verify_overview/* bestOf */.Ui)(verdict);
    log.group(`${summary/* marks */.Z8[status]} ${name}: ${status}`, () => {
        if (purpose !== '')
            log.info(`For: ${purpose}`);
        if (owners.length > 0)
            log.info(`Owner: ${owners.join(', ')}`);
        if (token.rotateBy !== undefined) {
            log.info(`Rotate by: ${(0,time/* formatDay */.im)(token.rotateBy)}`);
        }
        if (issue !== undefined)
            log.info(describeIssue(issue));
        for (const report of reports) {
            if (reports.length > 1) {
                log.info(`${(0,verify_report/* describeToken */.dE)(report)}: ${report.status}`);
            }
            (0,publication/* printVerdicts */.XM)(report, log);
        }
    });
}
/** In a run without secrets all tokens are skipped for one reason: that is said once. */
function announceSkips(skips, log) {
    for (const reason of new Set(skips.map((one) => one.reason))) {
        const [first, ...others] = skips.filter((one) => one.reason === reason);
        if (first === undefined)
            continue;
        const { level, title, lines } = first;
        const more = others.length === 0
            ? []
            : [`The same goes for ${String(others.length)} more.`];
        log.annotate(level, title, [...lines, ...more]);
    }
}
/** Everything as JSON, or as much of it as there is room for. */
function formatReport(overview) {
    const extents = ['all', 'problems', 'verdicts', 'statuses'];
    let text = '';
    for (const extent of extents) {
        text = formatExtent(overview, extent);
        if (text.length <= longestReport)
            break;
    }
    return text;
}
function formatExtent({ verdicts, counts, status, hindrances }, extent) {
    return JSON.stringify({
        status,
        counts,
        problems: hindrances.map(({ reason, evidence }) => ({ reason, evidence })),
        tokens: verdicts.map((one) => ({
            name: one.name,
            status: (0,verify_overview/* bestOf */.Ui)(one).status,
            ...(extent !== 'statuses' && describeVerdict(one, extent))
        }))
    });
}
function describeVerdict(verdict, extent) {
    const { purpose, owners, reports } = verdict;
    const { rotateBy } = (0,verify_overview/* bestOf */.Ui)(verdict).token;
    return {
        purpose,
        owners,
        rotateBy: rotateBy === undefined ? null : (0,time/* formatDay */.im)(rotateBy),
        reports: reports.map((report) => {
            const { findings, ...rest } = (0,publication/* jsonOf */.o_)(report);
            const isWanted = ({ verdict: word }) => extent === 'all' || (extent === 'problems' && word !== 'granted');
            return { ...rest, findings: findings.filter(isWanted) };
        })
    };
}
/** `Issue 12 opened: https://…` */
function describeIssue(issue) {
    const { number, url, action, title } = issue;
    return number === undefined || url === undefined
        ? `Issue ${action}${title === undefined ? '' : `: ${title}`}`
        : `Issue ${String(number)} ${action}: ${url}`;
}
/** The issues that remind of tokens, as JSON. */
function listIssues({ verdicts }) {
    return JSON.stringify(verdicts.flatMap(({ name, issue }) => issue?.number === undefined ? [] : [{ token: name, ...issue }]));
}


/***/ }),

/***/ 506:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fw: () => (/* binding */ policyDefaults),
/* harmony export */   Y2: () => (/* binding */ readCheckInputs),
/* harmony export */   kE: () => (/* binding */ readPolicyInputs)
/* harmony export */ });
/* unused harmony export checkDefaults */
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4477);
/* harmony import */ var _job_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2617);
/* harmony import */ var _token_inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5377);



/** What an input is when the workflow passes an empty text; check/action.yml says the same. */
const policyDefaults = {
    'policy-file': '.github/tokens.yml',
    concurrency: '8',
    summary: 'true'
};
/** What tokens without these keys have; check/action.yml says the same. */
const checkDefaults = {
    ...policyDefaults,
    'warn-days': _token_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .tokenDefaults */ .Mb['warn-days'],
    'fail-on': _token_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .tokenDefaults */ .Mb['fail-on'],
    'on-empty': _token_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .tokenDefaults */ .Mb['on-empty']
};
/** More requests at once than GitHub allows are of no use. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const mostAtOnce = 100;
/** Reads the inputs of `check`. */
function readCheckInputs(environment) {
    const reader = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .readerOf */ .TC)(environment, checkDefaults);
    const keys = {
        'warn-days': String(reader.number('warn-days', 'days', 0, _token_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .mostDays */ .tS) ?? 0),
        'fail-on': reader.failClasses('fail-on').join() || 'none',
        'on-empty': reader.choice('on-empty', ['auto', 'skip', 'fail'])
    };
    return readPolicyInputs(reader, environment, keys);
}
/** Reads what all such actions have; `keys` are those of tokens that lack them. */
function readPolicyInputs(reader, environment, keys) {
    const known = new Map(Object.entries({ ..._token_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .tokenDefaults */ .Mb, ...keys }));
    const concurrency = reader.number('concurrency', 'requests', 1, mostAtOnce);
    const tokens = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .rawInput */ .JR)(environment, 'tokens');
    const policyFile = reader.text('policy-file');
    if (tokens.trim() !== '' && policyFile !== policyDefaults['policy-file']) {
        reader.reject('policy-file', 'it has no effect beside tokens');
    }
    return {
        tokens,
        policyFile,
        concurrency: concurrency ?? 1,
        summary: reader.isTrue('summary'),
        fallback: (key) => known.get(key) ?? '',
        obstacles: [
            ...(0,_job_js__WEBPACK_IMPORTED_MODULE_1__/* .checkJob */ .ej)(environment, _job_js__WEBPACK_IMPORTED_MODULE_1__/* .placesOf */ .ek.policy),
            ...(0,_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .obstaclesOf */ ._M)(reader)
        ]
    };
}


/***/ }),

/***/ 4649:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AL: () => (/* binding */ makeOverview),
/* harmony export */   UC: () => (/* binding */ hasBroken),
/* harmony export */   Ui: () => (/* binding */ bestOf),
/* harmony export */   _n: () => (/* binding */ problemsIn),
/* harmony export */   wv: () => (/* binding */ describeCounts)
/* harmony export */ });
/* harmony import */ var _reasons_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3736);
/* harmony import */ var _report_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9779);


/** The most serious first; that one of many was skipped says the least. */
const order = [
    'failed',
    'warning',
    'unknown',
    'ok',
    'skipped'
];
/** Puts together what was found out about each token, and what went wrong. */
function makeOverview({ verdicts, hindrances, ...rest }) {
    const statuses = verdicts.map((one) => bestOf(one).status);
    const countOf = (status) => statuses.filter((one) => one === status).length;
    const worst = order.find((status) => statuses.includes(status)) ?? 'ok';
    return {
        ...rest,
        hindrances,
        verdicts: verdicts.toSorted((a, b) => order.indexOf(bestOf(a).status) - order.indexOf(bestOf(b).status)),
        counts: {
            failed: countOf('failed'),
            warning: countOf('warning'),
            unknown: countOf('unknown'),
            ok: countOf('ok'),
            skipped: countOf('skipped')
        },
        status: hindrances.length > 0 ? 'failed' : worst
    };
}
/** The report on the best of the tokens of which one is enough. */
function bestOf({ reports }) {
    // That one of several was not passed says nothing of the others.
    const isThere = ({ reason }) => reason !== 'variable-missing';
    const [first, ...others] = reports.filter(isThere);
    return others.reduce((best, one) => preference.indexOf(one.status) < preference.indexOf(best.status)
        ? one
        : best, first ?? reports[0]);
}
/** What one would rather have: a token nothing is known of may be good. */
const preference = [
    'ok',
    'unknown',
    'warning',
    'failed',
    'skipped'
];
/** Whether something prevented that a token could be judged at all. */
function hasBroken({ verdicts }) {
    return verdicts.some((one) => bestOf(one).findings.some(({ reason }) => _reasons_js__WEBPACK_IMPORTED_MODULE_0__/* .reasons */ .O[reason].class === 'broken'));
}
/** `1 failed, 3 ok` */
function describeCounts({ counts }) {
    const found = order.filter((status) => counts[status] > 0);
    return found.length === 0
        ? 'none was looked at'
        : found.map((status) => `${String(counts[status])} ${status}`).join(', ');
}
/** Everything that is not as it should be, the most serious first. */
function problemsIn(overview) {
    const problems = [
        ...hindrancesIn(overview),
        ...overview.verdicts.flatMap((one) => problemsOfOne(one, overview))
    ];
    // A token may be there under two names of the policy.
    const told = new Map(problems.map((one) => [JSON.stringify(one), one]));
    return [...told.values()];
}
/** The problems of the best of the tokens of which one is enough. */
function problemsOfOne(verdict, { hasReminders }) {
    const names = verdict.reports.map(({ token }) => token.name);
    return (0,_report_js__WEBPACK_IMPORTED_MODULE_1__/* .problemsOf */ .GW)(bestOf(verdict)).map((problem) => {
        const { reason, level, title, lines } = problem;
        const isOwn = _reasons_js__WEBPACK_IMPORTED_MODULE_0__/* .reasons */ .O[reason].class === 'broken' || !hasReminders;
        return {
            ...problem,
            level: level === 'error' && !isOwn ? 'warning' : level,
            ...(names.length > 1 && {
                title: `${verdict.name}: ${title}`,
                lines: [
                    ...lines,
                    `One of ${names.join(', ')} must be as expected for ${verdict.name}, and none is.`
                ]
            })
        };
    });
}
/** Those with one reason are one problem, unless each has a place of its own. */
function hindrancesIn({ action, hindrances, links }) {
    const describe = ({ reason }, all) => (0,_report_js__WEBPACK_IMPORTED_MODULE_1__/* .describeProblem */ .BJ)(reason, { ...noToken, name: action, links }, all, 'error');
    const placed = hindrances.filter(({ place }) => place !== undefined);
    const others = hindrances.filter(({ place }) => place === undefined);
    const first = others.filter(({ reason }, index) => others.findIndex((one) => one.reason === reason) === index);
    return [
        ...first.map((one) => describe(one, others.filter(({ reason }) => reason === one.reason))),
        ...placed.map((one) => ({ ...describe(one, [one]), place: one.place }))
    ];
}
/** What a reason that is about no token may speak of. */
const noToken = {
    isFallback: false,
    isForGit: false,
    place: '',
    described: '',
    kind: 'unknown',
    needs: { scopes: [], permissions: [], repositories: [], owner: '', days: 0 },
    host: '',
    requirements: '',
    policy: undefined
};


/***/ })

};
