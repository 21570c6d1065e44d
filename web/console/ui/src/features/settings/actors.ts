import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useWords } from '@/words'
import type { Entry } from './changes'
import { words } from './words'

// useEverybody names all staff, those who have left too.
export function useEverybody() {
  const may = useMay()
  return useQuery({
    queryKey: ['staff', 'everybody'], staleTime: 60_000, enabled: may('staff.manage'),
    queryFn: async () => {
      const names = new Map<string, string>()
      for (let after: string | undefined; ;) {
        const page = await ask(api.GET('/api/staff', { params: { query: { left: true, limit: 200, after } } }))
        for (const s of page.items) names.set(s.id, s.name)
        if (!page.next) return names
        after = page.next
      }
    },
  })
}

// useActors names who acted: a person, a token, the program itself.
export function useActors(): (entry: Pick<Entry, 'actor_kind' | 'actor_id'>) => string {
  const t = useWords(words)
  const may = useMay()
  const staff = useEverybody()
  const tokens = useQuery({
    queryKey: ['tokens', 'names'], staleTime: 60_000, enabled: may('token.manage'),
    queryFn: () => ask(api.GET('/api/tokens', { params: { query: { revoked: true, limit: 200 } } })),
  })
  return (e) => {
    if (e.actor_kind === 'staff') return staff.data?.get(e.actor_id) || t.somebody
    if (e.actor_kind === 'token') return t.byToken(tokens.data?.items.find((x) => x.id === e.actor_id)?.name ?? '—')
    return t.byProgram
  }
}
