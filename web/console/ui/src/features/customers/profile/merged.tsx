import { useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useUndoToast, useAct } from '@/parts/confirm'
import { useGo } from '@/parts/link'
import { to } from '@/paths'
import { useWords } from '@/words'
import { profileWords } from './words'

// useMerge makes one person read as another, and offers for 10 s to take it back.
export function useMerge(): (from: string, into: string, reason: string) => Promise<boolean> {
  const t = useWords(profileWords)
  const act = useAct()
  const toast = useUndoToast()
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'customers' || q.queryKey[0] === 'twins' })
  return async (from, into, reason) => {
    if (!await act(() => ask(api.POST('/api/customers/{id}/merge', { params: { path: { id: from } }, body: { into, reason } })))) return false
    void again()
    toast(t.mergedDone, async () => { await ask(api.POST('/api/customers/{id}/unmerge', { params: { path: { id: from } } })); await again() })
    return true
  }
}

// useUnmerge makes somebody who was merged into another a person of their own again, and goes to them.
export function useUnmerge(): (id: string) => Promise<void> {
  const t = useWords(profileWords)
  const act = useAct()
  const go = useGo()
  const queries = useQueryClient()
  return async (id) => {
    if (!await act(() => ask(api.POST('/api/customers/{id}/unmerge', { params: { path: { id } } })), t.unmergedDone)) return
    await queries.invalidateQueries({ queryKey: ['customers'] })
    go(to.customer(id))
  }
}
