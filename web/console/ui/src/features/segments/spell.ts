import { useLang, useWords } from '@/words'
import { useScale } from '../customers/scales'
import { useCodes, type Coded } from './codes'
import { scaleOf, useAttributes, type Attribute } from './data'
import { read, takesValues, type Clause, type Node } from './rule'
import { words } from './words'

// useSpell says a canonical rule in the words of the builder; a rule that it cannot read stays as it is. Names of stores,
// staff and groups are asked for only where one of the rules has them.
export function useSpell(rules: readonly string[]): (rule: string) => string {
  const t = useWords(words)
  const { lang } = useLang()
  const scale = useScale()
  const attributes = useAttributes().data?.items
  const used = (name: string) => (rules.some((r) => new RegExp(`\\b${name} (=|!=|in)`).test(r)) ? name : '')
  const names: Record<string, Coded[]> = { store: useCodes(used('store')), staff: useCodes(used('staff')), community: useCodes(used('community')) }
  const word: Record<string, string> = t.word
  const units: Record<string, string> = t.unit

  const value = (a: Attribute, v: string) => {
    const on = scaleOf[a.name]
    const i = a.words.indexOf(v)
    if (on) return scale.say(on, v)
    if (i >= 0) return (lang === 'zh' ? a.titles[i] : undefined) ?? word[v] ?? v
    const span = /^(\d+)([dh])$/.exec(v)
    if (span && a.type === 'moment') return `${span[1]} ${span[2] === 'd' ? t.days : t.hours}`
    return names[a.name]?.find((c) => c.value === v)?.label ?? v
  }
  const clause = (c: Clause): string => {
    const a = attributes?.find((x) => x.name === c.attribute)
    if (!a) return c.attribute
    const ops: Record<string, string> = a.type === 'moment' ? t.opMoment : t.op
    const title = lang === 'zh' ? a.zh : a.en
    const unit = (a.type === 'money' || a.unit === '%' || (a.type === 'number' && lang === 'zh')) && takesValues(c.op) ? units[a.unit] ?? '' : ''
    const said = [c.days > 0 ? t.windowed(title, t.lastDays(c.days)) : title, ops[c.op] ?? c.op, c.values.map((v) => value(a, v)).join(t.comma), unit].filter(Boolean).join(' ')
    return c.not ? t.notThat(said) : said
  }
  const node = (n: Node, inside: boolean): string => {
    if (n.kind === 'clause') return clause(n)
    const list = n.parts.map((p) => node(p, n.parts.length > 1)).join(n.mode === 'all' ? t.andThen : t.orElse)
    const held = inside && n.parts.length > 1 ? t.brackets(list) : list
    return n.not ? t.notThat(list) : held
  }
  return (rule) => {
    const tree = attributes ? read(rule) : null
    return tree ? node(tree, false) : rule
  }
}
