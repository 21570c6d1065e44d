import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'

// useDefaults gives what holds until somebody changes it; undefined until it is known.
export function useDefaults() {
  return useQuery({ queryKey: ['settings', 'defaults'], staleTime: Infinity, queryFn: () => ask(api.GET('/api/settings/defaults')) }).data
}
