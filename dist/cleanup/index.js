import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 30:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 755:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _git_removal_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(76);
/* harmony import */ var _git_run_git_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(58);
/* harmony import */ var _runner_log_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(586);
/* harmony import */ var _runner_text_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(295);




/**
 * The post step: takes back what the main step wrote, whatever became of the job.
 * It never fails a job, and does without the toolkit to cost next to nothing.
 */
const log = new _runner_log_js__WEBPACK_IMPORTED_MODULE_2__/* .Log */ .t((text) => process.stdout.write(text));
const trace = (0,_git_removal_js__WEBPACK_IMPORTED_MODULE_0__/* .readState */ .un)(process.env);
if (trace === undefined) {
    log.info('Nothing to remove: no credential was written');
}
else {
    try {
        const isRemoved = await (0,_git_removal_js__WEBPACK_IMPORTED_MODULE_0__/* .takeBack */ .zH)(trace, _git_run_git_js__WEBPACK_IMPORTED_MODULE_1__/* .runGit */ .E);
        log.info(isRemoved
            ? 'Removed the credential of this step'
            : 'The credential of this step is gone already');
    }
    catch (error) {
        log.annotate('warning', 'setup-github-token: credential not removed', [
            'What this step wrote could not be removed completely.',
            `${(0,_runner_text_js__WEBPACK_IMPORTED_MODULE_3__/* .describeError */ .Uc)(error)}.`,
            'Fix: remove what is named; the runner empties RUNNER_TEMP when the next job starts.'
        ]);
    }
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 76:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  un: () => (/* binding */ readState),
  zH: () => (/* binding */ takeBack)
});

// UNUSED EXPORTS: globalConfigName, stateOf

;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
// EXTERNAL MODULE: ./lib/git/run-git.js + 2 modules
var run_git = __nccwpck_require__(58);
;// CONCATENATED MODULE: ./lib/git/credential-cache.js



/** The folder of the socket, in which git wants nobody else to be. */
const cacheFolder = 'cache';
/** The socket of the daemon, in the folder of a step. */
const socketPath = `${cacheFolder}/socket`;
/** A shell command that prints the credential the daemon at `$place` has. */
function askCache(host) {
    // Without the path, which the daemon would compare.
    const question = String.raw `printf 'protocol=https\nhost=%s\n\n' '${host}'`;
    return String.raw `answer=$(${question} | git credential-cache --socket "$place" get) && test -n "$answer" && printf '%s\n' "$answer"`;
}
/** git cannot keep a token in memory here; the message says why. */
class CacheError extends (/* unused pure expression or super */ null && (Error)) {
}
/**
 * Gives a token to git's own daemon, which keeps it in memory for some seconds and
 * then ends. It serves a socket of this step alone.
 * https://git-scm.com/docs/git-credential-cache
 *
 * @throws CacheError when git has no such daemon here, or it does not answer
 */
async function cacheToken(folder, { host, token, seconds }, run) {
    const ask = (args, credential) => run(['credential-cache', '--socket', join(folder, socketPath), ...args], {
        folder,
        isApart: true,
        input: `protocol=https\nhost=${host}\n${credential}\n`
    }).catch((error) => {
        throw new CacheError(complaintOf(error));
    });
    const credential = formatCredential(token);
    await ask(['--timeout', String(seconds), 'store'], credential);
    if (!(await ask(['get'], '')).includes(credential)) {
        throw new CacheError('git credential-cache does not give back what it got');
    }
}
/**
 * Ends the daemon of a step; one that has ended is fine.
 *
 * @throws Error when it goes on, with the token in its memory
 */
async function endCache(folder, run) {
    const socket = (0,external_node_path_namespaceObject.join)(folder, socketPath);
    const outlives = 'the daemon with the token goes on until credential-timeout, or until the runner ends the processes of this job; its socket is removed';
    try {
        await run(['credential-cache', '--socket', socket, 'exit'], {
            folder,
            isApart: true
        });
    }
    catch (error) {
        throw new Error(`${(0,run_git/* complaintOf */.N)(error)}: ${outlives}`, { cause: error });
    }
    if (await isServed(socket))
        throw new Error(outlives);
}
/** Whether someone listens at a socket: one that was killed leaves it behind. */
async function isServed(socket) {
    const { connect } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 30, 19));
    return new Promise((resolve) => {
        const connection = connect(socket);
        connection.once('error', () => {
            resolve(false);
        });
        connection.once('connect', () => {
            connection.destroy();
            resolve(true);
        });
    });
}

