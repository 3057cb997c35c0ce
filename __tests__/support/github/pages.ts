import type { OutgoingHttpHeaders } from 'node:http'
import type { IssueCall } from './issue-routes.ts'
import { lastingUrl } from './urls.ts'

/** A part of a list, and where the other parts are. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly headers: OutgoingHttpHeaders
}

/** The place of an item in a list; earlier items have a smaller one. */
export type Place = readonly [key: number, number: number]

type Parameters = Readonly<Record<string, string | number>>

// docs: "Using pagination in the REST API"
export function numberedPage<Item>(
  call: IssueCall,
  all: readonly Item[]
): Page<Item> {
  const { page, perPage } = asked(call)
  const last = Math.max(Math.ceil(all.length / perPage), 1)
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    headers: links(call, {
      ...(page > 1 && { prev: { page: page - 1 } }),
      ...(page < last && { next: { page: page + 1 }, last: { page: last } }),
      ...(page > 1 && { first: { page: 1 } })
    })
  }
}

// https://github.com/ossf/criticality_score/pull/829: no last page is told, and
// what comes in front does not move what is behind. A page may still be asked
// for by its number: https://github.com/wshm-dev/wshm/pull/133
export function cursorPage<Item>(
  call: IssueCall,
  all: readonly Item[],
  placeOf: (item: Item) => Place
): Page<Item> {
  const { page, perPage, query } = asked(call)
  const after = placeIn(query.get('after'))
  const before = placeIn(query.get('before'))
  const start = (page - 1) * perPage
  const from = after
    ? all.filter((item) => compare(placeOf(item), after) <= 0).length
    : before
      ? all.filter((item) => compare(placeOf(item), before) < 0).length -
        perPage
      : start
  const items = all.slice(from, from + perPage)
  const [first, last] = [items[0], items.at(-1)]
  const more = from + items.length < all.length
  return {
    items,
    headers: links(call, {
      ...(first &&
        from > 0 && {
          prev: { before: cursor(placeOf(first)), page: page - 1 }
        }),
      ...(last &&
        more && { next: { after: cursor(placeOf(last)), page: page + 1 } })
    })
  }
}

export function compare(one: Place, other: Place): number {
  return one[0] - other[0] || one[1] - other[1]
}

function asked({ request, root }: IssueCall) {
  const query = new URL(request.url ?? '', root).searchParams
  const numberIn = (name: string, otherwise: number) => {
    const number = Number(query.get(name) ?? otherwise)
    return Number.isInteger(number) && number > 0 ? number : otherwise
  }
  return {
    query,
    page: numberIn('page', 1),
    perPage: Math.min(numberIn('per_page', 30), 100)
  }
}

function links(
  call: IssueCall,
  relations: Readonly<Record<string, Parameters>>
): OutgoingHttpHeaders {
  const link = Object.entries(relations)
    .map(
      ([name, parameters]) => `<${urlWith(call, parameters)}>; rel="${name}"`
    )
    .join(', ')
  return link === '' ? {} : { link }
}

function urlWith(call: IssueCall, parameters: Parameters): string {
  const { query } = asked(call)
  for (const name of ['before', 'after', 'page']) query.delete(name)
  for (const [name, value] of Object.entries(parameters)) {
    query.set(name, String(value))
  }
  return `${lastingUrl(call, call.repository)}?${query.toString()}`
}

function cursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

function placeIn(text: string | null): Place | undefined {
  return text === null
    ? undefined
    : (JSON.parse(Buffer.from(text, 'base64url').toString()) as Place)
}
