export const id = 683;
export const ids = [683];
export const modules = {

/***/ 4683:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  askAbout: () => (/* binding */ askAbout),
  connect: () => (/* reexport */ github_connection/* connect */.eE)
});

// EXTERNAL MODULE: ./lib/github/connection.js + 1 modules
var github_connection = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/github/permissions.js
var github_permissions = __webpack_require__(8859);
// EXTERNAL MODULE: ./lib/github/refusals.js
var refusals = __webpack_require__(6614);
;// CONCATENATED MODULE: ./lib/github/permission-facts.js



const roots = {
    repository: '/repos/',
    organization: '/orgs/',
    account: ''
};
/**
 * Asks GitHub about the permissions that are for a place, by requests that need
 * them: it has no endpoint that tells what a token was granted. With `mayWrite`,
 * invalid writes are sent too.
 * https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
function askAboutPermissions(connection, permissions, { area, name }, mayWrite) {
    const asked = permissions.filter((one) => (0,github_permissions/* areaOf */.d6)(one) === area);
    return Promise.all(asked.map(async (permission) => {
        const probe = (0,github_permissions/* findProbe */.QB)(permission, mayWrite);
        const answer = probe &&
            (await send(connection, {
                method: probe.method,
                path: `${roots[area]}${name}${probe.path}`
            }));
        return { permission, place: name, probe, answer };
    }));
}
/** The permissions that are for a place where nothing is sent. */
function leavePermissions(permissions, { area, name }) {
    return permissions
        .filter((one) => (0,github_permissions/* areaOf */.d6)(one) === area)
        .map((permission) => ({
        permission,
        place: name,
        probe: undefined,
        answer: undefined
    }));
}
async function send(connection, request) {
    const question = { about: 'resource', ...request };
    const { answer, refusal } = await (0,github_connection/* askFor */.dq)(connection, question);
    if (answer === undefined) {
        return {
            status: undefined,
            accepted: undefined,
            isPartial: false,
            refusal,
            evidence: refusal.evidence
        };
    }
    const { status, headers } = answer;
    return {
        status,
        accepted: headers['x-accepted-github-permissions'],
        isPartial: /^\s*partial-results\b/i.test(headers['x-github-sso'] ?? ''),
        refusal: (0,refusals/* findRefusal */.W$)(answer, 'resource') ??
            (isFromGitHub(answer) ? undefined : (0,refusals/* notGitHub */.$T)(answer)),
        evidence: status < 300
            ? `${answer.request} answered ${String(status)}`
            : (0,refusals/* describeAnswer */.O1)(answer)
    };
}
/** Whether a success has a body as GitHub's have: what stands in between has pages. */
function isFromGitHub({ status, body }) {
    return status === 204 || (typeof body === 'object' && body !== null);
}

// EXTERNAL MODULE: ./lib/verify/reasons.js
var reasons = __webpack_require__(3736);
;// CONCATENATED MODULE: ./lib/github/repository-facts.js



/** More redirects than this are a loop. */
const mostRedirects = 5;
const services = { read: 'git-upload-pack', write: 'git-receive-pack' };
/** A renamed repository answers with the address of the new one. */
const refsPath = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/info\/refs$/;
/**
 * Asks as git does before it clones or pushes: GitHub answers with the refs, or
 * refuses, and nothing is written. It holds for every kind of token, and sees
 * neither the rules of branches nor what is in a push.
 * https://git-scm.com/docs/gitprotocol-http#_discovering_references
 */
