export const id = 631;
export const ids = [631];
export const modules = {

/***/ 9631:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   check: () => (/* binding */ check)
/* harmony export */ });
/* harmony import */ var _assess_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5658);
/* harmony import */ var _runner_overview_publication_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2280);
/* harmony import */ var _runner_policy_inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(506);
/* harmony import */ var _verify_overview_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4649);




const environment = process.env;
/** Judges the tokens of a policy and tells what it found; it writes nothing anywhere. */
async function check(job, channels) {
    const inputs = (0,_runner_policy_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .readCheckInputs */ .Y2)(environment);
    const { log } = channels;
    const assessment = await (0,_assess_js__WEBPACK_IMPORTED_MODULE_0__/* .assess */ .n)(inputs, false, environment, job, log);
    const overview = (0,_verify_overview_js__WEBPACK_IMPORTED_MODULE_3__/* .makeOverview */ .AL)({
        action: 'setup-github-token/check',
        hasReminders: false,
        ...assessment
    });
    await (0,_runner_overview_publication_js__WEBPACK_IMPORTED_MODULE_1__/* .publishOverview */ .FJ)(overview, inputs.summary, channels);
    return { isFailed: overview.status === 'failed' };
}


/***/ })

};