;// CONCATENATED MODULE: ./lib/git/credential-folder.js


/** Not a name actions/checkout would take for one of its own when it cleans up. */
const namePrefix = 'setup-github-token-';
const nameFormat = new RegExp(`^${namePrefix}[0-9a-f-]{36}$`);
/** A name nobody can guess, for a folder in RUNNER_TEMP. */
function newFolderName() {
    return `${namePrefix}${crypto.randomUUID()}`;
}
/** Whether a name is one that `newFolderName` makes. */
function isFolderName(name) {
    return nameFormat.test(name);
}
/**
 * The name of the folder of a step that a path goes through, in RUNNER_TEMP:
 * where another step of this job has put something.
 */
function folderNameIn(runnerTemp, path) {
    const start = credential_folder_forGit(join(runnerTemp, '/'));
    const [name = ''] = credential_folder_forGit(path).startsWith(start)
        ? credential_folder_forGit(path).slice(start.length).split('/')
        : [];
    return isFolderName(name) ? name : undefined;
}
/** git takes forward slashes on every system, and a backslash for an escape. */
function credential_folder_forGit(path) {
    return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
/** The config file in a folder, which includes the others. */
const configName = 'config';
/** The path of the config file in a folder, as git is told it. */
function configPath(folder) {
    return credential_folder_forGit(`${folder}/${configName}`);
}
/** Whether there is something at a path. */
async function exists(path) {
    return (0,promises_namespaceObject.lstat)(path).then(() => true, () => false);
}
/**
 * Makes a folder with files in it. Nothing that exists is opened, followed or
 * changed: the folder must be new, and so must be the files.
 *
 * Everyone may enter the folder, since git fails for a user who cannot reach an
 * included config file; its secret files are private, and the folders in it.
 */
async function createFolder(path, files, folders = []) {
    await mkdir(path, { mode: 0o700 });
    for (const name of folders)
        await mkdir(join(path, name), { mode: 0o700 });
    for (const { name, mode, text } of files) {
        const file = await open(join(path, name), 'wx', mode);
        try {
            // The umask may have taken bits away.
            await file.chmod(mode);
            await file.writeFile(text);
        }
        finally {
            await file.close();
        }
    }
    await chmod(path, 0o755);
}
/**
 * The path of a folder of this action, from its name.
 *
 * @throws Error when that is no name of ours, or there is no RUNNER_TEMP
 */
function folderPath(runnerTemp, name) {
    if (!(0,external_node_path_namespaceObject.isAbsolute)(runnerTemp)) {
        throw new Error('RUNNER_TEMP is not an absolute path');
    }
    if (!isFolderName(name)) {
        throw new Error('the saved folder name is not one of this action');
    }
    return (0,external_node_path_namespaceObject.join)(runnerTemp, name);
}
/**
 * Whether there is a folder at a path.
 *
 * @throws Error when something else is there
 */
async function isFolder(path) {
    const found = await (0,promises_namespaceObject.lstat)(path).catch((error) => {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    });
    if (found?.isDirectory() === false) {
        throw new Error('something else is in the place of its folder');
    }
    return found !== undefined;
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./lib/git/config-file.js
/**
 * How much of a host a section is for, the least first. git takes all helpers
 * that match, in their order: what is more specific must come later, whichever
 * step it is from.
 */
const levels = (/* unused pure expression or super */ null && (['host', 'owner', 'repository']));
/**
 * Sections of git config, by level, that give git the credential for what is
 * covered, and only for that. They contain no secret. Each has
 * - an empty `extraheader`: the more specific URL wins over the header that
 *   actions/checkout leaves for the host, from whatever file, and the empty value
 *   removes it. A second header would be answered 400.
 *   https://git-scm.com/docs/git-config#Documentation/git-config.txt-httplturlgt
 * - an empty `helper`, so that no other helper answers first or stores the token;
 * - `useHttpPath`, without which git-lfs asks for the host alone;
 *   https://git-scm.com/docs/gitcredentials#Documentation/gitcredentials.txt-useHttpPath
 * - `proactiveAuth`, with which git 2.46 and newer does not wait for a 401;
 * - `emptyAuth` where an older git would find another password in netrc: curl
 *   does not look there when it is given one, were it empty;
 *   https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpemptyAuth
 * - `insteadOf` for ssh URLs, and for the https URL itself: the longest match
 *   wins, so no rewrite in a user's config applies.
 */
function formatSections(config) {
    const { coverage, jobRepository } = config;
    const [jobOwner = ''] = jobRepository.split('/');
    const format = (covered) => covered
        .flatMap((one) => spellings(one, jobRepository))
        .map((spelling) => formatSpelling(config, spelling))
        .join('\n');
    const at = (level) => coverage.filter((covered) => levelOf(covered) === level);
    // git-lfs does not take an empty header for a reset at the level of the host,
    // where actions/checkout leaves its own for this owner.
    const lfs = jobOwner === '' ? [] : [{ owner: jobOwner }];
    return {
        host: format(at('host').flatMap((all) => [all, ...lfs])),
        owner: format(at('owner')),
        repository: format(at('repository'))
    };
}
/**
 * A config file that includes others in their order, and says who commits. The
 * paths are relative, since a container sees the files elsewhere; git ignores an
 * include that is not there.
 * https://git-scm.com/docs/git-config#_includes
 */
function formatIncludes(paths, identity) {
    return [
        '[include]',
        ...paths.map((path) => `\tpath = ${config_file_quote(path)}`),
        ...(identity === undefined
            ? []
            : // Those of an author and a committer would come first.
                ['user', 'author', 'committer'].flatMap((section) => [
                    `[${section}]`,
                    `\tname = ${config_file_quote(identity.name)}`,
                    `\temail = ${config_file_quote(identity.email)}`
                ])),
        ''
    ].join('\n');
}
function levelOf({ owner, name }) {
    return owner === undefined
        ? 'host'
        : name === undefined
            ? 'owner'
            : 'repository';
}
/**
 * git matches URLs by whole path segments and case; GitHub ignores case and a
 * `.git` at the end. A wiki is a repository of its own. What is covered is spelled
 * as given, in lower case, and as GitHub does where that is known.
 */
function spellings({ owner, name }, jobRepository) {
    if (owner === undefined)
        return [{ path: '', isFolder: true }];
    const isFolder = name === undefined;
    const path = isFolder ? owner : `${owner}/${name}`;
    const suffixes = isFolder ? [''] : ['', '.git', '.wiki', '.wiki.git'];
    const [jobOwner = ''] = jobRepository.split('/');
    const lower = path.toLowerCase();
    const official = [jobOwner, jobRepository, `${jobOwner}/${name ?? ''}`].find((text) => text.toLowerCase() === lower);
    return [...new Set([path, lower, official ?? path])].flatMap((variant) => suffixes.map((suffix) => ({ path: `${variant}${suffix}`, isFolder })));
}
function formatSpelling({ host, jobOwnerId, helper, sshToHttps, shunsNetrc }, { path, isFolder }) {
    const end = isFolder && path !== '' ? '/' : '';
    const url = `${host.webUrl}/${path}${end}`;
    const credentialUrl = `${host.webUrl}${path === '' ? '' : `/${path}`}`;
    const ssh = sshUrls(host, jobOwnerId, `${path}${end}`);
    return [
        `[http ${config_file_quote(url)}]`,
        '\textraheader = ""',
        '\tproactiveAuth = "basic"',
        ...(shunsNetrc ? ['\temptyAuth = "true"'] : []),
        `[credential ${config_file_quote(credentialUrl)}]`,
        '\thelper = ""',
        `\thelper = ${config_file_quote(helper)}`,
        '\tuseHttpPath = "true"',
        `[url ${config_file_quote(url)}]`,
        ...[...(sshToHttps ? ssh : []), url].map((from) => `\tinsteadOf = ${config_file_quote(from)}`),
        `\tpushInsteadOf = ${config_file_quote(url)}`,
        // Each stands for itself, where another step rewrites more than this.
        ...(sshToHttps ? [] : ssh).flatMap((from) => [
            `[url ${config_file_quote(from)}]`,
            `\tinsteadOf = ${config_file_quote(from)}`
        ]),
        ''
    ].join('\n');
}
/** The ways to write a path of a host for ssh. */
function sshUrls({ hostname }, jobOwnerId, path) {
    return [
        ...sshUsers(hostname, jobOwnerId).flatMap((user) => [
            `${user}@${hostname}:${path}`,
            `ssh://${user}@${hostname}/${path}`,
            `ssh://${user}@${hostname}:22/${path}`
        ]),
        // https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port
        ...(hostname === 'github.com'
            ? [`ssh://git@ssh.github.com:443/${path}`]
            : [])
    ];
}
/**
 * Who logs in by ssh: on GHE.com also the subdomain, and with a certificate of an
 * organisation that one.
 * https://github.com/cli/cli/blob/trunk/internal/ghrepo/repo.go
 * https://docs.github.com/organizations/managing-git-access-to-your-organizations-repositories/about-ssh-certificate-authorities
 */
function sshUsers(hostname, jobOwnerId) {
    const [, subdomain] = /^([^.]+)\.ghe\.com$/.exec(hostname) ?? [];
    return [
        'git',
        ...(subdomain === undefined ? [] : [subdomain]),
        ...(jobOwnerId === '' ? [] : [`org-${jobOwnerId}`])
    ];
}
/** A value or subsection name in double quotes. https://git-scm.com/docs/git-config#_syntax */
function config_file_quote(text) {
    const escaped = text
        .replaceAll('\\', '\\\\')
        .replaceAll('"', '\\"')
        .replaceAll('\n', '\\n');
    return `"${escaped}"`;
}
/** What `quote` was given. */
function unquote(quoted) {
    return quoted
        .slice(1, -1)
        .replaceAll(/\\(.)/g, (_, escaped) => escaped === 'n' ? '\n' : escaped);
}

;// CONCATENATED MODULE: ./lib/git/global-config.js






/** How often a file is tried that another process has locked. */
const mostAttempts = 40;
/** Milliseconds between two attempts, at least and at most. */
const [shortestPause, longestPause] = [50, 250];
/** What `includeGlobally` writes for one folder. */
const entryFormat = /\[includeIf "gitdir[^\n]*\]\n\tpath = ("[^\n]*")(?:\n|$)/g;
/**
 * Has git include a config file in the repositories below some folders, by the
 * config of a user: for programs that drop the environment of the job. Jobs that
 * share the file have other folders.
 *
 * Nothing but `includeIf` will do: actions/checkout rewrites `include.path` and
 * `url.*.insteadOf` of this file. The entries come last, after what the user says
 * about helpers.
 * https://git-scm.com/docs/git-config#_conditional_includes
 *
 * @throws Error when the file cannot be written, or stays locked
 */
async function includeGlobally(file, folders, path) {
    const entries = folders.map((folder) => {
        const pattern = quote(`${condition}:${escapeGlob(forGit(folder))}/`);
        return `[includeIf ${pattern}]\n\tpath = ${quote(path)}`;
    });
    const block = Buffer.from(entries.join('\n')).toString('latin1');
    // A file without a last line end gets none, so that it can be had back.
    await edit(file, (text) => {
        if (/\\\n?$/.test(text)) {
            throw new Error(`the last line of ${file} ends with a backslash`);
        }
        return text === '' || text.endsWith('\n')
            ? `${text}${block}\n`
            : `${text}\n${block}`;
    });
}
/**
 * Takes back what `includeGlobally` wrote, to the byte.
 *
 * @param isOurs whether an included file is one to take back
 * @param isNew whether the file came with this; then none is left that is empty
 * @throws Error when the file cannot be written, or stays locked
 */
async function excludeGlobally(file, isOurs, isNew) {
    await edit(file, (text) => {
        let rest = text;
        for (const [entry, path = ''] of text.matchAll(entryFormat)) {
            if (!isOurs(unquote(Buffer.from(path, 'latin1').toString())))
                continue;
            const added = entry.endsWith('\n') ? entry : `\n${entry}`;
            rest = rest.replace(added, () => '');
        }
        return rest === '' && isNew ? undefined : rest;
    });
}
/** Whether there is no such file, or nothing in it but what jobs like this have added. */
async function isOurOwn(file) {
    const text = await readFile(file, 'latin1').catch(() => undefined);
    return (text === undefined ||
        (text !== '' && text.replaceAll(entryFormat, '') === ''));
}
/** git compares as the file system does. */
const condition = process.platform === 'win32' ? 'gitdir/i' : 'gitdir';
/**
 * Changes a file as git does: under its lock, and all at once. The text has a
 * character for each byte; undefined removes the file.
 * https://github.com/git/git/blob/master/lockfile.h
 */
async function edit(file, change) {
    const path = await (0,promises_namespaceObject.realpath)(file).catch(() => followLink(file));
    const lock = `${path}.lock`;
    const handle = await openLock(lock);
    let isHeld = true;
    // The runner cancels with a signal: no lock must outlive this process then.
    const release = () => {
        (0,external_node_fs_namespaceObject.rmSync)(lock, { force: true });
        process.exit(1);
    };
    process.on('SIGINT', release).on('SIGTERM', release);
    try {
        const found = await (0,promises_namespaceObject.stat)(path).catch(() => undefined);
        const before = found === undefined ? '' : await (0,promises_namespaceObject.readFile)(path, 'latin1');
        const after = change(before);
        if (after === undefined)
            await (0,promises_namespaceObject.rm)(path, { force: true });
        if (after === undefined || after === before)
            return;
        if (found !== undefined)
            await handle.chmod(found.mode & 0o7777);
        await handle.writeFile(after, 'latin1');
        await handle.close();
        await (0,promises_namespaceObject.rename)(lock, path);
        // From here on it may be the lock of another process.
        isHeld = false;
    }
    finally {
        await handle.close();
        if (isHeld)
            await (0,promises_namespaceObject.rm)(lock, { force: true });
        process.off('SIGINT', release).off('SIGTERM', release);
    }
}
/** Where a link points that leads nowhere yet; the path itself when it is none. */
async function followLink(path) {
    return (0,promises_namespaceObject.readlink)(path).then((target) => (0,external_node_path_namespaceObject.resolve)((0,external_node_path_namespaceObject.dirname)(path), target), () => path);
}
/** Waits for other processes. What one has left that died is for the user to remove. */
async function openLock(lock) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await (0,promises_namespaceObject.open)(lock, 'wx', 0o666);
        }
        catch (error) {
            const isLocked = error.code === 'EEXIST';
            if (!isLocked)
                throw error;
            if (attempt === mostAttempts) {
                throw new Error(`${lock} is there, as if another process were writing; remove it if none is`, { cause: error });
            }
            const spread = longestPause - shortestPause;
            await (0,external_node_timers_promises_namespaceObject.setTimeout)(shortestPause + Math.random() * spread);
        }
    }
}
/** A folder's name in a pattern of git. */
function escapeGlob(path) {
    return path.replaceAll(/[\\*?[]/g, String.raw `\$&`);
}

;// CONCATENATED MODULE: ./lib/git/removal.js






/** The config file of a user, in the home folder. */
const globalConfigName = '.gitconfig';
/** What the post step must be told to take it back. */
function stateOf({ name, globalConfig }) {
    return [
        ['folder', name],
        ...(globalConfig === undefined
            ? []
            : [
                ['globalConfig', globalConfig.file],
                ['globalConfigIsNew', String(globalConfig.isNew)]
            ])
    ];
}
/** What the main step has told; undefined when there is nothing to take back. */
function readState(environment) {
    const read = (key) => environment[key] ?? '';
    const [name, file] = [read('STATE_folder'), read('STATE_globalConfig')];
    return name === ''
        ? undefined
        : {
            temp: read('RUNNER_TEMP'),
            name,
            globalConfig: file === ''
                ? undefined
                : { file, isNew: read('STATE_globalConfigIsNew') === 'true' }
        };
}
/**
 * Takes back all a step has left: what it added to a user's config, the daemon
 * that holds its token, its folder. What is gone already is fine.
 *
 * The state it comes from could have been written by later steps: only a folder
 * with a name of ours, directly in RUNNER_TEMP, and the lines that include a file
 * of it in a `.gitconfig` are touched.
 *
 * @returns whether there was a folder
 * @throws Error that says what could not be taken back, after the rest was
 */
async function takeBack(trace, run) {
    const folder = folderPath(trace.temp, trace.name);
    const [excluded, removed] = await Promise.allSettled([
        forgetInclude(trace.globalConfig, configPath(folder)),
        removeFolder(folder, run)
    ]);
    const failures = [excluded, removed]
        .filter((outcome) => outcome.status === 'rejected')
        .map(({ reason }) => (0,run_git/* complaintOf */.N)(reason));
    if (failures.length > 0)
        throw new Error(failures.join('; '));
    return removed.status === 'fulfilled' && removed.value;
}
async function forgetInclude(globalConfig, ours) {
    if (globalConfig === undefined)
        return;
    const { file, isNew } = globalConfig;
    if ((0,external_node_path_namespaceObject.basename)(file) !== globalConfigName) {
        throw new Error('the saved path is not that of a .gitconfig');
    }
    if (await exists(file)) {
        await excludeGlobally(file, (path) => path === ours, isNew);
    }
}
async function removeFolder(folder, run) {
    if (!(await isFolder(folder)))
        return false;
    try {
        if (await exists((0,external_node_path_namespaceObject.join)(folder, cacheFolder)))
            await endCache(folder, run);
    }
    finally {
        await (0,promises_namespaceObject.rm)(folder, { recursive: true, force: true });
    }
    return true;
}


/***/ }),