async function askGit(connection, host, name, access) {
    const { name: current, refusal } = await askRefs(connection, host, name, access);
    // A redirect that leads nowhere gives no new name.
    const isMoved = current !== name && refusal?.reason !== 'redirected';
    return {
        name,
        access,
        refusal,
        movedTo: isMoved ? current : undefined,
        description: undefined
    };
}
/** The answer to git's question, and the name under which it was given. */
async function askRefs(connection, host, name, access, redirects = 0) {
    const { answer, refusal } = await (0,github_connection/* askFor */.dq)(connection, {
        about: 'git',
        method: 'GET',
        path: `/${name}.git/info/refs?service=${services[access]}`
    });
    if (answer === undefined)
        return { name, refusal };
    const next = movedTo(answer, host);
    return next === undefined || redirects === mostRedirects
        ? { name, refusal: refusalOf(answer, access) }
        : askRefs(connection, host, next, access, redirects + 1);
}
/** Where a redirect leads, when it stays on the host. https://docs.github.com/repositories/creating-and-managing-repositories/renaming-a-repository */
function movedTo({ status, headers }, { webUrl }) {
    const location = headers['location'] ?? '';
    if (status < 300 || status >= 400 || !URL.canParse(location, webUrl)) {
        return undefined;
    }
    const url = new URL(location, webUrl);
    return url.origin === webUrl ? refsPath.exec(url.pathname)?.[1] : undefined;
}
function refusalOf(answer, access) {
    const refusal = (0,refusals/* findRefusal */.W$)(answer, 'git');
    if (refusal !== undefined) {
        return refusal.reason === 'contents-missing' && access === 'write'
            ? { ...refusal, reason: 'push-refused' }
            : refusal;
    }
    const line = typeof answer.body === 'string' ? answer.body.slice(4) : '';
    return firstLines[access].includes(line) ? undefined : (0,refusals/* notGitHub */.$T)(answer);
}
/**
 * The first line of what is offered, after its length. A server of version 2 of
 * the protocol, which has no service that writes, may begin with the version.
 * https://git-scm.com/docs/gitprotocol-v2#_http_transport
 */
const firstLines = {
    read: [`# service=${services.read}`, 'version 2'],
    write: [`# service=${services.write}`]
};
/** Refusals of git that may have a more telling reason, which the API knows. */
const vague = new Set([
    'repository-not-visible',
    'contents-missing',
    'push-refused',
    'access-refused'
]);
/** Whether the API should be asked why git was refused. */
function isVague({ refusal }) {
    return refusal !== undefined && vague.has(refusal.reason);
}
/**
 * Asks the API about a repository: whether the token may see it, whether it is
 * private, and why it may not. What the API says about permissions is what the
 * account may do, and is not looked at.
 * https://docs.github.com/rest/repos/repos#get-a-repository
 * https://github.com/semantic-release/github/issues/895
 */
async function describeRepository(connection, facts) {
    const description = await askDescription(connection, facts.movedTo ?? facts.name);
    const refusal = description.refusal === undefined
        ? explainVisible(facts)
        : explainRefused(facts, description.refusal);
    return { ...facts, refusal, description };
}
async function askDescription(connection, name) {
    const { answer, refusal } = await (0,github_connection/* askFor */.dq)(connection, {
        about: 'resource',
        method: 'GET',
        path: `/repos/${name}`
    });
    if (answer === undefined)
        return { refusal };
    const refused = (0,refusals/* findRefusal */.W$)(answer, 'resource');
    if (refused !== undefined)
        return { refusal: refused };
    const isPrivate = privacyOf(answer.body);
    return isPrivate === undefined
        ? { refusal: (0,refusals/* notGitHub */.$T)(answer) }
        : { isPrivate };
}
function privacyOf(body) {
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { private: isPrivate } = body;
    return typeof isPrivate === 'boolean' ? isPrivate : undefined;
}
/** The token may see the repository: when git says there is none, its contents are hidden. */
function explainVisible({ refusal, access }) {
    if (refusal?.reason !== 'repository-not-visible')
        return refusal;
    const reason = access === 'write' ? 'push-refused' : 'contents-missing';
    return { ...refusal, reason };
}
/** The reason the API gives, when it knows one: git denies even what is hidden. */
function explainRefused(facts, refusal) {
    return facts.refusal === undefined || (0,reasons/* isOpen */.n)(refusal.reason)
        ? facts.refusal
        : refusal;
}

// EXTERNAL MODULE: ./lib/github/expiry.js
var github_expiry = __webpack_require__(8408);
// EXTERNAL MODULE: ./lib/github/login.js
var github_login = __webpack_require__(582);
// EXTERNAL MODULE: ./lib/github/scopes.js
var github_scopes = __webpack_require__(518);
// EXTERNAL MODULE: ./lib/github/token-kind.js
var token_kind = __webpack_require__(6645);
;// CONCATENATED MODULE: ./lib/github/token-facts.js






/**
 * Asks the host what it knows about a token, in one request.
 *
 * `GET /user` names the account, and its headers carry scopes, expiry and the
 * version of the host. It needs no permission; to an installation token GitHub
 * answers that it is one.
 * https://docs.github.com/rest/users/users#get-the-authenticated-user
 */
