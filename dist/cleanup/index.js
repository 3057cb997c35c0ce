import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 755:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _git_credential_folder_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(549);
/* harmony import */ var _runner_log_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(586);
/* harmony import */ var _runner_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(295);



/**
 * The post step: removes what the main step wrote, whatever became of the job.
 * It never fails a job, and does without the toolkit to cost next to nothing.
 */
const log = new _runner_log_js__WEBPACK_IMPORTED_MODULE_1__/* .Log */ .t((text) => process.stdout.write(text));
const { RUNNER_TEMP: temp = '', STATE_folder: folder = '' } = process.env;
if (folder === '') {
    log.info('Nothing to remove: no credential was written');
}
else {
    try {
        const isRemoved = await (0,_git_credential_folder_js__WEBPACK_IMPORTED_MODULE_0__/* .removeFolder */ .v$)(temp, folder);
        log.info(isRemoved
            ? 'Removed the credential of this step'
            : 'The credential of this step is gone already');
    }
    catch (error) {
        log.annotate('warning', 'setup-github-token: credential not removed', [
            'The credential file of this step could not be removed.',
            `${(0,_runner_text_js__WEBPACK_IMPORTED_MODULE_2__/* .describeError */ .Uc)(error)}.`,
            'Fix: remove the folders named setup-github-token-* in RUNNER_TEMP; the runner empties it when the next job starts.'
        ]);
    }
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  v$: () => (/* binding */ removeFolder)
});

// UNUSED EXPORTS: createFolder, namePrefix, newFolderName

;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
;// CONCATENATED MODULE: ./lib/git/credential-folder.js


/** Not a name actions/checkout would take for one of its own when it cleans up. */
const namePrefix = 'setup-github-token-';
const nameFormat = new RegExp(`^${namePrefix}[0-9a-f-]{36}$`);
/** A name nobody can guess, for a folder in RUNNER_TEMP. */
function newFolderName() {
    return `${namePrefix}${crypto.randomUUID()}`;
}
/**
 * Makes a folder with files in it. Nothing that exists is opened, followed or
 * changed: the folder must be new, and so must be the files.
 *
 * Everyone may enter the folder, since git fails for a user who cannot reach an
 * included config file; only its secret file is private.
 */
async function createFolder(path, files) {
    await mkdir(path, { mode: 0o700 });
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
 * Removes a folder this action made, with all that is in it; one that is gone
 * already is fine.
 *
 * The name comes from the state of the step, which later steps could have
 * written: only a name of our form, directly in RUNNER_TEMP, is touched.
 *
 * @returns whether there was one
 * @throws Error that says why the folder was left alone or could not be removed
 */
async function removeFolder(runnerTemp, name) {
    if (!(0,external_node_path_namespaceObject.isAbsolute)(runnerTemp)) {
        throw new Error('RUNNER_TEMP is not an absolute path');
    }
    if (!nameFormat.test(name) || (0,external_node_path_namespaceObject.basename)(name) !== name) {
        throw new Error('the saved folder name is not one of this action');
    }
    const path = (0,external_node_path_namespaceObject.join)(runnerTemp, name);
    const found = await (0,promises_namespaceObject.lstat)(path).catch((error) => {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    });
    if (found === undefined)
        return false;
    if (!found.isDirectory()) {
        throw new Error('something else is in the place of its folder');
    }
    await (0,promises_namespaceObject.rm)(path, { recursive: true, force: true });
    return true;
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
/**
 * The one redactor: every channel (log, annotations, outputs, summary, state)
 * passes through it, because the runner's own masks cover neither every
 * encoding nor every runner.
 */
class Redactor {
    #forms = [];
    /** From now on replaces these texts with `***`. */
    add(forms) {
        this.#forms.push(...forms);
        // The longest first: a form may contain another one.
        this.#forms.sort((a, b) => b.length - a.length);
    }
    redact(text) {
        const withoutForms = this.#forms.reduce((current, form) => current.replaceAll(form, '***'), text);
        return withoutForms.replace(tokenShapes, '***');
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
    /** An annotation with a title; the first line says what happened. */
    annotate(level, title, lines) {
        this.#command(level, lines.map((line) => this.#line(line)).join('\n'), this.#line(title));
    }
    #line(text) {
        return (0,runner_text/* truncate */.xv)((0,runner_text/* neutralise */.$0)(this.redactor.redact(text)), longestLine);
    }
    #command(name, data, title) {
        const properties = title === undefined ? '' : ` title=${escapeProperty(title)}`;
        this.#write(`::${name}${properties}::${escapeData(data)}\n`);
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
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(755);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