/***/ 58:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  N: () => (/* binding */ complaintOf),
  E: () => (/* binding */ runGit)
});

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
// EXTERNAL MODULE: ./lib/runner/text.js
var runner_text = __nccwpck_require__(295);
;// CONCATENATED MODULE: ./lib/git/run-git.js



/**
 * What git may see of this process's environment: no input, and so no token. By
 * the last one the runner finds processes that outlive the job.
 */
const passedOn = /^(PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|PATHEXT|TMPDIR|TEMP|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|DEVELOPER_DIR|GIT_EXEC_PATH|GIT_CONFIG_\w+|RUNNER_TRACKING_ID)$/;
/** Runs the git on the PATH; its environment has nothing of this step's inputs. */
const runGit = async (args, { folder, input = '', isApart = false } = {}) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => {
        const upper = name.toUpperCase();
        return (passedOn.test(upper) && !(isApart && upper.startsWith('GIT_CONFIG_')));
    }));
    const running = (0,external_node_util_namespaceObject.promisify)(external_node_child_process_namespaceObject.execFile)('git', args, {
        env,
        timeout: 10_000,
        ...(folder !== undefined && { cwd: folder })
    });
    // A git that fails may be gone before it has read everything.
    running.child.stdin?.on('error', () => undefined).end(input);
    return (await running).stdout;
};
/** What git complained about when it failed, or what else went wrong. */
function complaintOf(error) {
    const { stderr } = error;
    return typeof stderr === 'string' && stderr.trim() !== ''
        ? stderr.trim().replaceAll(/\s*\n\s*/g, '; ')
        : (0,runner_text/* describeError */.Uc)(error);
}