async function askAboutToken(connection, hints) {
    const { answer, refusal } = await (0,github_connection/* askFor */.dq)(connection, {
        about: 'account',
        method: 'GET',
        path: '/user'
    });
    return answer === undefined ? { refusal } : readAnswer(answer, hints);
}
function readAnswer(answer, hints) {
    if (isInstallation(answer)) {
        return { accepted: describe(answer, 'installation') };
    }
    const refusal = (0,refusals/* findRefusal */.W$)(answer, 'account');
    if (refusal !== undefined)
        return { refusal: explain(refusal, hints) };
    const account = accountOf(answer.body);
    if (account === undefined)
        return { refusal: (0,refusals/* notGitHub */.$T)(answer) };
    return {
        accepted: { ...describe(answer, (0,token_kind/* hintKind */.U)(hints.secret)), ...account }
    };
}
/** What the shape of a rejected token adds; of an accepted one it says nothing. */
function explain(refusal, { secret, looksMistyped }) {
    if (refusal.reason !== 'token-rejected')
        return refusal;
    // https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
    if (secret.startsWith('ghr_') || secret.startsWith('r1.')) {
        return { ...refusal, reason: 'token-refresh' };
    }
    return looksMistyped
        ? {
            ...refusal,
            evidence: `${refusal.evidence}. Its checksum is wrong: it looks cut off or mistyped`
        }
        : refusal;
}
/** An installation acts as no user. https://docs.github.com/rest/authentication/endpoints-available-for-github-app-installation-access-tokens */
function isInstallation(answer) {
    return (answer.status === 403 &&
        /not accessible by integration/i.test((0,refusals/* messageOf */.bD)(answer.body) ?? ''));
}
function describe({ headers }, hint) {
    const scopesHeader = headers['x-oauth-scopes'];
    const scopes = scopesHeader === undefined ? undefined : (0,github_scopes/* parseScopesHeader */.gX)(scopesHeader);
    const oauthClientId = headers['x-oauth-client-id'];
    const kind = (0,token_kind/* resolveKind */.rV)(hint, { scopes, oauthClientId });
    const header = headers['github-authentication-token-expiration'];
    const expiryHeader = header?.trim() === '' ? undefined : header;
    const expiry = (0,github_expiry/* parseExpiry */.rQ)(expiryHeader);
    const hostTime = new Date(headers['date'] ?? '');
    return {
        kind,
        login: undefined,
        accountId: undefined,
        scopes: (0,token_kind/* hasScopes */.ap)(kind) ? scopes : undefined,
        expiry,
        strangeExpiry: expiry === undefined ? expiryHeader : undefined,
        hostVersion: headers['x-github-enterprise-version'],
        hostTime: Number.isNaN(hostTime.getTime()) ? undefined : hostTime
    };
}
function accountOf(body) {
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { login, id } = body;
    if (typeof login !== 'string' || !github_login/* loginFormat */.D.test(login))
        return undefined;
    return { login, accountId: Number.isSafeInteger(id) ? Number(id) : undefined };
}

// EXTERNAL MODULE: ./lib/verify/requirements.js
var requirements = __webpack_require__(9377);
;// CONCATENATED MODULE: ./lib/ask.js







