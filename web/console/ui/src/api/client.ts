// The one way to the server. Every call: says its language; a write carries an Idempotency-Key, so that a repetition has
// one effect; an expired session asks for the password over the page and then goes on; a lost line is told once, above
// the page. Protection against other sites is the browser's own Sec-Fetch-Site header, so there is no token to send.
import createClient from 'openapi-fetch'
import { langNow } from '@/words'
import { setLine, signedInAgain } from './line'
import { offline, problemOf } from './problem'
import type { paths } from './schema'

const slowAfter = 4000
// Verbs that speak of the session themselves: for them 401 is an answer.
const aboutSession = ['/api/session', '/api/setup', '/api/password']

let established = false

// setEstablished says that somebody is signed in: from then on a 401 means that the session ended.
export function setEstablished(on: boolean) {
  established = on
}

const busy = new Set<symbol>()

async function watched(request: Request): Promise<Response> {
  const mark = Symbol()
  const timer = setTimeout(() => { busy.add(mark); setLine({ slow: true }) }, slowAfter)
  try {
    const answer = await fetch(request)
    setLine({ offline: false })
    return answer
  } catch (error) {
    if (request.signal.aborted) throw error
    setLine({ offline: true })
    throw offline()
  } finally {
    clearTimeout(timer)
    busy.delete(mark)
    if (busy.size === 0) setLine({ slow: false })
  }
}

async function send(request: Request): Promise<Response> {
  const again = request.clone()
  const answer = await watched(request)
  const path = new URL(request.url).pathname
  if (answer.status !== 401 || !established || (aboutSession.includes(path) && request.method !== 'GET')) return answer
  await signedInAgain()
  return send(again)
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send, querySerializer: { array: { style: 'form', explode: true } } })

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', langNow() === 'zh' ? 'zh-CN' : 'en')
    if (request.method !== 'GET' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', freshKey())
    return request
  },
})

// freshKey names a write. A form that lets the user press again after a lost answer keeps the key it made first.
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

// ask waits for a call of api and gives its data; what failed is thrown as a Problem.
export async function ask<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw problemOf(response.status, error)
  return data as T
}

// askPath calls a path that openapi.yaml does not know (yet); null when the server has no such route.
export async function askPath<T>(path: string, signal?: AbortSignal, method = 'GET'): Promise<T | null> {
  const headers = new Headers({ 'Accept-Language': langNow() })
  if (method !== 'GET') headers.set('Idempotency-Key', freshKey())
  const answer = await send(new Request(location.origin + path, { method, headers, signal }))
  if (answer.status === 404) return null
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw problemOf(answer.status, body)
  return body as T
}