/***/ }),

/***/ 586:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  t: () => (/* binding */ Log)
});

;// CONCATENATED MODULE: ./lib/runner/redactor.js
/**
 * Anything that looks like a live token, whoever it belongs to. Deliberately
 * wider than any documented length: GitHub's staff ask for this tolerance.
 * https://github.blog/changelog/2026-04-24-notice-about-upcoming-new-format-for-github-app-installation-tokens/
 */
const tokenShapes = /gh[a-z]_[A-Za-z0-9._-]{36,}|github_pat_[A-Za-z0-9_]{22,}/g;
/** Forms are looked up by so many characters; none is shorter than a token. */
const keyLength = 8;
/**
 * The one redactor: every channel (log, annotations, outputs, summary, state)
 * passes through it, because the runner's own masks cover neither every
 * encoding nor every runner.
 */
class Redactor {
    /** By their first characters, the longest first: there may be thousands. */
    #forms = new Map();
    /** From now on replaces these texts with `***`. */
    add(forms) {
        const known = this.#forms;
        const added = new Set();
        for (const form of new Set(forms)) {
            const key = form.slice(0, keyLength);
            const row = known.get(key) ?? [];
            row.push(form);
            known.set(key, row);
            added.add(row);
        }
        for (const row of added)
            row.sort((a, b) => b.length - a.length);
    }
    redact(text) {
        return this.#withoutForms(text).replace(tokenShapes, '***');
    }
    /** Forms that overlap become one `***`: a rest of one would be a piece of it. */
    #withoutForms(text) {
        if (this.#forms.size === 0)
            return text;
        let result = '';
        /** Up to here the text is in the result. */
        let end = 0;
        for (let at = 0; at + keyLength <= text.length; at += 1) {
            const form = this.#forms
                .get(text.slice(at, at + keyLength))
                ?.find((one) => text.startsWith(one, at));
            if (form === undefined)
                continue;
            if (at >= end)
                result += `${text.slice(end, at)}***`;
            end = Math.max(end, at + form.length);
        }
        return result + text.slice(end);
    }
}
/**
 * Every form in which a secret can leave this job, the secret itself first and
 * its Basic credential second: what git and the API send, and the encodings a
 * URL or a JSON document gives them.
 */
