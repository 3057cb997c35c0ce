export const id = 742;
export const ids = [742];
export const modules = {

/***/ 5742:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  remind: () => (/* binding */ remind)
});

// EXTERNAL MODULE: ./lib/assess.js + 4 modules
var assess = __webpack_require__(5658);
// EXTERNAL MODULE: ./lib/github/connection.js + 1 modules
var connection = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/github/host.js
var github_host = __webpack_require__(5925);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./lib/json.js
var json = __webpack_require__(6413);
// EXTERNAL MODULE: ./lib/verify/reasons.js
var reasons = __webpack_require__(3736);
// EXTERNAL MODULE: ./lib/github/refusals.js
var refusals = __webpack_require__(6614);
;// CONCATENATED MODULE: ./lib/github/issues.js





/** An issue could not be read or written. */
class IssueError extends Error {
    refusal;
    /** Whether it may have been written all the same. */
    isDoubtful;
    /** Whether the same would become of every other one. */
    isGeneral;
    /** The refusal is the host's. */
    constructor(refusal, isDoubtful, options) {
        super(refusal.evidence, options);
        const reason = translations[refusal.reason] ??
            (mayPass(refusal.reason) ? 'issues-unreached' : 'issues-refused');
        this.refusal = { ...refusal, reason };
        this.isDoubtful = isDoubtful;
        // What is refused in GitHub's usual words may be about one issue.
        this.isGeneral =
            refusal.reason === 'rate-limited' ||
                (reason !== 'issues-unreached' && refusal.reason !== 'access-refused');
    }
}
/** Asks for as many at once as GitHub gives. */
const fullPage = 'per_page=100';
/** More pages than this are no list of reminders. */
const mostPages = 50;
/** An issue has up to 64 KiB of text, bytes. */
const largestPage = 8 * 1024 * 1024;
/** After so many writes there is a pause before each request. */
const manyWrites = 20;
/** Milliseconds. */
const betweenWrites = 1000;
/** What is about the host, and not about what was asked of it. */
const passing = new Set(['rate-limited', 'server-error']);
/** What is about labels when one is to be made. */
const ofLabels = new Set(['access-refused']);
/** What refuses a request about issues, in words for whoever set the action up. */
const translations = {
    'feature-disabled': 'issues-disabled',
    'permission-missing': 'issues-forbidden',
    'role-missing': 'issues-forbidden',
    'repository-not-visible': 'issues-forbidden',
    'token-rejected': 'issue-token-rejected',
    'label-refused': 'label-refused',
    'assignee-refused': 'assignee-refused'
};
/**
 * The issues of a repository. Text goes through `redact` before it leaves.
 * https://docs.github.com/rest/issues
 */