/** Asks the host about a token, and about all that was asked of it. */
async function askAbout(connection, token, inputs) {
    const { host } = inputs;
    const { secret, trimmed, reference } = token;
    const access = (0,requirements/* accessFor */.IK)(inputs);
    const [answer, repositories] = await Promise.all([
        askAboutToken(connection, token),
        Promise.all(inputs.repositories.map((name) => askGit(connection, host, name, access)))
    ]);
    return {
        answer,
        hint: (0,token_kind/* hintKind */.U)(secret),
        ...(await askFurther(connection, answer, repositories, inputs)),
        secret,
        trimmed,
        reference
    };
}
/** Explains what git was refused, and asks about permissions that need a request each. */
async function askFurther(connection, { accepted }, repositories, inputs) {
    if (accepted === undefined)
        return { repositories, permissions: [] };
    const permissions = (0,requirements/* requirementsFor */.eK)(accepted.kind, inputs).permissions.filter((one) => (0,github_permissions/* isKnownPermission */.Xu)(one) && !(0,github_permissions/* isImpossible */.Av)(one, accepted.kind));
    const { mayWrite } = inputs;
    const ask = (place) => askAboutPermissions(connection, permissions, place, mayWrite);
    const isProbed = permissions.some((one) => (0,github_permissions/* areaOf */.d6)(one) === 'repository' && (0,github_permissions/* findProbe */.QB)(one, mayWrite) !== undefined);
    const [atRepositories, ...elsewhere] = await Promise.all([
        Promise.all(repositories.map((one) => askAboutRepository(connection, one, permissions, isProbed, ask))),
        ask({ area: 'account', name: '' }),
        ...inputs.owners.map((name) => ask({ area: 'organization', name }))
    ]);
    return {
        repositories: atRepositories.map(({ repository }) => repository),
        permissions: [
            ...atRepositories.map(({ probed }) => probed),
            ...elsewhere
        ].flat()
    };
}
/**
 * Asks about a repository and what the token may do in it: all at once when git
 * was answered, otherwise only when the API shows it.
 */
async function askAboutRepository(connection, facts, permissions, isProbed, ask) {
    const place = {
        area: 'repository',
        name: facts.movedTo ?? facts.name
    };
    if (!isProbed && !isVague(facts)) {
        return { repository: facts, probed: leavePermissions(permissions, place) };
    }
    const early = facts.refusal === undefined ? ask(place) : undefined;
    const repository = await describeRepository(connection, facts);
    const isVisible = repository.description?.isPrivate !== undefined;
    const probed = (await early) ??
        (isVisible ? await ask(place) : leavePermissions(permissions, place));
    return { repository, probed };
}


/***/ }),

/***/ 3705:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  i5: () => (/* binding */ NoAnswerError),
  dq: () => (/* binding */ askFor),
  RV: () => (/* binding */ askOnce),
  bx: () => (/* binding */ baseOf),
  eE: () => (/* binding */ connect),
  gl: () => (/* binding */ reach)
});

// UNUSED EXPORTS: Connection

// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(370);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./lib/github/deadline.js
var deadline = __webpack_require__(987);
;// CONCATENATED MODULE: ./lib/github/failures.js
/**
 * What went wrong before there was a complete answer, by an error in the chain
 * of causes; the first row that matches tells.
 * https://nodejs.org/api/errors.html#common-system-errors
 * https://undici.nodejs.org/#/docs/api/Errors
 */
const failures = [
    {
        name: 'TimeoutError',
        reason: 'host-timeout',
        evidence: 'no complete answer came in time'
    },
    // https://fetch.spec.whatwg.org/#port-blocking
    {
        message: 'bad port',
        reason: 'host-unreachable',
        evidence: 'its port is one that HTTP clients refuse to use'
    },
    // undici's word for a body that ended before it was complete.
    {
        message: 'terminated',
        reason: 'answer-broken',
        evidence: 'the answer ended early'
    },
    {
        code: /^(ENOTFOUND|EAI_\w+)$/,
        reason: 'host-unreachable',
        evidence: 'its name could not be resolved'
    },
    {
        code: /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT)$/,
        reason: 'host-unreachable',
        evidence: 'the connection failed'
    },
    // undici reports a refusal by the proxy as an abort; a timeout was told before.
    {
        code: /^UND_ERR_ABORTED$/,
        reason: 'proxy-failed',
        evidence: 'the proxy refused to connect'
    },
    // The only address that is not checked before it is used. Every other argument
    // undici could refuse is this action's own.
    {
        code: /^(ERR_INVALID_URL|UND_ERR_INVALID_ARG)$/,
        reason: 'proxy-failed',
        evidence: 'the address in https_proxy is not http://HOST:PORT'
    },
    // https://nodejs.org/api/tls.html#x509-certificate-error-codes
    {
        code: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
        reason: 'certificate-untrusted',
        evidence: 'its certificate is for another name'
    },
    {
        code: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
        reason: 'certificate-untrusted',
        evidence: 'its certificate is out of date'
    },
    {
        code: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
        reason: 'certificate-untrusted',
        evidence: 'the authority of its certificate is not known here'
    },
    {
        code: /^CERT_\w+$/,
        reason: 'certificate-untrusted',
        evidence: 'its certificate was refused'
    },
    {
        code: /^(EPROTO|ERR_SSL_\w+)$/,
        reason: 'not-github',
        evidence: 'it does not speak TLS'
    },
    {
        code: /^(HPE_\w+|UND_ERR_HEADERS_OVERFLOW)$/,
        reason: 'not-github',
        evidence: 'its answer is not valid HTTP'
    },
    {
        code: /^ANSWER_TOO_LARGE$/,
        reason: 'not-github',
        evidence: 'its answer is too large to be read'
    }
];
const strangeFailure = {
    reason: 'host-unreachable',
    evidence: 'the request failed'
};
/** What an error means that a request, `GET https://…`, threw. */
function describeFailure(error, request) {
    const chain = [...causes(error)];
    const row = failures.find((candidate) => chain.some(({ name, code, message }) => candidate.name === name ||
        candidate.message === message ||
        candidate.code?.test(code))) ?? strangeFailure;
    const code = chain.map((cause) => cause.code).find((text) => text !== '');
    return {
        reason: row.reason,
        evidence: `${request}: ${row.evidence}${code === undefined ? '' : ` (${code})`}`
    };
}
/** An error and everything that caused it, at most ten deep. */
function* causes(error) {
    let current = error;
    for (let depth = 0; depth < 10 && current instanceof Error; depth += 1) {
        const { code } = current;
        yield {
            name: current.name,
            code: typeof code === 'string' ? code : '',
            message: current.message
        };
        current =
            current instanceof AggregateError && current.errors.length > 0
                ? current.errors[0]
                : current.cause;
    }
}

