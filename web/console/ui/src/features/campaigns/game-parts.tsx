// What the forms of several games share.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { lazy, Suspense, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Money, Num, Other, type Bag } from './fields'

const GiftPick = lazy(() => import('@/features/gifts/pick'))

// ProductPick chooses the product of the shop that is sold, or none.
export function ProductPick<T extends { product?: string }>({ of }: { of: Bag<T> }) {
  const t = useWords(editorWords)
  const may = useMay()
  const products = useQuery({ queryKey: ['products', 'names'], enabled: may('order.read'), staleTime: 300_000, queryFn: () => ask(api.GET('/api/products', { params: { query: { limit: 200 } } })) })
  return (
    <Other of={of} name="product" label={t.product} hint={t.productHint}>
      {(id) => <Select id={id} allowClear value={of.value.product || undefined} loading={products.isPending && products.isFetching} showSearch={{ optionFilterProp: 'label' }}
        onChange={(product: string | undefined) => of.set({ product: product ?? '' } as Partial<T>)} options={products.data?.items.map((p) => ({ value: p.id, label: p.name || p.sku }))} />}
    </Other>
  )
}

interface RowsProps<T, R> { of: Bag<T>; name: keyof T & string; fresh: (list: R[]) => R; add: string; most?: number; least?: number; children: (row: Bag<R>, n: number) => ReactNode }

// Rows edits a list of a bag, a row a card.
export function Rows<T, R>({ of, name, fresh, add, most = 50, least = 1, children }: RowsProps<T, R>) {
  const t = useWords(editorWords)
  const list = (of.value[name] ?? []) as R[]
  const put = (next: R[]) => of.set({ [name]: next } as Partial<T>)
  return (
    <div className="stack tight" style={{ marginBottom: 24 }}>
      {list.map((row, n) => (
        <div key={n} className="rowcard">
          {children({ value: row, at: `${of.at ? `${of.at}.` : ''}${name}[${n}]`, set: (change) => put(list.map((x, i) => (i === n ? { ...x, ...change } : x))) }, n)}
          {list.length > least && <Button type="text" icon={<DeleteOutlined />} aria-label={`${t.removeRow} ${n + 1}`} onClick={() => put(list.filter((_, i) => i !== n))} />}
        </div>
      ))}
      {list.length < most && <div><Button icon={<PlusOutlined />} onClick={() => put([...list, fresh(list)])}>{add}</Button></div>}
    </div>
  )
}

// Reward is what an invitation brings.
export interface Reward { kind: string; amount?: number; what?: string; stock?: number }

const rewardKinds = ['cash', 'coupon', 'gift'] as const

// RewardInput edits one.
export function RewardInput({ of }: { of: Bag<Reward> }) {
  const t = useWords(editorWords)
  const turn = (kind: string) => of.set(kind === 'cash' ? { kind, amount: of.value.amount || 500, what: undefined, stock: undefined } : { kind, amount: undefined, what: of.value.what ?? '', stock: of.value.stock || 100 })
  return (
    <>
      <div className="pair">
        <Other of={of} name="kind" label={t.rewardKind}>{(id) => <Select id={id} value={of.value.kind} onChange={turn} options={rewardKinds.map((k) => ({ value: k, label: t.reward_[k] }))} />}</Other>
        {of.value.kind === 'cash' ? <Money of={of} name="amount" label={t.rewardAmount} /> : <Num of={of} name="stock" label={t.rewardStock} unit={t.pieces} />}
      </div>
      {of.value.kind !== 'cash' && <Suspense><GiftPick of={of} /></Suspense>}
    </>
  )
}