function secretForms(secret) {
    const value = secret.reveal();
    const basic = Buffer.from(`x-access-token:${value}`);
    return [
        ...new Set([
            value,
            basic.toString('base64'),
            basic.toString('base64url'),
            Buffer.from(value).toString('base64'),
            Buffer.from(value).toString('base64url'),
            // By way of UTF-8: it throws on half a surrogate pair.
            encodeURIComponent(Buffer.from(value).toString()),
            JSON.stringify(value).slice(1, -1)
        ])
    ];
}

// EXTERNAL MODULE: ./lib/runner/text.js
var runner_text = __nccwpck_require__(295);
;// CONCATENATED MODULE: ./lib/runner/log.js


/** The runner cuts an annotation at 4096 characters; a line is kept well below. */
const longestLine = 2000;
/**
 * The one way to print. Whatever is printed is redacted and neutralised first;
 * the only raw text is the mask of a secret, which the runner swallows.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
class Log {
    #write;
    redactor = new Redactor();
    constructor(write) {
        this.#write = write;
    }
    /** Has the runner mask secrets and every form derived from them, in this order. */
    mask(...secrets) {
        const forms = [...new Set(secrets.flatMap(secretForms))];
        this.redactor.add(forms);
        for (const form of forms)
            this.#command('add-mask', form);
    }
    /** A line of the log. */
    info(text) {
        this.#write(`${this.#line(text)}\n`);
    }
    /** Lines that stay folded until somebody unfolds them. */
    group(title, print) {
        this.#command('group', this.#line(title));
        print();
        this.#command('endgroup', '');
    }
    /**
     * An annotation with a title; the first line says what happened. With a place it
     * is shown there in a pull request.
     */
    annotate(level, title, lines, place) {
        this.#command(level, lines.map((line) => this.#line(line)).join('\n'), {
            title: this.#line(title),
            ...(place && {
                file: this.#line(place.file),
                line: String(place.line),
                col: String(place.column)
            })
        });
    }
    #line(text) {
        return (0,runner_text/* truncate */.xv)((0,runner_text/* neutralise */.$0)(this.redactor.redact(text)), longestLine);
    }
    #command(name, data, properties = {}) {
        const text = Object.entries(properties)
            .map(([key, value]) => `${key}=${escapeProperty(value)}`)
            .join(',');
        const head = text === '' ? name : `${name} ${text}`;
        this.#write(`::${head}::${escapeData(data)}\n`);
    }
}
function escapeData(text) {
    return text
        .replaceAll('%', '%25')
        .replaceAll('\r', '%0D')
        .replaceAll('\n', '%0A');
}
function escapeProperty(text) {
    return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}


/***/ }),

/***/ 295:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $0: () => (/* binding */ neutralise),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   xv: () => (/* binding */ truncate)
/* harmony export */ });
/* unused harmony export escapeHtml */
/**
 * Makes text from anywhere safe to print on one line of a workflow log.
 *
 * Control and format characters (line ends, escape sequences, bidirectional
 * overrides, zero-width characters) become visible escapes, and nothing is left
 * that the runner could take for a command: it reads `::name::` at the start of
 * a line and the old `##[name]` anywhere in it, and a lone carriage return ends
 * a line too.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function neutralise(text) {
    return text
        .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`)
        .replace(/##(?=\w*\[)/g, '## ')
        .replace(/^(\s*:)(?=:)/, '$1 ');
}
/**
 * Cuts text to `limit` characters, with an ellipsis where something was cut. No
 * word is cut in two: the redactor would not know the first half of a token.
 */
function truncate(text, limit) {
    return text.length <= limit
        ? text
        : text.slice(0, limit).replace(/\s?\S*$/, '…');
}
/** Text for an HTML attribute or element of the job summary. */
function escapeHtml(text) {
    return text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;');
}
/** What was thrown, without its stack. */
function describeError(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(755);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