class Issues {
    #connection;
    #apiUrl;
    #root;
    #redact;
    #pause;
    #writes = 0;
    /** `repository` is `owner/name`, on the host of the connection. */
    constructor(connection, { apiUrl }, repository, redact, pause = promises_.setTimeout) {
        this.#connection = connection;
        this.#apiUrl = apiUrl;
        this.#root = `/repos/${repository}`;
        this.#redact = redact;
        this.#pause = pause;
    }
    /**
     * Who writes with this token. Every kind of token may ask GraphQL; where that
     * does not tell, the REST API names users, and the only app that has a token
     * without being asked for one is that of GitHub Actions.
     * https://docs.github.com/graphql/reference/queries#viewer
     */
    async author() {
        const answer = await this.#answer({
            about: 'graphql',
            method: 'POST',
            path: '/graphql',
            body: { query: 'query { viewer { login databaseId } }' }
        });
        const viewer = (0,json/* member */.D)((0,json/* member */.D)(answer.body, 'data'), 'viewer');
        const known = accountOf((0,json/* member */.D)(viewer, 'login'), (0,json/* member */.D)(viewer, 'databaseId'));
        if (known !== undefined)
            return known;
        const refusal = (0,refusals/* findRefusal */.W$)(answer, 'graphql');
        // To take another for the author would overlook what is there.
        if (refusal !== undefined && passing.has(refusal.reason)) {
            throw new IssueError(refusal, false);
        }
        return this.#user();
    }
    async #user() {
        const question = {
            about: 'resource',
            method: 'GET',
            path: '/user'
        };
        const answer = await this.#answer(question);
        const refusal = (0,refusals/* findRefusal */.W$)(answer, 'resource');
        if (refusal?.reason === 'permission-missing')
            return actionsBot;
        if (refusal !== undefined)
            throw new IssueError(refusal, false);
        const { body } = answer;
        const account = accountOf((0,json/* member */.D)(body, 'login'), (0,json/* member */.D)(body, 'id'));
        if (account === undefined)
            throw strange(answer);
        return account;
    }
    /** All issues with a label, open or not; pull requests are none. */
    async list(label) {
        const query = `state=all&labels=${encodeURIComponent(label)}`;
        return this.#pages(`/issues?${query}&${fullPage}`, (item, answer) => {
            // Of an account that is gone, nothing is known and nothing is ours.
            const isMeant = (0,json/* member */.D)(item, 'pull_request') === undefined &&
                authorOf(item) !== undefined;
            if (!isMeant)
                return undefined;
            const issue = issueOf(item);
            // An issue that is overlooked would be opened a second time.
            if (issue === undefined)
                throw strange(answer);
            return issue;
        });
    }
    async create(text, labels, assignees) {
        const answer = await this.#answer({
            about: 'resource',
            method: 'POST',
            path: `${this.#root}/issues`,
            body: { ...this.clean(text), labels, assignees },
            once: true
        });
        if (answer.status === 422 &&
            JSON.stringify(answer.body).includes('assignees')) {
            const evidence = `${(0,refusals/* describeAnswer */.O1)(answer)} (assignees: ${assignees.join(', ')})`;
            throw new IssueError({ reason: 'assignee-refused', evidence }, false);
        }
        this.#accept(answer, 'resource');
        const issue = issueOf(answer.body);
        if (issue === undefined)
            throw strange(answer, true);
        return issue;
    }
    /** A text as it will be sent, to be compared with what is there. */
    clean({ title, body }) {
        return { title: this.#redact(title), body: this.#redact(body) };
    }
    /** Changes what an issue says, and whether it is open. */
    async update(number, text, state) {
        const answer = await this.#ask({
            about: 'resource',
            method: 'PATCH',
            path: `${this.#root}/issues/${String(number)}`,
            body: {
                ...this.clean(text),
                ...(state === 'open' && { state }),
                ...(state !== undefined &&
                    state !== 'open' && { state: 'closed', state_reason: state })
            }
        });
        if (issueOf(answer.body)?.number !== number)
            throw strange(answer, true);
    }
    /** The comments of one author on an issue. */
    async comments(number, author) {
        const path = `/issues/${String(number)}/comments?${fullPage}`;
        return this.#pages(path, (item) => {
            const body = (0,json/* member */.D)(item, 'body');
            const isTheirs = isSame(authorOf(item), author);
            return isTheirs && typeof body === 'string' ? body : undefined;
        });
    }
    async comment(number, text) {
        const answer = await this.#ask({
            about: 'resource',
            method: 'POST',
            path: `${this.#root}/issues/${String(number)}/comments`,
            body: { body: this.#redact(text) },
            once: true
        });
        if (typeof (0,json/* member */.D)(answer.body, 'body') !== 'string') {
            throw strange(answer, true);
        }
    }
    /** Makes a label, if there is none of that name. */
    async ensureLabel(name) {
        const path = `${this.#root}/labels`;
        const question = { about: 'resource', method: 'GET' };
        const known = await this.#answer({
            ...question,
            path: `${path}/${encodeURIComponent(name)}`
        });
        if (known.status === 200)
            return;
        const made = await this.#answer({
            about: 'resource',
            method: 'POST',
            path,
            body: {
                name,
                color: 'd93f0b',
                description: 'A token needs attention'
            }
        });
        // Somebody else made it a moment ago.
        if (made.status === 422 &&
            JSON.stringify(made.body).includes('already_exists')) {
            return;
        }
        const refusal = (0,refusals/* findRefusal */.W$)(made, 'resource');
        if (refusal === undefined)
            return;
        const reason = ofLabels.has(refusal.reason)
            ? 'label-refused'
            : refusal.reason;
        throw new IssueError({ ...refusal, reason }, false);
    }
    /**
     * All pages of a list, by the address GitHub gives of the next one.
     * https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
     */
    async #pages(first, read) {
        const items = [];
        let path = `${this.#root}${first}`;
        for (let page = 1; path !== undefined; page += 1) {
            const answer = await this.#ask({
                about: 'resource',
                method: 'GET',
                path,
                largestBody: largestPage
            });
            // What is not read could be an issue of ours.
            if (!Array.isArray(answer.body) || page > mostPages)
                throw strange(answer);
            for (const item of answer.body) {
                const known = read(item, answer);
                if (known !== undefined)
                    items.push(known);
            }
            path = this.#next(answer);
        }
        return items;
    }
    /** The path of the next page, when there is one. */
    #next(answer) {
        const { link = '' } = answer.headers;
        const url = /<([^<>]*)>; rel="next"/.exec(link)?.[1];
        if (url === undefined)
            return undefined;
        if (!url.startsWith(`${this.#apiUrl}/`))
            throw strange(answer);
        return url.slice(this.#apiUrl.length);
    }
    /** The answer to a question, which must be a success. */
    async #ask(question) {
        const answer = await this.#answer(question);
        this.#accept(answer, question.about);
        return answer;
    }
    #accept(answer, about) {
        const refusal = (0,refusals/* findRefusal */.W$)(answer, about);
        if (refusal === undefined)
            return;
        throw new IssueError(refusal, refusal.reason === 'server-error');
    }
    async #answer(question) {
        if (question.method !== 'GET')
            this.#writes += 1;
        // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
        if (this.#writes > manyWrites)
            await this.#pause(betweenWrites);
        try {
            return await this.#connection.ask(question);
        }
        catch (error) {
            if (!(error instanceof connection/* NoAnswerError */.i5))
                throw error;
            throw new IssueError(error.refusal, true, { cause: error });
        }
    }
}
/** https://docs.github.com/actions/concepts/security/github_token */
const actionsBot = {
    login: 'github-actions[bot]',
    id: undefined,
    isAssumed: true
};
/** Whether waiting may help: what is not known may be different the next time. */
function mayPass(reason) {
    return (reason !== 'access-refused' && reason !== 'redirected' && (0,reasons/* isOpen */.n)(reason));
}
/** Whether two accounts are one: numbers outlive names. */
function isSame(one, other) {
    if (one === undefined)
        return false;
    return one.id !== undefined && other.id !== undefined
        ? one.id === other.id
        : one.login.toLowerCase() === other.login.toLowerCase();
}
/** An answer that does not have the shape of GitHub's. */
function strange(answer, isDoubtful = false) {
    return new IssueError((0,refusals/* notGitHub */.$T)(answer), isDoubtful);
}
function issueOf(item) {
    const number = (0,json/* member */.D)(item, 'number');
    const title = (0,json/* member */.D)(item, 'title');
    const body = (0,json/* member */.D)(item, 'body') ?? '';
    const author = authorOf(item);
    return Number.isSafeInteger(number) &&
        typeof title === 'string' &&
        typeof body === 'string' &&
        author !== undefined
        ? {
            number: Number(number),
            title,
            // What a person saves in a browser comes back with other line ends.
            body: body.replaceAll('\r\n', '\n'),
            isOpen: (0,json/* member */.D)(item, 'state') === 'open',
            isLocked: (0,json/* member */.D)(item, 'locked') === true,
            author
        }
        : undefined;
}
function authorOf(item) {
    const user = (0,json/* member */.D)(item, 'user');
    return accountOf((0,json/* member */.D)(user, 'login'), (0,json/* member */.D)(user, 'id'));
}
function accountOf(login, id) {
    return typeof login === 'string'
        ? { login, id: Number.isSafeInteger(id) ? Number(id) : undefined }
        : undefined;
}

