// What several pages of products ask for.
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Product = Schema<'ProductView'>

// Products of a shop are hundreds; the ladder shows so many at most.
const most = 1000

// readAll reads every product.
export async function readAll(signal: AbortSignal): Promise<Product[]> {
  const all: Product[] = []
  for (let after: string | undefined; ;) {
    const page = await ask(api.GET('/api/products', { params: { query: { limit: 200, after } }, signal }))
    all.push(...page.items)
    if (!page.next || all.length >= most) return all
    after = page.next
  }
}