// EXTERNAL MODULE: ./lib/github/refusals.js
var refusals = __webpack_require__(6614);
;// CONCATENATED MODULE: ./lib/github/connection.js





/** The host gave no answer that says anything about the token. */
class NoAnswerError extends Error {
    refusal;
    constructor(refusal, options) {
        super(refusal.evidence, options);
        this.refusal = refusal;
    }
}
/** Asks, and gives back why there was no answer. */
async function askFor(connection, question) {
    try {
        return { answer: await connection.ask(question) };
    }
    catch (error) {
        if (error instanceof NoAnswerError)
            return { refusal: error.refusal };
        throw error;
    }
}
/** How often a question is asked while the failure may pass. */
const attempts = 3;
/** Until an answer must be complete, milliseconds. */
const timeout = 10_000;
/** The longest pause between two attempts a host may ask for, milliseconds. */
const longestPause = 20_000;
/**
 * GitHub asks not to send many requests at the same time.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const mostInFlight = 8;
/** One host, as one token sees it. */
class Connection {
    #host;
    #send;
    #deadline;
    #pause;
    #limit;
    /**
     * Nothing is asked any more once `deadline` has come. Connections that share a
     * `limit` have no more requests in flight together than it allows.
     */
    constructor(host, send, deadline, pause = (milliseconds) => (0,promises_.setTimeout)(milliseconds, undefined, { signal: deadline }), limit = (0,p_limit/* default */.A)(mostInFlight)) {
        this.#host = host;
        this.#send = send;
        this.#deadline = deadline;
        this.#limit = limit;
        this.#pause = pause;
    }
    /**
     * Asks and returns the answer, whatever its status. Failures that may pass are
     * tried again, after the pause the host asks for when it is short.
     *
     * @throws NoAnswerError when there was no complete answer
     */
    async ask(question) {
        for (let attempt = 1;; attempt += 1) {
            const outcome = await this.#limit(() => this.#attempt(question));
            const { refusal, pause = pauseBefore(refusal, attempt) } = outcome;
            const mayPass = refusal !== undefined &&
                (0,refusals/* isPassing */.WG)(refusal.reason) &&
                (question.once === undefined || refusal.reason === 'rate-limited') &&
                pause <= longestPause;
            if (!mayPass || attempt === attempts) {
                if (outcome.answer === undefined)
                    throw outcome.error;
                return outcome.answer;
            }
            // A pause that the deadline ends is followed by an attempt that says so.
            await this.#pause(pause).catch(() => undefined);
        }
    }
    async #attempt(question) {
        const { about, method, path } = question;
        const request = `${method} ${baseOf(this.#host, about)}${path}`;
        try {
            const sent = await (0,deadline/* within */.u)(timeout, this.#deadline, (signal) => this.#send(question, signal));
            const answer = { request, ...sent };
            return {
                answer,
                refusal: (0,refusals/* findRefusal */.W$)(answer, about),
                pause: (0,refusals/* waitFor */.fm)(answer.headers)
            };
        }
        catch (cause) {
            const refusal = describeFailure(cause, request);
            return { error: new NoAnswerError(refusal, { cause }), refusal };
        }
    }
}
/** A connection that is asked the same only once, whoever wants to know it. */
function askOnce(connection) {
    const asked = new Map();
    return {
        ask(question) {
            const { about, method, path } = question;
            const key = `${about} ${method} ${path}`;
            const answer = asked.get(key) ?? connection.ask(question);
            asked.set(key, answer);
            return answer;
        }
    };
}
/** Where a question goes to. https://docs.github.com/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint */
function baseOf({ webUrl, apiUrl }, about) {
    if (about === 'git')
        return webUrl;
    return about === 'graphql' ? apiUrl.replace(/\/api\/v3$/, '/api') : apiUrl;
}
/**
 * How long to wait when the host does not say, milliseconds. Whoever asks again
 * within a minute of a rate limit makes it worse.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function pauseBefore(refusal, attempt) {
    return refusal?.reason === 'rate-limited' ? 60_000 : 250 * 2 ** attempt;
}
/** The connection to `host` with `token`; nothing is asked any more after `deadline`. */
function connect(host, token, deadline) {
    return reach(host)(token, deadline);
}
/**
 * What connects to a host with one token after the other. All of them together
 * have no more requests in flight than `limit` allows, and share what does not
 * depend on the token.
 */
