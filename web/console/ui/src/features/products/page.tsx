import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { Allowed, Loaded, Skeleton } from '@/parts/feedback'
import { Page } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Curve } from './curve'
import { readAll, type Product } from './data'
import { EditProduct } from './edit'
import { Ladder } from './ladder'
import { ProductList } from './list'
import { words } from './words'

// ProductsPage shows the ladder with its gaps, on what sales rest, and every product.
export default function ProductsPage() {
  const t = useWords(words)
  const [edited, setEdited] = useState<Product | 'new'>()
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.orders, to: to.orders() }]}
      actions={<Allowed to="product.edit" quiet><Button icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t.add}</Button></Allowed>}>
      <Allowed to="order.read"><All onEdit={setEdited} /></Allowed>
      {edited && <EditProduct product={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Page>
  )
}

function All({ onEdit }: { onEdit: (p: Product) => void }) {
  const products = useQuery({ queryKey: ['products', 'all'], queryFn: ({ signal }) => readAll(signal) })
  const gaps = useQuery({ queryKey: ['products', 'ladder'], queryFn: () => ask(api.GET('/api/ladder')) })
  return (
    <div className="stack">
      <Loaded query={products} skeleton={<section className="card"><Skeleton lines={8} /></section>}>
        {(all) => all.length > 0 && <Loaded query={gaps}>{(g) => <Ladder products={all} gaps={g.items} onEdit={onEdit} />}</Loaded>}
      </Loaded>
      <Allowed to="insight.read" quiet><Curve products={products.data ?? []} /></Allowed>
      <ProductList onEdit={onEdit} />
    </div>
  )
}
