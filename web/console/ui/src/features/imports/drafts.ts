// The files that are about to be imported, with what was decided about each. They live outside the page, so that going
// elsewhere and back loses nothing. After a reload the browser has forgotten the files but not the decisions: a file of the
// same name and size finds its own again.
import { useSyncExternalStore } from 'react'
import { freshKey } from '@/api/client'
import { fresh, presetOf, settingsOf, type Settings } from './mapping'

export interface Draft { id: string; file: File; settings: Settings; key: string } // key makes repeating the upload harmless

let drafts: readonly Draft[] = []
const heard = new Set<() => void>()

function put(next: readonly Draft[]) {
  drafts = next
  heard.forEach((f) => f())
}

const place = (file: File) => `qunli.import.${file.name}.${file.size}`

function remembered(file: File): Settings {
  try {
    const v: unknown = JSON.parse(sessionStorage.getItem(place(file)) ?? 'null')
    if (typeof v === 'object' && v !== null && 'mapping' in v && 'preset' in v && 'guess' in v) {
      const s = settingsOf(typeof v.preset === 'string' ? v.preset : '', v.mapping)
      return v.guess ? { ...s, columns: null } : s
    }
  } catch { /* what is there is not ours */ }
  return fresh()
}

export function useDrafts(): readonly Draft[] {
  return useSyncExternalStore((f) => { heard.add(f); return () => heard.delete(f) }, () => drafts)
}

// addFiles takes files in; one that is there already is not taken twice. It gives the id of the first.
export function addFiles(files: readonly File[]): string | undefined {
  const same = (a: File, b: File) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified
  const added = files.filter((f) => f.size > 0 && !drafts.some((d) => same(d.file, f))).map((file): Draft => ({ id: freshKey().slice(0, 8), file, settings: remembered(file), key: freshKey() }))
  put([...drafts, ...added])
  return added[0]?.id
}

export function changeDraft(id: string, change: Partial<Settings>) {
  put(drafts.map((d) => {
    if (d.id !== id) return d
    const settings = { ...d.settings, ...change }
    sessionStorage.setItem(place(d.file), JSON.stringify({ preset: settings.preset, mapping: presetOf(settings), guess: settings.columns === null }))
    return { ...d, settings, key: freshKey() }
  }))
}

export function dropDraft(id: string) {
  const gone = drafts.find((d) => d.id === id)
  if (gone) sessionStorage.removeItem(place(gone.file))
  put(drafts.filter((d) => d.id !== id))
}