function reach(host, limit = (0,p_limit/* default */.A)(mostInFlight)) {
    let client;
    return (token, deadline) => {
        const send = async (question, signal) => {
            // Not at the top: @actions/github throws while it is imported when the proxy
            // cannot be used, which is a failure like any other.
            client ??= Promise.all(/* import() */[__webpack_require__.e(845), __webpack_require__.e(636)]).then(__webpack_require__.bind(__webpack_require__, 636)).then(({ createClient }) => createClient(host));
            return (await client)(token)(question, signal);
        };
        return new Connection(host, send, deadline, undefined, limit);
    };
}


/***/ }),

/***/ 987:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ within)
/* harmony export */ });
/**
 * Runs something with a signal that comes after so many milliseconds, or when
 * another one does, and leaves nothing of it behind: signals that Node.js makes
 * for this stay in memory until their time has come.
 */
async function within(milliseconds, outer, run) {
    const controller = new AbortController();
    const stop = () => {
        controller.abort(outer.reason);
    };
    const timer = setTimeout(() => {
        controller.abort(new DOMException('The time is up', 'TimeoutError'));
    }, milliseconds).unref();
    if (outer.aborted)
        stop();
    outer.addEventListener('abort', stop);
    try {
        return await run(controller.signal);
    }
    finally {
        clearTimeout(timer);
        outer.removeEventListener('abort', stop);
    }
}


/***/ }),

/***/ 6614:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $T: () => (/* binding */ notGitHub),
/* harmony export */   O1: () => (/* binding */ describeAnswer),
/* harmony export */   W$: () => (/* binding */ findRefusal),
/* harmony export */   WG: () => (/* binding */ isPassing),
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   fm: () => (/* binding */ waitFor)
/* harmony export */ });
/* harmony import */ var _runner_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8295);

