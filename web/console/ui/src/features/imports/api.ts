// Asking about files, kinds, presets and imports.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Import, Schema } from '@/api/types'
import { useSay } from '@/words'
import type { Draft } from './drafts'
import { presetOf, readMapping, type Settings } from './mapping'

export type Trial = Schema<'TrialView'>
export type FileKind = Schema<'FileKind'>

// A file up to this size is checked whole before it is imported; of a larger text the beginning is.
const whole = 24 << 20
const part = 4 << 20

const text = (name: string) => /\.(csv|tsv|txt)$/i.test(name)
export const partMegabytes = String(part >> 20)
export const checkedInPart = (file: File) => file.size > whole && text(file.name)

// toCheck is what a trial is sent: the file, or its beginning up to the end of a line.
async function toCheck(file: File): Promise<Blob> {
  if (!checkedInPart(file)) return file
  const head = new Uint8Array(await file.slice(0, part).arrayBuffer())
  return file.slice(0, head.lastIndexOf(10) + 1 || part)
}

function upload(path: '/api/imports' | '/api/imports/try', body: Blob, query: { name: string; mapping: string }, headers?: Record<string, string>, signal?: AbortSignal) {
  // The bytes themselves are the body; the description can only say text.
  return api.POST(path, { params: { query }, body: body as unknown as string, bodySerializer: () => body, headers: { 'Content-Type': 'application/octet-stream', ...headers }, signal })
}

const queryOf = (name: string, s: Settings) => ({ name, mapping: JSON.stringify(presetOf(s)) })

function trialKey(d: Draft | undefined) {
  const { preset: _, ...s } = d?.settings ?? { preset: '' }
  return ['import-trial', d?.id, s]
}

// useChecked gives what is known of a file as it is set now; undefined while it is being checked.
export function useChecked(): (d: Draft) => Trial | undefined {
  const queries = useQueryClient()
  return (d) => queries.getQueryData<Trial>(trialKey(d))
}

// useTrial checks a file as it would be imported, and writes nothing. While a change is checked the last answer stays.
export function useTrial(d: Draft | undefined) {
  return useQuery<Trial>({
    queryKey: trialKey(d),
    enabled: !!d,
    staleTime: Infinity,
    placeholderData: (before, q) => (q?.queryKey[1] === d?.id ? before : undefined),
    queryFn: async ({ signal }) => {
      if (!d) throw new Error('no file')
      return ask(upload('/api/imports/try', await toCheck(d.file), queryOf(d.file.name, d.settings), undefined, signal)) as Promise<Trial>
    },
  })
}

// begin uploads the file and starts its import, read as it was checked. Repeated with the same draft it has one effect.
export function begin(d: Draft, checked: Trial): Promise<Import> {
  const { kind } = readMapping(checked.mapping)
  return ask(upload('/api/imports', d.file, queryOf(d.file.name, { ...d.settings, kind }), { 'Idempotency-Key': d.key })) as Promise<Import>
}

// useKinds gives the kinds of files with their fields, and what counts are called.
export function useKinds() {
  const say = useSay()
  const q = useQuery({ queryKey: ['imports', 'kinds'], staleTime: Infinity, queryFn: () => ask(api.GET('/api/imports/kinds')) })
  const kinds = q.data?.kinds ?? []
  const sorts = q.data?.sorts ?? []
  return {
    kinds,
    fieldsOf: (kind: string) => kinds.find((k) => k.kind === kind)?.fields ?? [],
    fieldName: (kind: string, name: string) => say(kinds.find((k) => k.kind === kind)?.fields.find((f) => f.name === name)) || name,
    sortsOf: (counts: Record<string, number>) => sorts.filter((s) => counts[s.code]).map((s) => ({ code: s.code, title: say(s), n: counts[s.code] ?? 0 })),
  }
}

export function usePresets() {
  return useQuery({ queryKey: ['presets'], queryFn: () => ask(api.GET('/api/presets')) })
}

export const goesOn = (i: Import) => i.state === 'waiting' || i.state === 'running' || i.state === 'undoing'

export function useImports(after: string | undefined, limit: number) {
  return useQuery({
    queryKey: ['imports', 'list', after, limit],
    queryFn: ({ signal }) => ask(api.GET('/api/imports', { params: { query: { after, limit } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: (q) => (q.state.data?.items.some(goesOn) ? 1500 : false),
  })
}

export function useImport(id: string) {
  return useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/api/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data && goesOn(q.state.data) ? 1000 : false),
  })
}
