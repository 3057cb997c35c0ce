// @actions/languageservice imports its JSON tables without an import attribute.
import { registerHooks } from 'node:module'

registerHooks({
  load: (url, context, next) =>
    next(
      url,
      url.endsWith('.json')
        ? { ...context, importAttributes: { type: 'json' } }
        : context
    )
})