/** Text of the host that is quoted as evidence is cut to so many characters. */
const longestQuote = 300;
/** Texts are looked for in so many characters of a message. */
const longestMessage = 2000;
const is = (...statuses) => (status) => statuses.includes(status);
/**
 * What the answers of the host mean that are no success; the first row that
 * matches tells. A refusal of GitHub has a message, in JSON or (for git) as plain
 * text; anything else comes from something in between. The words vary, so that
 * only the telling ones are looked for.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
const refusals = [
    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
    { reason: 'rate-limited', status: is(429) },
    {
        reason: 'rate-limited',
        status: is(403),
        headers: (headers) => headers['x-ratelimit-remaining'] === '0' ||
            headers['retry-after'] !== undefined
    },
    { reason: 'rate-limited', status: is(403), message: [/rate limit/i] },
    // Too many failed logins from one address, whatever token comes next.
    // https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
    { reason: 'rate-limited', status: is(403), message: [/login attempts/i] },
    // https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#401-unauthorized
    {
        reason: 'token-rejected',
        status: is(401),
        about: ['account', 'resource'],
        message: [/\bbad credentials\b/i]
    },
    // What GitHub says to somebody who sent no token at all.
    // https://docs.github.com/enterprise-server@latest/admin/configuring-settings/hardening-security-for-your-enterprise/enabling-private-mode
    {
        reason: 'credentials-dropped',
        status: is(401),
        message: [
            /\b(must authenticate|requires authentication|no anonymous|repository not found)\b/i
        ]
    },
    // https://docs.github.com/get-started/git-basics/about-remote-repositories#cloning-with-https-urls
    {
        reason: 'git-rejected',
        status: is(401),
        about: ['git'],
        message: [
            /\b(invalid username or (token|password)|password authentication|authentication failed)\b/i
        ]
    },
    // https://docs.github.com/enterprise-cloud@latest/rest/authentication/authenticating-to-the-rest-api#authenticating-with-saml-single-sign-on
    {
        reason: 'sso-required',
        status: is(403, 404),
        headers: (headers) => /^\s*required\b/i.test(headers['x-github-sso'] ?? '')
    },
    { reason: 'sso-required', status: is(403), message: [/\bsaml\b/i] },
    // https://docs.github.com/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization
    {
        reason: 'ip-forbidden',
        status: is(403),
        message: [/\bip allow[- ]?lists?\b/i]
    },
    // https://docs.github.com/organizations/managing-programmatic-access-to-your-organization/setting-a-personal-access-token-policy-for-your-organization
    {
        reason: 'lifetime-forbidden',
        status: is(403),
        message: [/\bforbids? access\b/i, /\blifetimes?\b/i]
    },
    {
        reason: 'classic-forbidden',
        status: is(403),
        message: [/\bforbids? access\b/i, /\(classic\)/i]
    },
    {
        reason: 'fine-grained-forbidden',
        status: is(403),
        message: [/\bforbids? access\b/i, /\bfine-grained\b/i]
    },
    // https://docs.github.com/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions
    {
        reason: 'oauth-forbidden',
        status: is(403),
        message: [/\boauth app access restrictions?\b/i]
    },
    // https://docs.github.com/apps/maintaining-github-apps/suspending-a-github-app-installation
    {
        reason: 'installation-suspended',
        status: is(403),
        message: [/\binstallation has been suspended\b/i]
    },
    {
        reason: 'account-suspended',
        status: is(403),
        message: [/\baccount (is|was|has been) suspended\b/i]
    },
    {
        reason: 'repository-blocked',
        status: is(451),
        about: ['resource', 'git'],
        message: []
    },
    {
        reason: 'repository-blocked',
        status: is(403),
        message: [/\baccess blocked\b/i]
    },
    // https://docs.github.com/repositories/archiving-a-github-repository/archiving-repositories
    {
        reason: 'repository-archived',
        status: is(403),
        message: [/\barchived\b/i, /\bread-only\b/i]
    },
    {
        reason: 'role-missing',
        status: is(403),
        message: [/\bmust have (admin|maintain|push|write)/i]
    },
    // https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
    {
        reason: 'permission-missing',
        status: is(403),
        about: ['resource'],
        message: [/\bresource not accessible by\b/i]
    },
    {
        reason: 'feature-disabled',
        status: is(403, 410),
        about: ['resource'],
        message: [/\b(disabled|not enabled|must be enabled)\b/i]
    },
    // Both are also said when the other is meant.
    // https://github.com/actions/checkout/issues/779
    {
        reason: 'contents-missing',
        status: is(403),
        about: ['git'],
        message: [
            /\b(permission to \S+ denied|write access to repository not granted)\b/i
        ]
    },
    { reason: 'server-error', status: (status) => status >= 500 },
    { reason: 'redirected', status: (status) => status >= 300 && status < 400 },
    // An API that does not know the path asked for is another product's.
    { reason: 'not-github', status: is(404), about: ['account'] },
    {
        reason: 'repository-not-visible',
        status: is(404),
        about: ['resource'],
        message: [/\bnot found\b/i]
    },
    {
        reason: 'repository-not-visible',
        status: is(404),
        about: ['git'],
        message: [/\brepository not found\b/i]
    },
    {
        reason: 'access-refused',
        status: (status) => status >= 400,
        message: []
    },
    { reason: 'not-github', status: (status) => status >= 400 }
];
/** Failures that may be gone a moment later. */
const passing = new Set([
    'host-unreachable',
    'answer-broken',
    'rate-limited',
    'server-error'
]);
function isPassing(reason) {
    return passing.has(reason);
}
/** What an answer refuses, or undefined when it is a success. */
function findRefusal(answer, about) {
    const message = messageOf(answer.body);
    const row = refusals.find((candidate) => candidate.status(answer.status) &&
        (candidate.about?.includes(about) ?? true) &&
        (candidate.headers?.(answer.headers) ?? true) &&
        (candidate.message === undefined ||
            (message !== undefined &&
                candidate.message.every((pattern) => pattern.test(message)))));
    if (row === undefined)
        return undefined;
    const policy = row.reason === 'lifetime-forbidden' && message !== undefined
        ? readPolicy(message)
        : undefined;
    return {
        reason: row.reason,
        evidence: `${describeAnswer(answer)}${describeHint(answer)}`,
        ...(policy && { policy })
    };
}
/**
 * The number of days a lifetime policy allows, and the number by which the
 * settings page knows the token. Nothing else of the address is taken over.
 * https://github.com/NixOS/org/issues/247
 */
