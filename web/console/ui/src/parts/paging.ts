// Where one is in a list, as it stands in the address (`page`): '' the first page, 'end' the last, or behind or before the
// cursor of another page.

// pageQuery gives the words of the API. A list that only goes forward takes `after` out of it.
export function pageQuery(page: string): { after?: string; before?: string; end?: boolean } {
  const at = page.indexOf('.')
  const cursor = page.slice(at + 1)
  if (page === 'end') return { end: true }
  if (page.startsWith('after.')) return { after: cursor }
  if (page.startsWith('before.')) return { before: cursor }
  return {}
}

export const pageAfter = (cursor: string) => `after.${cursor}`
export const pageBefore = (cursor: string) => `before.${cursor}`

// Lists that only go forward do not know the page before: the way here is remembered for the tab.
const key = (list: string, page: string) => `qunli.page.${list}.${page}`
export const cameFrom = (list: string, page: string) => sessionStorage.getItem(key(list, page)) ?? ''
export const rememberPage = (list: string, page: string, from: string) => sessionStorage.setItem(key(list, page), from)
