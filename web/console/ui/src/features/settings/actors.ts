import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useColleagues } from '@/parts/names'
import { useWords } from '@/words'
import type { Entry } from './changes'
import { words } from './words'

// useActors names who acted: a person, a token, the program itself.
export function useActors(): (entry: Pick<Entry, 'actor_kind' | 'actor_id'>) => string {
  const t = useWords(words)
  const may = useMay()
  const staff = useColleagues()
  const tokens = useQuery({
    queryKey: ['tokens', 'names'], staleTime: 60_000, enabled: may('token.manage'),
    queryFn: () => ask(api.GET('/api/tokens', { params: { query: { revoked: true, limit: 200 } } })),
  })
  return (e) => {
    if (e.actor_kind === 'staff') return staff.data?.find((x) => x.id === e.actor_id)?.name || t.somebody
    if (e.actor_kind === 'token') return t.byToken(tokens.data?.items.find((x) => x.id === e.actor_id)?.name ?? '—')
    return t.byProgram
  }
}
