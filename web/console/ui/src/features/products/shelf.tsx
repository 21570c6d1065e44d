import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, ConfigProvider } from 'antd'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { CopyText } from '@/features/channel/copy'
import { PictureField } from '@/features/landings/picture'
import { BlockEditor } from '@/parts/block-editor'
import type { BlockFault, Kind, PageJson } from '@/parts/blocks'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { Page, Section } from '@/parts/page'
import { PhoneCode, useReach } from '@/parts/reach'
import { to } from '@/paths'
import { useWords } from '@/words'
import { readAll, type Product } from './data'
import { shelfWords } from './shelf-words'

type Shelf = Schema<'ShelfView'>

// offered are the blocks that stand around a product; how to buy it, its page says by itself.
const offered: readonly Kind[] = ['hook', 'text', 'picture', 'trust', 'action']

// whole is a page with all of its sections: of a product that says nothing yet there are none.
const whole = (p: { skin?: string; top?: PageJson['top'] | null; middle?: PageJson['top'] | null; bottom?: PageJson['top'] | null }): PageJson => ({ ...p, top: p.top ?? [], middle: p.middle ?? [], bottom: p.bottom ?? [] })

// ShelfPage edits what the page of a product says to customers, and shows where it is.
export default function ShelfPage() {
  const t = useWords(shelfWords)
  const { id = '' } = useParams({ strict: false })
  const [turn, setTurn] = useState(0)
  const all = useQuery({ queryKey: ['products', 'all'], queryFn: ({ signal }) => readAll(signal) })
  const product = all.data?.find((p) => p.id === id)
  const shelf = useQuery({ queryKey: ['products', 'shelf', id], refetchOnMount: 'always', staleTime: Infinity, gcTime: 0, queryFn: ({ signal }) => ask(api.GET('/api/products/{id}/page', { params: { path: { id } }, signal })) })
  const afresh = async () => { await shelf.refetch(); setTurn((n) => n + 1) }
  return (
    <Page title={product ? product.name || product.sku : t.title} subtitle={t.subtitle} crumbs={[{ title: t.products, to: to.products() }]}>
      <Allowed to="order.read">
        <Loaded query={shelf}>{(s) => <div className="stack"><Address id={id} product={product} path={s.path} /><Edit key={turn} id={id} first={{ ...s, page: whole(s.page) }} afresh={() => void afresh()} /></div>}</Loaded>
      </Allowed>
    </Page>
  )
}

function Address({ id, product, path }: { id: string; product: Product | undefined; path: string }) {
  const t = useWords(shelfWords)
  const address = useReach().at(path)
  const picture = `/api/products/${id}/picture`
  return (
    <Section title={t.address} note={product && !product.on_sale ? t.off : t.addressWhy}>
      <div className="row" style={{ alignItems: 'flex-start' }}>
        <PhoneCode src={picture} alt={t.code} size={120} />
        <div className="stack tight grow">
          <CopyText text={address} label={t.address} />
          <div className="row">
            <Button href={address} target="_blank" rel="noreferrer">{t.open}</Button>
            <Button href={`${picture}?format=png&size=1200`} download={`${product?.name || product?.sku || id}.png`}>{t.png}</Button>
          </div>
        </div>
      </div>
    </Section>
  )
}

// Edit keeps what is typed until it is saved: customers see at once what is saved, so nothing half done is.
function Edit({ id, first, afresh }: { id: string; first: Shelf; afresh: () => void }) {
  const t = useWords(shelfWords)
  const may = useMay()('product.edit')
  const act = useAct()
  const queries = useQueryClient()
  const [page, setPage] = useState<PageJson>(first.page)
  const [kept, setKept] = useState(first)
  const [faults, setFaults] = useState<BlockFault[]>([])
  const [fault, setFault] = useState('')
  const [conflict, setConflict] = useState(false)
  const [busy, setBusy] = useState(false)
  const dirty = JSON.stringify(page) !== JSON.stringify(kept.page)
  useLeaveWarning(dirty)
  const save = async () => {
    setBusy(true)
    try {
      const got = await ask(api.PUT('/api/products/{id}/page', { params: { path: { id } }, body: { page, edits: kept.edits } }))
      setKept({ ...got, page })
      setFaults([])
      setFault('')
      await act(() => queries.invalidateQueries({ queryKey: ['products', 'list'] }), t.saved)
    } catch (error) {
      const p = asProblem(error)
      setConflict(p.status === 409)
      setFault(p.say())
      setFaults(p.fields.map((f) => ({ field: f.name, text: f.message })))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title={t.blocks} note={t.blocksWhy} actions={may && <><span className={dirty ? 'soft small' : 'sr'} role="status">{dirty ? t.unsaved : ''}</span><Button type="primary" loading={busy} disabled={!dirty || conflict} onClick={() => void save()}>{t.save}</Button></>}>
      <div className="stack">
        {fault && <Alert type="error" showIcon role="alert" title={fault} action={conflict && <Button disabled={false} onClick={afresh}>{t.reload}</Button>} description={faults.length > 0 && <ul className="plain">{faults.map((f) => <li key={f.field + f.text}>{f.text}</li>)}</ul>} />}
        <ConfigProvider componentDisabled={!may || conflict}><BlockEditor value={page} onChange={setPage} offered={offered} faults={faults} picture={PictureField} /></ConfigProvider>
      </div>
    </Section>
  )
}

// useLeaveWarning has the browser ask before a tab with changes is closed.
function useLeaveWarning(on: boolean) {
  useEffect(() => {
    if (!on) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [on])
}
