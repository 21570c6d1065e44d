// What people are called whose ids stand in the cells of a metric.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'

const most = 400 // of one request
const cut = (list: string[]) => Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most))

// useNamesOf gives the names of the people among texts; undefined for who is out of sight, '' for who has none.
export function useNamesOf(texts: readonly string[]): (id: string) => string | undefined {
  const may = useMay()
  const ids = [...new Set(texts.filter((x) => /^cus_\w+$/.test(x)))].sort()
  const q = useQuery({
    queryKey: ['customers', 'names', ids],
    enabled: ids.length > 0 && may('customer.read'),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const pages = await Promise.all(cut(ids).map((customer_id) => ask(api.GET('/api/names', { params: { query: { customer_id } } }))))
      return new Map(pages.flatMap((p) => p.items.map((x) => [x.id, x.name] as const)))
    },
  })
  return (id) => q.data?.get(id)
}
