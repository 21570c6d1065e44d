import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'

// useEntrances gives the entrances of a group with what came by each.
export function useEntrances(id: string) {
  return useQuery({ queryKey: ['communities', 'entrances', id], queryFn: async () => (await ask(api.GET('/api/communities/{id}/entrances', { params: { path: { id } } }))).items })
}
