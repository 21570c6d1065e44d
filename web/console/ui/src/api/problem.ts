import { langNow, type Both, type Lang } from '@/words'

export interface FieldFault { name: string; value?: string; message: string }

// Problem is a request that failed: the server's problem+json, or no answer at all (status 0, code "offline").
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Both,
    readonly fields: readonly FieldFault[] = [],
    readonly requestId = '',
  ) {
    super(code)
    this.name = 'Problem'
  }

  // say is what happened, for the user.
  say(lang: Lang = langNow()): string {
    return this.words[lang]
  }

  // field is what is wrong with one input, undefined when nothing is.
  field(name: string): string | undefined {
    return this.fields.find((f) => f.name === name)?.message
  }
}

interface Body { code?: string; messages?: Partial<Both>; detail?: string; title?: string; fields?: FieldFault[]; request_id?: string }

const isBody = (v: unknown): v is Body => typeof v === 'object' && v !== null

// problemOf reads what the server said; an answer in another shape is an error of a proxy between.
export function problemOf(status: number, body: unknown): Problem {
  const b = isBody(body) ? body : {}
  const fallback = b.detail ?? b.title ?? ''
  const words = {
    zh: b.messages?.zh ?? (fallback || `服务器没有正常应答（${status}）`),
    en: b.messages?.en ?? (fallback || `The server did not answer properly (${status})`),
  }
  return new Problem(status, b.code ?? `http.${status}`, words, b.fields ?? [], b.request_id ?? '')
}

export const offline = () =>
  new Problem(0, 'offline', { zh: '连不上服务器，请检查网络', en: 'The server cannot be reached; check the network' })

// asProblem makes anything thrown one.
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(500, 'console', { zh: '页面出错了，请刷新重试', en: 'Something broke on this page; reload it' })
}
