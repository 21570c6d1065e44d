import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useWords } from '@/words'
import { kinds, proofs, type Block, type BlockFault, type Kind } from './blocks'
import { blockWords } from './block-words'

// PictureInput chooses a picture that was uploaded; its value is the picture's key.
export type PictureInput = (p: { id: string; value: string; onChange: (key: string) => void }) => ReactNode

export interface BlockFormProps {
  block: Block
  onChange: (b: Block) => void
  offered: readonly Kind[]
  picture?: PictureInput // without it no pictures can be chosen
  faults?: readonly BlockFault[] // of this block; `field` is its own
}

type Field = Exclude<keyof Block, 'kind'>

const has: Record<Kind, readonly Field[]> = {
  hook: ['title', 'text', 'picture', 'alt'], text: ['title', 'text'], picture: ['picture', 'alt'], trust: ['ref', 'proof', 'title', 'text', 'picture', 'alt', 'until'],
  play: [], crowd: [], rules: [], lead: ['title', 'text'], action: ['title', 'to'],
}

// BlockForm edits one block. Its inputs have the ids block-title, block-text …, so that whoever shows a fault can go there.
export function BlockForm({ block, onChange, offered, picture, faults }: BlockFormProps) {
  const t = useWords(blockWords)
  const kind = kinds.find((k) => k === block.kind)
  const set = (field: Field, value: string) => onChange({ ...block, [field]: value || undefined })
  const shown = (kind ? has[kind] : []).filter((f) => (block.ref ? f === 'ref' : f === 'picture' ? !!picture : f === 'alt' ? !!block.picture : true))
  const label = (f: Field) => (f === 'title' && kind === 'action' ? t.button : t[f])
  const extra = (f: Field) => (f === 'alt' ? t.altHint : f === 'until' ? t.untilHint : f === 'ref' ? t.refHint : undefined)
  return (
    <Form layout="vertical" component="div">
      {kind && <p className="soft small" style={{ marginBottom: 12 }}>{t.kindWhy[kind]}</p>}
      {shown.map((f) => {
        const own = faults?.filter((x) => x.field === f) ?? []
        return (
          <Form.Item key={f} label={label(f)} htmlFor={`block-${f}`} extra={extra(f)} validateStatus={own.length === 0 ? undefined : own.every((x) => x.warns) ? 'warning' : 'error'} help={own.length > 0 ? own.map((x) => x.text).join(' ') : undefined}>
            <InputOf field={f} block={block} offered={offered} picture={picture} onSet={(v) => set(f, v)} />
          </Form.Item>
        )
      })}
    </Form>
  )
}

function InputOf({ field, block, offered, picture, onSet }: { field: Field; block: Block; offered: readonly Kind[]; picture?: PictureInput; onSet: (v: string) => void }) {
  const t = useWords(blockWords)
  const id = `block-${field}`
  const value = block[field] ?? ''
  switch (field) {
    case 'text': return <Input.TextArea id={id} value={value} onChange={(e) => onSet(e.target.value)} autoSize={{ minRows: 3, maxRows: 12 }} maxLength={1000} />
    case 'ref': return <ProofPick id={id} value={value} onSet={onSet} />
    case 'until': return <Input id={id} type="date" value={value} onChange={(e) => onSet(e.target.value)} style={{ width: 180 }} />
    case 'proof': return <Select id={id} value={value || undefined} onChange={onSet} options={proofs.map((x) => ({ value: x, label: t.proofs[x] }))} />
    case 'to': return <Target id={id} value={value} offered={offered} onSet={onSet} />
    case 'picture': return picture?.({ id, value, onChange: onSet })
    default: return <Input id={id} value={value} onChange={(e) => onSet(e.target.value)} maxLength={60} />
  }
}

// ProofPick chooses an approved proof of the library.
function ProofPick({ id, value, onSet }: { id: string; value: string; onSet: (v: string) => void }) {
  const t = useWords(blockWords)
  const all = useQuery({ queryKey: ['proofs', 'approved'], queryFn: ({ signal }) => ask(api.GET('/api/proofs', { params: { query: { state: 'approved' } }, signal })) })
  return <Select id={id} value={value} onChange={onSet} options={[{ value: '', label: t.refNone }, ...(all.data?.items ?? []).map((p) => ({ value: p.id, label: `${t.proofs[p.kind]} · ${p.title}` }))]} showSearch={{ optionFilterProp: 'label' }} />
}

// Target chooses where a button leads: within the page, or to a code of ours.
function Target({ id, value, offered, onSet }: { id: string; value: string; offered: readonly Kind[]; onSet: (v: string) => void }) {
  const t = useWords(blockWords)
  const inside = [...(offered.includes('play') ? [{ value: '#play', label: t.toPlay }] : []), ...(offered.includes('lead') ? [{ value: '#lead', label: t.toLead }] : [])]
  const elsewhere = !inside.some((x) => x.value === value)
  return (
    <div className="stack tight">
      <Select id={id} value={elsewhere ? '/c/' : value} onChange={onSet} options={[...inside, { value: '/c/', label: t.toCode }]} />
      {elsewhere && <Input value={value} onChange={(e) => onSet(e.target.value)} aria-label={t.toHint} placeholder="/c/…" maxLength={200} />}
    </div>
  )
}
