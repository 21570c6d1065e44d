// A rule as the builder holds it, and its two other spellings: the JSON that the API takes and the canonical text it gives.

export interface Clause { kind: 'clause'; id: string; not: boolean; attribute: string; days: number; op: string; values: string[] }
export interface Group { kind: 'group'; id: string; not: boolean; mode: 'all' | 'any'; parts: Node[] }
export type Node = Clause | Group

let made = 0
const freshId = () => `n${++made}`

export const newClause = (): Clause => ({ kind: 'clause', id: freshId(), not: false, attribute: '', days: 0, op: '', values: [] })
export const newGroup = (mode: Group['mode'] = 'all', parts: Node[] = [newClause()]): Group => ({ kind: 'group', id: freshId(), not: false, mode, parts })

// Wire is the tree of the API; exactly one of the four is set.
interface Wire { all?: Wire[]; any?: Wire[]; not?: Wire; is?: { attribute: string; days?: number; op: string; values?: string[] } }

const valueless = ['is none', 'is known']
export const takesValues = (op: string) => !valueless.includes(op)

// complete tells whether every clause says something.
export function complete(n: Node): boolean {
  if (n.kind === 'group') return n.parts.length > 0 && n.parts.every(complete)
  return n.attribute !== '' && n.op !== '' && (!takesValues(n.op) || (n.values.length > 0 && n.values.every((v) => v.trim() !== '')))
}

function wire(n: Node): Wire {
  const plain: Wire = n.kind === 'group'
    ? n.parts.length === 1 && n.parts[0] ? wire(n.parts[0]) : { [n.mode]: n.parts.map(wire) }
    : { is: { attribute: n.attribute, op: n.op, ...(n.days > 0 ? { days: n.days } : {}), ...(takesValues(n.op) ? { values: n.values } : {}) } }
  return n.not ? { not: plain } : plain
}

// ruleText is what the API is sent.
export const ruleText = (n: Node) => JSON.stringify(wire(n))

interface Token { text: string; quoted: boolean }

// read gives the tree of a canonical rule; null when the text is not one (then it is edited as text).
export function read(rule: string): Group | null {
  const tokens = lex(rule)
  if (!tokens) return null
  const at = { n: 0 }
  const tree = readAny(tokens, at)
  if (!tree || at.n !== tokens.length) return null
  return tree.kind === 'group' && !tree.not ? tree : newGroup('all', [tree])
}

function lex(rule: string): Token[] | null {
  const out: Token[] = []
  const shape = /\s+|"((?:[^"\\]|\\.)*)"|(!=|<=|>=|[()=<>,])|([\p{L}\p{N}_\-./:·]+)/uy
  while (shape.lastIndex < rule.length) {
    const m = shape.exec(rule)
    if (!m) return null
    if (m[1] !== undefined) out.push({ text: m[1].replace(/\\(.)/g, '$1'), quoted: true })
    else if (m[2] !== undefined || m[3] !== undefined) out.push({ text: m[2] ?? m[3] ?? '', quoted: false })
  }
  return out
}

interface At { n: number }

function take(tokens: Token[], at: At, word: string): boolean {
  const t = tokens[at.n]
  if (!t || t.quoted || t.text !== word) return false
  at.n++
  return true
}

function readList(tokens: Token[], at: At, mode: Group['mode'], part: (tokens: Token[], at: At) => Node | null): Node | null {
  const parts: Node[] = []
  do {
    const p = part(tokens, at)
    if (!p) return null
    parts.push(p)
  } while (take(tokens, at, mode === 'any' ? 'or' : 'and'))
  return parts.length === 1 ? parts[0] ?? null : newGroup(mode, parts)
}

const readAny = (tokens: Token[], at: At): Node | null => readList(tokens, at, 'any', readAll)
const readAll = (tokens: Token[], at: At): Node | null => readList(tokens, at, 'all', readOne)

function readOne(tokens: Token[], at: At): Node | null {
  if (take(tokens, at, 'not')) {
    const inner = readOne(tokens, at)
    return inner && { ...inner, not: !inner.not }
  }
  if (take(tokens, at, '(')) {
    const inner = readAny(tokens, at)
    return inner && take(tokens, at, ')') ? inner : null
  }
  return readClause(tokens, at)
}

function readClause(tokens: Token[], at: At): Clause | null {
  const c = newClause()
  c.attribute = tokens[at.n++]?.text ?? ''
  if (take(tokens, at, '(')) {
    const days = /^(\d+)d$/.exec(tokens[at.n++]?.text ?? '')
    if (!days || !take(tokens, at, ')')) return null
    c.days = Number(days[1])
  }
  const op = tokens[at.n++]?.text ?? ''
  c.op = op
  if (op === 'is' || op === 'older') c.op = `${op} ${tokens[at.n++]?.text ?? ''}`
  if (!takesValues(c.op)) return c
  if (c.op !== 'in') {
    const v = tokens[at.n++]
    if (!v) return null
    c.values = [v.text]
    return c
  }
  if (!take(tokens, at, '(')) return null
  do {
    const v = tokens[at.n++]
    if (!v) return null
    c.values.push(v.text)
  } while (take(tokens, at, ','))
  return take(tokens, at, ')') ? c : null
}

// change gives the tree with one node made anew; null takes it out, and a group that is left empty goes with it.
export function change(root: Group, id: string, make: (n: Node) => Node | null): Group {
  const walk = (n: Node): Node | null => {
    if (n.id === id) return make(n)
    if (n.kind === 'clause') return n
    const parts = n.parts.map(walk).filter((p) => p !== null)
    return parts.length === 0 && n.id !== root.id ? null : { ...n, parts }
  }
  const out = walk(root)
  return out?.kind === 'group' ? out : root
}
