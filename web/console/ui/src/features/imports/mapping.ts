// How a file is read, as the API writes and takes it (a preset by value).

export interface Format { container: string; encoding: string; delimiter: string; header: boolean; sheet: string }

export interface Mapping {
  kind: string
  source: string
  columns: Record<string, string>
  delimiter: string
  encoding: string
  header: boolean | null // null: found out
  sheet: string
  timeFormat: string
  zone: string
  format: Format | null // what was found out
  rest: Record<string, unknown> // rules, translations and options of chats: kept as they are
}

type Loose = Record<string, unknown>
const isLoose = (v: unknown): v is Loose => typeof v === 'object' && v !== null && !Array.isArray(v)
const text = (v: unknown) => (typeof v === 'string' ? v : '')

// readMapping understands the JSON of a mapping.
export function readMapping(json: unknown): Mapping {
  const m = isLoose(json) ? json : {}
  const { kind, source, columns, delimiter, encoding, header, sheet, time_format, zone, format, ...rest } = m
  const pairs = isLoose(columns) ? Object.entries(columns).map(([k, v]) => [k, text(v)] as const) : []
  const f = isLoose(format) ? format : null
  return {
    kind: text(kind), source: text(source), columns: Object.fromEntries(pairs), delimiter: text(delimiter), encoding: text(encoding),
    header: typeof header === 'boolean' ? header : null, sheet: text(sheet), timeFormat: text(time_format), zone: text(zone), rest,
    format: f && { container: text(f.container), encoding: text(f.encoding), delimiter: text(f.delimiter), header: f.header === true, sheet: text(f.sheet) },
  }
}

// Settings is what the user decided about one file; '' and null leave a thing to be found out.
export type Settings = Omit<Mapping, 'format' | 'columns'> & { columns: Record<string, string> | null; preset: string }

export const fresh = (): Settings => ({ kind: '', source: '', columns: null, delimiter: '', encoding: '', header: null, sheet: '', timeFormat: '', zone: '', rest: {}, preset: '' })

// presetOf is the JSON that the API takes for the settings.
export function presetOf(s: Settings): Record<string, unknown> {
  return {
    ...s.rest, kind: s.kind, columns: s.columns ?? {}, ...(s.source && { source: s.source }), ...(s.delimiter && { delimiter: s.delimiter }), ...(s.encoding && { encoding: s.encoding }),
    ...(s.header !== null && { header: s.header }), ...(s.sheet && { sheet: s.sheet }), ...(s.timeFormat && { time_format: s.timeFormat }), ...(s.zone && { zone: s.zone }),
  }
}

// settingsOf takes a preset over.
export function settingsOf(preset: string, json: unknown): Settings {
  const { format: _, ...m } = readMapping(json)
  return { ...m, preset }
}

export const delimiterWord = (t: { tab: string; comma: string; semicolon: string; bar: string; blank: string }, d: string): string =>
  ({ '\t': t.tab, ',': t.comma, ';': t.semicolon, '|': t.bar, ' ': t.blank })[d] ?? d

// sampleOf gives what a field would be in the first row, for a column, a column by number, a composition or a constant.
export function sampleOf(from: string, columns: readonly string[], cells: readonly string[]): string {
  if (from.startsWith('=')) return from.slice(1)
  const cell = (name: string) => cells[name.startsWith('#') ? Number(name.slice(1)) - 1 : columns.indexOf(name)] ?? ''
  return from.includes('{') ? from.replace(/\{([^}]*)\}/g, (_, name: string) => cell(name).trim()) : cell(from)
}