// EXTERNAL MODULE: ./lib/verify/overview.js
var verify_overview = __webpack_require__(4649);
// EXTERNAL MODULE: ./lib/github/expiry.js
var expiry = __webpack_require__(8408);
// EXTERNAL MODULE: ./lib/github/token-kind.js
var token_kind = __webpack_require__(6645);
// EXTERNAL MODULE: ./lib/verify/time.js
var time = __webpack_require__(4244);
// EXTERNAL MODULE: ./lib/runner/text.js
var runner_text = __webpack_require__(8295);
;// CONCATENATED MODULE: ./lib/runner/markdown.js

/** Text of a code span is cut to so many characters. */
const longestCode = 500;
/**
 * Text from anywhere as a code span: GitHub neither interprets anything in it nor
 * links or notifies `@names` and `#numbers`.
 * https://github.github.com/gfm/#code-spans
 */
function formatCode(text) {
    const plain = (0,runner_text/* truncate */.xv)((0,runner_text/* neutralise */.$0)(text), longestCode);
    if (plain === '')
        return '';
    const runs = plain.match(/`+/g) ?? [];
    const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
    // The spaces are taken away again, and so would others be.
    const pad = /^[` ]|[` ]$/.test(plain) ? ' ' : '';
    return `${fence}${pad}${plain}${pad}${fence}`;
}
/**
 * A sentence of this action for Markdown: its code and its addresses stay, and
 * whatever else means something to GitHub does not.
 */
function formatProse(text) {
    return (0,runner_text/* neutralise */.$0)(text)
        .split(/(`[^`]+`|https:\/\/[^\s()<]*[^\s()<.,;:])/)
        .map((part, index) => (index % 2 === 1 ? part : escapeProse(part)))
        .join('');
}
function escapeProse(text) {
    return text
        .split(/([@#][\w/-]+)/)
        .map((part, index) => index % 2 === 1
        ? `\`${part}\``
        : part.replace(
        // An underscore inside of a word means nothing.
        /[\\`*{}[\]<>|~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&'))
        .join('');
}

// EXTERNAL MODULE: ./lib/verify/report.js
var verify_report = __webpack_require__(9779);
// EXTERNAL MODULE: ./node_modules/zod/v4/mini/schemas.js + 5 modules
var schemas = __webpack_require__(8395);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/api.js + 1 modules
var api = __webpack_require__(3305);
;// CONCATENATED MODULE: ./lib/reminders/stage.js



/** What a reminder is about, from the least urgent. */
const problems = [
    'unknown',
    'unwanted',
    'expiring',
    'missing',
    'invalid'
];
/**
 * Nothing that was asked could tell, and asking again next week will not either.
 * All else that is not known must be seen by somebody.
 */
const unprovable = new Set([
    'scope-unproven',
    'kind-has-no-scopes',
    'login-unknown',
    'identity-unknown',
    'expiry-unknown',
    'permission-unproven',
    'write-unproven',
    'feature-disabled'
]);
/**
 * What is not known of a token with which nothing is wrong, when a day was
 * reminded of before: the day is not known any more.
 */
function isEndLost(report, before) {
    return (before !== null &&
        (before.threshold !== null || before.problem === 'expiring') &&
        report.findings.some(({ reason }) => reason === 'end-unknown'));
}
/** Judges a report; `thresholds` are numbers of days, of which 0 always is one. */
function conditionOf(report, thresholds) {
    const found = [...new Set(report.findings.map(({ reason }) => reason))];
    const classes = found.map((reason) => reasons/* reasons */.O[reason].class);
    if (classes.includes('broken'))
        return { is: 'broken' };
    if (classes.includes('skipped'))
        return { is: 'skipped' };
    const bad = found.flatMap((reason) => {
        const problem = problemOf(reason, report);
        return problem === undefined ? [] : [{ reason, problem }];
    });
    const worst = problems.findLast((one) => bad.some(({ problem }) => problem === one));
    if (worst === undefined)
        return { is: 'well' };
    return {
        is: 'bad',
        stage: {
            problem: worst,
            threshold: fallBelow(daysLeft(report), thresholds)
        },
        reasons: bad.map(({ reason }) => reason)
    };
}
function problemOf(reason, { failOn }) {
    const { class: found } = reasons/* reasons */.O[reason];
    switch (found) {
        case 'invalid':
        case 'missing':
        case 'expiring':
            return found;
        case 'unknown':
            return unprovable.has(reason) ? undefined : found;
        case 'excess':
            return (0,verify_report/* statusOf */.c2)(reason, failOn) === 'failed' ? 'unwanted' : undefined;
        case 'fine':
        case 'untidy':
        case 'skipped':
        case 'broken':
            return undefined;
    }
}
/** Whole days until the token ends, or is to be replaced; undefined without a date. */
function daysLeft({ token }) {
    const { kind, daysLeft: own, daysToRotation } = token;
    const all = [(0,token_kind/* isShortLived */.HB)(kind) ? undefined : own, daysToRotation].filter((days) => days !== undefined);
    return all.length === 0 ? undefined : Math.min(...all);
}
/** Whether things are worse than they were: for whoever was told of that already. */
function isWorse(now, before) {
    if (before === null)
        return true;
    if (rank(now) > rank(before))
        return true;
    if (now.threshold === null)
        return false;
    return before.threshold === null
        ? rank(now) === rank(before)
        : now.threshold < before.threshold;
}
/** The smallest number of days that has been fallen below, of which 0 always is one. */
function fallBelow(days, thresholds) {
    if (days === undefined)
        return null;
    const fallen = [...thresholds, 0].filter((threshold) => days < threshold);
    return fallen.length === 0 ? null : Math.min(...fallen);
}
function rank({ problem }) {
    return problems.indexOf(problem);
}
/** Of two stages the problem and the threshold that are the more urgent. */
function worstOf(one, other) {
    if (other === null)
        return one;
    const thresholds = [one.threshold, other.threshold].filter((threshold) => threshold !== null);
    return {
        problem: rank(one) > rank(other) ? one.problem : other.problem,
        threshold: thresholds.length === 0 ? null : Math.min(...thresholds)
    };
}

;// CONCATENATED MODULE: ./lib/reminders/marker.js


const day = /^\d{4}-\d\d-\d\d$/;
/**
 * What a reminder knows of itself, in a comment of its body that nobody sees:
 * which token it is about, and how bad things were when it was written last.
 */
const schema = schemas/* object */.Ikc({
    /** The host and the token: `github.com/RELEASE_TOKEN`. */
    token: schemas/* string */.YjP(),
    /** Null when all was well, or another issue reminds of it. */
    stage: schemas/* nullable */.mee(schemas/* object */.Ikc({
        problem: schemas/* enum */.k5n(problems),
        /** The number of days that was fallen below last, null without a date. */
        threshold: schemas/* nullable */.mee(schemas/* int */.Whr())
    })),
    /** The day on which the problem was first seen. */
    since: schemas/* string */.YjP().check(api/* _regex */.Fk(day)),
    /** The day on which GitHub said last that the token ends. */
    end: schemas/* optional */.lqM(schemas/* string */.YjP().check(api/* _regex */.Fk(day)))
});
const format = /^<!-- setup-github-token: (\{[^\n]{1,1000}\}) -->$/gm;
/** The line for the end of a body. */
function formatMarker(marker) {
    // `>` would end the comment.
    const json = JSON.stringify(marker).replaceAll('>', '\\u003e');
    return `<!-- setup-github-token: ${json} -->`;
}
/** What the last such line of a body says; undefined when there is none. */
function readMarker(body) {
    const json = [...body.matchAll(format)].at(-1)?.[1];
    if (json === undefined)
        return undefined;
    try {
        return schema.safeParse(JSON.parse(json)).data;
    }
    catch {
        return undefined;
    }
}
/** A body with another marker in the place of its own. */
function replaceMarker(body, marker) {
    return `${body.replaceAll(format, '').trimEnd()}\n\n${formatMarker(marker)}`;
}

;// CONCATENATED MODULE: ./lib/reminders/issue-text.js








/** GitHub's own limit, characters. */
const longestTitle = 256;
/** A step is cut to so many characters: an issue may have 65,536 in all. */
const longestStep = 4000;
/** Of the 65,536 characters that GitHub takes. */
const longestBody = 60_000;
/** What a new token helps against. */
const replacing = new Set(['invalid', 'expiring']);
/** A longer list is cut to so many. */
const longestList = 20;
/** An issue for a person on call: what, since when, what breaks, what to do. */
function writeIssue(subject, marker, wording, today) {
    const { name, owners, purpose, reports } = subject.verdict;
    const report = discreetReport((0,verify_overview/* bestOf */.Ui)(subject.verdict), wording);
    const { token, needs, links } = report;
    const found = sortReasons(subject);
    const prose = (text) => formatProse(makeDiscreet(text, wording));
    const code = (text) => formatCode(makeDiscreet(text, wording));
    const quote = (text) => formatCode(makeEvidenceDiscreet(text, report, wording));
    const codes = (texts) => shorten(texts.map(code)).join(', ');
    const who = wording.showsLogin && token.login !== undefined
        ? code(`@${token.login}`)
        : 'the account of the token';
    const workflow = wording.workflow === undefined
        ? 'the workflow that keeps this issue'
        : `[the workflow that keeps this issue](${wording.workflow})`;
    const fixes = new Set(found.map((reason) => (0,runner_text/* truncate */.xv)(prose(`${(0,verify_report/* fixFor */.jc)(report, reason)}.`), longestStep)));
    const isReplaced = token.kind !== 'installation' &&
        found.some((reason) => replacing.has(reasons/* reasons */.O[reason].class));
    const steps = [
        ...(isReplaced ? [`Sign in to ${code(token.host)} as ${who}.`] : []),
        ...fixes,
        ...(isReplaced
            ? [
                'A secret of an environment or of the organisation is replaced where it is, which may be elsewhere.',
                `Delete the old token at ${pagesOf(report).join(' or ')}.`
            ]
            : []),
        `Run ${workflow} again. It closes this issue when the token is as expected.`
    ];
    const body = [
        `${code(name)} on ${code(token.host)} needs attention since ${marker.since}.${describeEnd(report, marker.end)}`,
        '',
        '### What is wrong',
        '',
        ...found.flatMap((reason) => [
            `- **${reasons/* reasons */.O[reason].title}**: ${(0,runner_text/* truncate */.xv)(prose((0,verify_report/* whatOf */.Em)(report, reason)), longestStep)}.`,
            ...shorten(evidenceFor(report, reason, wording).map((text) => `  - ${quote(text)}`), '  - ')
        ]),
        ...(reports.length === 1
            ? []
            : [
                `- One of ${codes(reports.map((one) => one.token.name))} must be as expected, and none is.`,
                ...reports
                    .filter((one) => one.token.name !== token.name)
                    .map((one) => `  - ${code(one.token.name)}: ${reasons/* reasons */.O[one.reason].title}`)
            ]),
        '',
        '### What breaks',
        '',
        purpose === ''
            ? 'The policy does not say: `purpose` is the key for it.'
            : `Without it, this does not work: ${code(purpose)}.`,
        ...(needs.repositories.length === 0
            ? []
            : ['', `It is for ${codes(needs.repositories)}.`]),
        '',
        '### What to do',
        '',
        ...steps.map((step, index) => `${String(index + 1)}. ${step}`),
        '',
        `More: ${found.map((reason) => `[${reason}](${links.reason(reason)})`).join(', ')}`,
        '',
        ...(owners.length === 0 ? [] : [`Owner: ${owners.join(', ')}`, '']),
        'A workflow keeps this text, and finds it by its label: what is changed here is written over, comments stay.'
    ];
    return {
        title: writeTitle(subject, marker, wording, (0,time/* formatDay */.im)(today)),
        body: [...cut(body), '', formatMarker(marker)].join('\n')
    };
}
/** Where a token is deleted: both pages when its kind is not known. */
function pagesOf({ likelyKind, links }) {
    return [
        ...(likelyKind === 'fine-grained' ? [] : [links.tokens]),
        ...(likelyKind === 'classic' ? [] : [links.fineGrained])
    ];
}
/** So many lines as an issue has room for. */
function cut(lines) {
    let length = 0;
    const end = lines.findIndex((line) => {
        length += line.length + 1;
        return length > longestBody;
    });
    return end < 0 ? lines : [...lines.slice(0, end), '…'];
}
/** Without the scopes a token has besides and where it is stored, where all may read. */
function discreetReport(report, { showsLogin }) {
    const { needs } = report;
    return showsLogin
        ? report
        : {
            ...report,
            reference: undefined,
            needs: { ...needs, scopes: needs.askedScopes }
        };
}
function writeTitle(subject, { end }, { title }, today) {
    const { name } = subject.verdict;
    const { expiresAt, rotateBy, daysLeft: days } = (0,verify_overview/* bestOf */.Ui)(subject.verdict).token;
    const isPast = days !== undefined && days < 0;
    const [reason = 'ok'] = sortReasons(subject);
    const problem = reason === 'token-expiring' && expiresAt !== undefined
        ? `${isPast ? 'expired' : 'expires'} on ${(0,time/* formatDay */.im)(expiresAt)}`
        : reason === 'token-rejected' && end !== undefined && end <= today
            ? `expired on ${end}`
            : reason === 'rotation-due' && rotateBy !== undefined
                ? `to be replaced by ${(0,time/* formatDay */.im)(rotateBy)}`
                : reasons/* reasons */.O[reason].title;
    const text = title.replaceAll('{name}', name).replaceAll('{problem}', problem);
    return (0,runner_text/* truncate */.xv)((0,runner_text/* neutralise */.$0)(text), longestTitle);
}
/** Lines for as many as a reader wants to see. */
function shorten(lines, indent = '') {
    const rest = lines.length - longestList;
    return rest <= 0
        ? lines
        : [...lines.slice(0, longestList), `${indent}and ${String(rest)} more`];
}
/** What is said when things have got worse. */
function writeEscalation(subject, { end }) {
    const { name, owners } = subject.verdict;
    const report = (0,verify_overview/* bestOf */.Ui)(subject.verdict);
    const mention = owners.length === 0 ? '' : `${owners.join(', ')} `;
    const titles = sortReasons(subject).map((reason) => reasons/* reasons */.O[reason].title);
    const { purpose } = subject.verdict;
    const loss = purpose === ''
        ? ''
        : ` Without it, this does not work: ${formatCode(purpose)}.`;
    return `${mention}${formatCode(name)}: ${titles.join(', ')}.${describeEnd(report, end)}${loss} What to do is written in the text of this issue.`;
}
/** What is said when all is well again, as far as can be told. */
function writeAllClear(verdict, wording) {
    const { token, findings } = (0,verify_overview/* bestOf */.Ui)(verdict);
    const { expiresAt } = token;
    const end = expiresAt === undefined ? '' : ` It expires on ${(0,time/* formatDay */.im)(expiresAt)}.`;
    const open = findings
        .filter((one) => one.verdict === 'unknown')
        .map((one) => formatCode(makeDiscreet(one.requirement, wording)));
    return open.length === 0
        ? `${formatCode(verdict.name)} is as expected again.${end}`
        : `Nothing is known to be wrong with ${formatCode(verdict.name)} any more.${end} Not proven: ${shorten(open).join(', ')}.`;
}
/** ` It ends on 2027-01-31 (13 days left).`, or nothing when that is not known. */
function describeEnd(report, end) {
    const days = daysLeft(report);
    const { expiresAt, rotateBy, daysToRotation } = report.token;
    if (days === undefined) {
        return end === undefined
            ? ''
            : ` GitHub said last that it expires on ${end}.`;
    }
    return rotateBy !== undefined && days === daysToRotation
        ? ` It is to be replaced by ${(0,time/* formatDay */.im)(rotateBy)} (${(0,time/* describeDays */.tz)(days)}).`
        : expiresAt === undefined
            ? ''
            : ` It ${days < 0 ? 'expired' : 'expires'} on ${(0,time/* formatDay */.im)(expiresAt)} (${(0,time/* describeDays */.tz)(days)}).`;
}
/** The most serious first. */
function sortReasons({ verdict, reasons: wanted }) {
    return (0,verify_report/* problemsOf */.GW)((0,verify_overview/* bestOf */.Ui)(verdict))
        .map(({ reason }) => reason)
        .filter((reason) => wanted.includes(reason));
}
function evidenceFor(report, reason, { showsLogin }) {
    const all = report.findings
        .filter((one) => one.reason === reason)
        .map(({ evidence }) => evidence)
        // What a token has besides is for those who may know its account.
        .filter((one) => showsLogin || !/^(Its scopes?|Not asked for)\b/.test(one));
    return [...new Set(all)];
}
/**
 * What everybody may read of what this action says itself: days instead of moments,
 * and no account.
 */
function makeDiscreet(text, { showsLogin }) {
    const plain = (0,time/* withoutTimes */.lX)(text);
    if (showsLogin)
        return plain;
    return (plain
        // `RELEASE_TOKEN (classic, @acme-bot)`
        .replace(/,? ?@[\w.-]+(?:\[bot\])?\)/g, ')')
        .replace(/@[\w.-]+(?:\[bot\])?/g, anyone));
}
/**
 * The same of what the host said, which names accounts in its own way and may quote
 * what it was sent. How long it asks to wait says nothing a minute later.
 */
function makeEvidenceDiscreet(text, { token: { login } }, wording) {
    const plain = makeDiscreet(text, wording)
        .replace(/, and asks to wait \d+ seconds/, '')
        .replace(/\b[0-9a-f]{40}\b/gi, '***');
    if (wording.showsLogin)
        return plain;
    const hidden = plain.replace(/\bdenied to [^\s.]+/g, `denied to ${anyone}`);
    if (login === undefined)
        return hidden;
    const name = login.replaceAll(/\W/g, '\\$&');
    const whole = new RegExp(`(?<![\\w/.-])${name}(?![\\w/-])`, 'gi');
    // What this action says itself may speak of a scope that is called like it.
    return /^(Its|It) /.test(hidden) ? hidden : hidden.replace(whole, anyone);
}
/** In place of the name of an account. */
const anyone = 'its account';

;// CONCATENATED MODULE: ./lib/reminders/plan.js

/**
 * What to do about a token whose condition is known: `stage` is undefined when
 * all is well.
 *
 * What a person closed stays closed until things get worse than they were then;
 * it is `settle`d, without a word, when all is well, so that the next problem has
 * an issue of its own.
 */
function planStep(stage, reminder) {
    if (stage === undefined) {
        return reminder?.issue.isOpen === false ? 'settle' : 'close';
    }
    if (reminder === undefined)
        return 'open';
    const { issue, marker } = reminder;
    if (!isWorse(stage, marker.stage))
        return 'update';
    return issue.isOpen ? 'escalate' : 'reopen';
}
/**
 * The reminders of a token: that to go on with is the oldest that is open, else the
 * one a person closed last. Others that are open are duplicates, as two runs at
 * once leave them; others that a person closed are forgotten when all is well.
 */
function sortReminders(reminders) {
    const byNumber = reminders.toSorted((a, b) => a.issue.number - b.issue.number);
    const [open, ...duplicates] = byNumber.filter(({ issue }) => issue.isOpen);
    const closed = byNumber.filter(({ issue, marker }) => !issue.isOpen && marker.stage !== null);
    const current = open ?? closed.at(-1);
    return {
        current,
        duplicates,
        forgotten: closed.filter((one) => one !== current)
    };
}

;// CONCATENATED MODULE: ./lib/reminders/keeper.js









/** What became of an issue, and what would in a dry run. */
const actions = {
    open: { did: 'opened', would: 'would be opened' },
    reopen: { did: 'reopened', would: 'would be reopened' },
    escalate: { did: 'commented on', would: 'would be commented on' },
    update: { did: 'updated', would: 'would be updated' },
    close: { did: 'closed', would: 'would be closed' },
    settle: { did: 'stays closed', would: 'stays closed' },
    leave: { did: 'left as it is', would: 'left as it is' },
    none: { did: 'up to date', would: 'up to date' }
};
/** So often an issue or a comment is tried to be written. */
const attempts = 3;
/**
 * Keeps one issue for each token that needs attention. What is there is found by
 * label, author and a hidden marker; what was interrupted is gone on with.
 */
class Keeper {
    #issues;
    #keeping;
    #author;
    #assignees;
    /** All there are, for whatever token. */
    #reminders = [];
    /** What was refused, and is nothing that an issue depends on. */
    complaints = [];
    constructor(issues, keeping, author) {
        this.#issues = issues;
        this.#keeping = keeping;
        this.#author = author;
        this.#assignees = keeping.assignees;
    }
    /** @throws IssueError when what is there cannot be read */
    static async start(issues, keeping) {
        const keeper = new Keeper(issues, keeping, await issues.author());
        await keeper.#find();
        return keeper;
    }
    /**
     * Brings the issue of a token up to date.
     *
     * @returns what became of it; undefined when there is none and none is needed
     * @throws IssueError when it could not be read or written
     */
    async keep(verdict) {
        const key = keyOf(verdict);
        const report = (0,verify_overview/* bestOf */.Ui)(verdict);
        const condition = conditionOf(report, thresholdsFor(report, this.#keeping));
        if (condition.is === 'skipped' || condition.is === 'broken') {
            const { current } = sortReminders(this.#remindersOf(key));
            return current?.issue.isOpen === true
                ? this.#tell('leave', current.issue)
                : undefined;
        }
        const current = await this.#pick(key);
        if (condition.is === 'bad') {
            const { stage, reasons } = condition;
            const known = this.#withKnownEnd(stage, report, current);
            return this.#remind({ verdict, reasons }, known, current);
        }
        if (isEndLost(report, current?.marker.stage ?? null)) {
            const stage = { problem: 'unknown', threshold: null };
            return this.#remind({ verdict, reasons: ['end-unknown'] }, stage, current);
        }
        await this.#forget(key);
        return current && this.#calm(verdict, current);
    }
    /** Open issues about tokens that are not among these. */
    strays(verdicts) {
        const keys = new Set(verdicts.map(keyOf));
        return this.#reminders
            .filter(({ issue, marker }) => issue.isOpen && !keys.has(marker.token))
            .map(({ issue: { number }, marker: { token } }) => ({
            token,
            url: this.#keeping.urlOf(number)
        }));
    }
    /** All is well: the issue has nothing to say any more. */
    async #calm(verdict, current) {
        const { issue } = current;
        const step = planStep(undefined, current);
        if (this.#keeping.isDry)
            return this.#tell(step, issue);
        const isClosing = step === 'close';
        // Whoever locks a conversation wants no comment.
        if (isClosing && !issue.isLocked)
            await this.#comment(issue, writeAllClear(verdict, this.#keeping.wording), 'well');
        await this.#settle(current, isClosing ? 'completed' : undefined);
        return this.#tell(step, issue);
    }
    /** All is well: what persons closed earlier says nothing about the next time. */
    async #forget(token) {
        const { forgotten } = sortReminders(this.#remindersOf(token));
        for (const reminder of forgotten) {
            if (!this.#keeping.isDry)
                await this.#settle(reminder);
        }
    }
    /** Writes down that an issue reminds of nothing any more, and closes it if asked to. */
    async #settle({ issue, marker }, state) {
        const { token, since } = marker;
        const body = replaceMarker(issue.body, { token, stage: null, since });
        await this.#issues.update(issue.number, { title: issue.title, body }, state);
    }
    /** Something is wrong: the issue says what, and comments on it when it gets worse. */
    async #remind(subject, stage, current) {
        const { wording, isDry, today } = this.#keeping;
        const step = planStep(stage, current);
        const marker = this.#markerFor(subject.verdict, stage, current?.marker);
        const text = this.#issues.clean(writeIssue(subject, marker, wording, today));
        if (current === undefined) {
            return isDry
                ? { ...this.#tell(step, undefined), title: text.title }
                : this.#tell(step, await this.#open(text, marker));
        }
        const { issue } = current;
        const isSaid = issue.title === text.title && issue.body === text.body;
        if (step === 'update' && isSaid)
            return this.#tell('none', issue);
        if (isDry)
            return this.#tell(step, issue);
        if (step !== 'update' && !issue.isLocked) {
            const about = `${stage.problem} ${String(stage.threshold)}`;
            await this.#comment(issue, writeEscalation(subject, marker), about);
        }
        await this.#issues.update(issue.number, text, step === 'reopen' ? 'open' : undefined);
        const isUntold = step === 'escalate' && issue.isLocked;
        return this.#tell(isUntold ? 'update' : step, issue);
    }
    /** A host that says nothing about a token stops no calendar. */
    #withKnownEnd(stage, report, current) {
        const end = current?.marker.end;
        const isTold = stage.threshold !== null || report.valid === true;
        if (isTold || end === undefined)
            return stage;
        const days = (0,expiry/* daysUntilDay */.o7)(new Date(end), this.#keeping.today);
        const thresholds = thresholdsFor(report, this.#keeping);
        return { ...stage, threshold: fallBelow(days, thresholds) };
    }
    /** What is to be known the next time: how bad it was, and since when it has been. */
    #markerFor(verdict, stage, before) {
        const known = before?.stage ?? null;
        const end = endOf((0,verify_overview/* bestOf */.Ui)(verdict), before);
        return {
            token: keyOf(verdict),
            // A host that does not answer for a day takes nothing back.
            stage: stage.problem === 'unknown' ? worstOf(stage, known) : stage,
            since: before === undefined || known === null
                ? (0,time/* formatDay */.im)(this.#keeping.today)
                : before.since,
            ...(end !== undefined && { end })
        };
    }
    /** Opens an issue, once: another run, or an answer that got lost, may have done so. */
    async #open(text, marker) {
        const { labels } = this.#keeping;
        for (const label of labels)
            await this.#issues.ensureLabel(label);
        let created;
        for (let attempt = 1; created === undefined; attempt += 1) {
            try {
                created = await this.#issues.create(text, labels, this.#assignees);
                this.#author = created.author;
            }
            catch (error) {
                if (this.#assignees.length > 0 && isAboutAssignees(error)) {
                    this.complaints.push(error);
                    this.#assignees = [];
                    continue;
                }
                const mayBeThere = error instanceof IssueError && error.isDoubtful;
                if (!mayBeThere || attempt === attempts)
                    throw error;
                await this.#find();
                if (this.#hasOpen(marker))
                    break;
            }
        }
        await this.#find();
        // A list may be older than what was written a moment ago.
        if (created !== undefined && !this.#hasOpen(marker)) {
            this.#reminders = [...this.#reminders, { issue: created, marker }];
        }
        return (await this.#pick(marker.token))?.issue;
    }
    #hasOpen({ token }) {
        return this.#remindersOf(token).some(({ issue }) => issue.isOpen);
    }
    /** Comments once a day on what has happened, whatever becomes of the answer. */
    async #comment(issue, text, about) {
        const day = (0,time/* formatDay */.im)(this.#keeping.today);
        const mark = `<!-- setup-github-token: ${day} ${about} -->`;
        for (let attempt = 1;; attempt += 1) {
            const said = await this.#issues.comments(issue.number, this.#author);
            if (said.some((one) => one.includes(mark)))
                return;
            try {
                await this.#issues.comment(issue.number, `${text}\n\n${mark}`);
                return;
            }
            catch (error) {
                const mayBeThere = error instanceof IssueError && error.isDoubtful;
                if (!mayBeThere || attempt === attempts)
                    throw error;
            }
        }
    }
    /** Finds everything this action has written, by whoever its token is now. */
    async #find() {
        const issues = await this.#issues.list(this.#keeping.labels[0]);
        const marked = issues.flatMap((issue) => {
            const marker = readMarker(issue.body);
            return marker === undefined ? [] : [{ issue, marker }];
        });
        const author = this.#author;
        const another = marked.find(({ issue }) => issue.author.login.endsWith('[bot]') && !isSame(issue.author, author));
        if (author.isAssumed === true && another !== undefined) {
            throw new IssueError({
                reason: 'access-refused',
                evidence: `GitHub did not tell who issue-token is of, and issues of @${another.issue.author.login} are there`
            }, false);
        }
        // A list of pages that changes while it is read has some twice.
        const ours = marked.filter(({ issue }) => isSame(issue.author, author));
        this.#reminders = [
            ...new Map(ours.map((one) => [one.issue.number, one])).values()
        ];
    }
    #remindersOf(token) {
        return this.#reminders.filter(({ marker }) => marker.token === token);
    }
    /** The reminder of a token to go on with; others that are open are closed. */
    async #pick(token) {
        const { current, duplicates } = sortReminders(this.#remindersOf(token));
        for (const duplicate of duplicates) {
            if (!this.#keeping.isDry)
                await this.#settle(duplicate, 'not_planned');
        }
        return current;
    }
    #tell(step, issue) {
        const { isDry, urlOf } = this.#keeping;
        const number = issue?.number;
        const { did, would } = actions[step];
        return {
            number,
            url: number === undefined ? undefined : urlOf(number),
            action: isDry ? would : did
        };
    }
}
function isAboutAssignees(error) {
    return (error instanceof IssueError && error.refusal.reason === 'assignee-refused');
}
/**
 * Brings the issues of tokens up to date, one after the other, as GitHub asks for
 * writes. What goes wrong with one does not keep the others from theirs, unless it
 * would go wrong with them too.
 */
async function keepReminders(issues, keeping, verdicts) {
    const kept = [];
    const hindrances = [];
    const refuse = (error, name) => {
        if (!(error instanceof IssueError))
            throw error;
        hindrances.push({ requirement: `an issue about ${name}`, ...error.refusal });
        return error;
    };
    let keeper;
    try {
        keeper = await Keeper.start(issues, keeping);
    }
    catch (error) {
        refuse(error, 'tokens');
        return { verdicts, hindrances, strays: [] };
    }
    let isHopeless = false;
    for (const verdict of verdicts) {
        if (isHopeless) {
            kept.push(verdict);
            continue;
        }
        try {
            kept.push({ ...verdict, issue: await keeper.keep(verdict) });
        }
        catch (error) {
            isHopeless = refuse(error, verdict.name).isGeneral;
            kept.push(verdict);
        }
    }
    for (const error of keeper.complaints)
        refuse(error, 'tokens');
    return { verdicts: kept, hindrances, strays: keeper.strays(verdicts) };
}
/**
 * The day on which a token ends, or did when it was accepted last. Some live for
 * hours, and end every day.
 */
function endOf({ token: { kind, expiresAt }, valid }, before) {
    if (valid !== true)
        return before?.end;
    return expiresAt === undefined || (0,token_kind/* isShortLived */.HB)(kind)
        ? undefined
        : (0,time/* formatDay */.im)(expiresAt);
}
/** The name of a token on its host. */
function keyOf(verdict) {
    return `${(0,verify_overview/* bestOf */.Ui)(verdict).token.host}/${verdict.name}`;
}
/** A token whose `warn-days` are its own is reminded of from then on. */
function thresholdsFor({ warnDays }, { thresholds }) {
    return [warnDays, ...thresholds.filter((days) => days < warnDays)];
}

// EXTERNAL MODULE: ./lib/runner/event.js
var runner_event = __webpack_require__(358);
// EXTERNAL MODULE: ./lib/runner/one-password.js
var one_password = __webpack_require__(5378);
// EXTERNAL MODULE: ./lib/runner/overview-publication.js + 1 modules
var overview_publication = __webpack_require__(2280);
// EXTERNAL MODULE: ./lib/runner/inputs.js
var runner_inputs = __webpack_require__(4477);
// EXTERNAL MODULE: ./lib/runner/policy-inputs.js
var policy_inputs = __webpack_require__(506);
// EXTERNAL MODULE: ./lib/runner/token-inputs.js
var token_inputs = __webpack_require__(5377);
;// CONCATENATED MODULE: ./lib/runner/reminder-inputs.js



/** What an input is when the workflow passes an empty text; remind/action.yml says the same. */
const reminderDefaults = {
    ...policy_inputs/* policyDefaults */.Fw,
    'warn-days': '30, 14, 7, 1',
    title: '{name}: {problem}',
    labels: 'token-rotation',
    'show-login': 'auto',
    'dry-run': 'false'
};
/** https://docs.github.com/rest/issues/labels#create-a-label */
const longestLabel = 50;
/** Room for what `{name}` and `{problem}` become. */
const reminder_inputs_longestTitle = 150;
/** Reads the inputs of `remind`. */
function readReminderInputs(environment) {
    const reader = (0,runner_inputs/* readerOf */.TC)(environment, reminderDefaults);
    const thresholds = reader.days('warn-days', token_inputs/* mostDays */.tS);
    const [first = reminderDefaults.labels, ...others] = reader.phrases('labels', longestLabel);
    const title = reader.clause('title', reminder_inputs_longestTitle);
    if (title !== '' && !title.includes('{name}')) {
        reader.reject('title', 'it must say {name}, which token it is about');
    }
    const inputs = {
        title,
        labels: [first, ...others],
        assignees: reader
            .phrases('assignees', longestLabel)
            .map((login) => login.replace(/^@/, '')),
        thresholds,
        showLogin: reader.choice('show-login', ['auto', 'true', 'false']),
        isDry: reader.isTrue('dry-run')
    };
    const keys = { 'warn-days': String(thresholds[0] ?? 0) };
    return { ...inputs, ...(0,policy_inputs/* readPolicyInputs */.kE)(reader, environment, keys) };
}
/** The token that writes the issues, as the runner passes it on. */
function rawIssueToken(environment) {
    return (0,runner_inputs/* rawInput */.JR)(environment, 'issue-token');
}

// EXTERNAL MODULE: ./lib/runner/token.js + 2 modules
var token = __webpack_require__(3130);
;// CONCATENATED MODULE: ./lib/remind.js











const environment = process.env;
/** Until all issues must be up to date, milliseconds. */
const longestKeeping = 10 * 60_000;
/** Judges the tokens of a policy, and keeps an issue for each that needs attention. */
async function remind(job, channels) {
    const { log, results } = channels;
    const inputs = readReminderInputs(environment);
    const raw = rawIssueToken(environment);
    const plain = (0,one_password/* isReference */.A_)(raw) ? undefined : (0,token/* readToken */.AI)(raw);
    log.mask(...(plain?.masks ?? []));
    const assessment = await (0,assess/* assess */.n)(inputs, true, environment, job, log);
    const names = assessment.verdicts.flatMap(({ reports }) => reports.map(({ token }) => token.name));
    const issueToken = plain ??
        (await (0,one_password/* resolveToken */.E7)(raw, (text) => (0,one_password/* readWithOp */.UU)(text, new Set(names))));
    log.mask(...(plain === undefined ? issueToken.masks : []));
    const kept = await keepIssues(assessment, issueToken, inputs, job, channels);
    const overview = (0,verify_overview/* makeOverview */.AL)({
        action: 'setup-github-token/remind',
        hasReminders: true,
        ...kept
    });
    results.setOutput('issues', (0,overview_publication/* listIssues */.ts)(overview));
    await (0,overview_publication/* publishOverview */.FJ)(overview, inputs.summary, channels);
    // A token that needs somebody has an issue: that is no failure of this step.
    return { isFailed: overview.hindrances.length > 0 || (0,verify_overview/* hasBroken */.UC)(overview) };
}
/** Keeps the issues, when it is known what they should say and who writes them. */
async function keepIssues(assessment, { secret, refusal }, inputs, job, { log }) {
    const { links, verdicts, hindrances } = assessment;
    if (hindrances.length > 0)
        return assessment;
    if (secret === undefined) {
        const { evidence } = refusal;
        const requirement = 'an issue-token';
        return {
            ...assessment,
            hindrances: [
                {
                    requirement,
                    reason: 'issue-token-rejected',
                    evidence: `issue-token: ${evidence}`
                }
            ]
        };
    }
    const host = (0,github_host/* findHost */.my)(job.serverUrl, undefined, job);
    const deadline = AbortSignal.timeout(longestKeeping);
    const issues = new Issues((0,connection/* connect */.eE)(host, secret, deadline), host, job.repository, (text) => log.redactor.redact(text));
    const { strays, ...kept } = await keepReminders(issues, {
        ...inputs,
        wording: {
            title: inputs.title,
            showsLogin: inputs.showLogin === 'true' ||
                (inputs.showLogin === 'auto' && (0,runner_event/* isPrivate */.G)(environment)),
            workflow: job.workflow
        },
        urlOf: links.issue,
        today: new Date()
    }, verdicts);
    for (const { token, url } of strays) {
        log.annotate('notice', `setup-github-token/remind: issue left over`, [
            `${token} is not in the policy any more, and its issue is open: ${url}.`,
            'Fix: Close it by hand, or write the token into the policy again.'
        ]);
    }
    return { links, ...kept };
}


/***/ })

};