function readPolicy(message) {
    const days = /\bgreater than (\d{1,4}) days?\b/i.exec(message)?.[1];
    const id = /\/settings\/(?:personal-access-)?tokens\/(\d{1,15})\b/.exec(message)?.[1];
    return {
        days: days === undefined ? undefined : Number(days),
        settingsId: id
    };
}
/** What the headers add: where a redirect leads, how long to wait. */
function describeHint({ status, headers }) {
    const location = headers['location'] ?? '';
    if (status < 400 && /^https:/i.test(location) && URL.canParse(location)) {
        return `, with a redirect to ${new URL(location).host}`;
    }
    const wait = waitFor(headers);
    return wait === undefined
        ? ''
        : `, and asks to wait ${String(Math.ceil(wait / 1000))} seconds`;
}
/** The refusal for a success that does not have the shape GitHub's answers have. */
function notGitHub(answer) {
    return {
        reason: 'not-github',
        evidence: `${answer.request} answered ${String(answer.status)}: ${describeBody(answer.body)}`
    };
}
/** `GET https://api.github.com/user answered 401: Bad credentials` */
function describeAnswer({ request, status, body }) {
    const message = messageOf(body);
    const said = message === undefined
        ? describeBody(body)
        : (0,_runner_text_js__WEBPACK_IMPORTED_MODULE_0__/* .truncate */ .xv)(message.replace(addresses, '…'), longestQuote).replace(/\.$/, '');
    return `${request} answered ${String(status)}: ${said}`;
}
/**
 * How long the host asks to wait, milliseconds; undefined when it does not say.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function waitFor(headers) {
    const seconds = headers['retry-after'];
    if (seconds !== undefined && /^\d{1,6}$/.test(seconds)) {
        return Number(seconds) * 1000;
    }
    const reset = headers['x-ratelimit-reset'];
    const isUsedUp = headers['x-ratelimit-remaining'] === '0';
    if (isUsedUp && reset !== undefined && /^\d{1,12}$/.test(reset)) {
        const now = Date.parse(headers['date'] ?? '') || Date.now();
        return Math.max(0, Number(reset) * 1000 - now);
    }
    return undefined;
}
/** Whoever answered: an address in a message is not one to send a reader to. */
const addresses = /https?:\/\/\S+|\S*authorization_request\S*/gi;
/** The message of a body in the form GitHub gives it. */
function messageOf(body) {
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { message } = body;
    return typeof message === 'string' && message.trim() !== ''
        ? (0,_runner_text_js__WEBPACK_IMPORTED_MODULE_0__/* .truncate */ .xv)(message, longestMessage)
        : undefined;
}
function describeBody(body) {
    if (body === '' || body === undefined || body === null) {
        return 'an empty body';
    }
    if (typeof body !== 'string')
        return 'JSON without the members GitHub sends';
    return /^\s*</.test(body) ? 'an HTML page' : 'unexpected text';
}


/***/ })

};
