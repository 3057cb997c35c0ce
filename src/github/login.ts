/**
 * The logins of users, managed users (`name_acme`) and apps (`name[bot]`). It ends
 * up in outputs, which scripts use: nothing else is taken for one.
 */
export const loginFormat = /^[A-Za-z0-9_.-]{1,100}(\[bot\])?$/
