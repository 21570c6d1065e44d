import { useRef, useState } from 'react'
import { api, ask } from '@/api/client'
import { useAutosave as useSaving } from '@/parts/autosave'
import type { PageJson } from '@/parts/blocks'
import { useFresh, type Rules, type Terms } from './data'

export type { Saving } from '@/parts/autosave'

// Draft is what is edited of a campaign.
export interface Draft { name: string; terms: Terms; settings: unknown; page: PageJson }

export const draftOf = (r: Rules): Draft => ({ name: r.campaign.name, terms: r.terms, settings: r.settings, page: r.page })

// useAutosave keeps a campaign that is edited and writes it by itself.
export function useAutosave(id: string, first: Rules, mayEdit: boolean) {
  const fresh = useFresh()
  const [rules, setRules] = useState(first)
  const edits = useRef(first.edits)
  const saved = useSaving<Draft>(draftOf(first), mayEdit, 'campaign.changed', async (draft, key) => {
    const got = await ask(api.PUT('/api/campaigns/{id}', { params: { path: { id } }, body: { ...draft, edits: edits.current }, headers: { 'Idempotency-Key': key } }))
    edits.current = got.edits
    setRules(got)
    void fresh()
  })
  return { ...saved, rules }
}
