import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import type { KeyboardEvent } from 'react'
import { useWords } from '@/words'
import { add, blank, fieldOf, kinds, mostBlocks, move, remove, sections, skins, step, type Block, type BlockFault, type Kind, type PageJson, type SectionName, type Spot } from './blocks'
import { blockWords } from './block-words'
import './blocks.css'
import { useUndoToast } from './confirm'

export interface BlockListProps {
  page: PageJson
  onChange: (page: PageJson) => void
  offered: readonly Kind[] // the kinds that may be added
  chosen?: Spot
  onChoose: (spot: Spot | undefined) => void
  faults?: readonly BlockFault[]
}

// BlockList shows the blocks of a page by section: choose, add, move, repeat, delete. With a block chosen, Alt and an arrow moves it,
// and the focus goes with it.
export function BlockList(p: BlockListProps) {
  const t = useWords(blockWords)
  return (
    <div className="stack" aria-label={t.blocks} role="group">
      {sections.map((s) => <SectionOf key={s} name={s} {...p} />)}
      <label className="row"><span className="soft">{t.skinOf}</span>
        <Select className="grow" aria-label={t.skinOf} value={skins.find((s) => s === p.page.skin) ?? 'plain'} onChange={(skin) => p.onChange({ ...p.page, skin })} options={skins.map((s) => ({ value: s, label: t.skin[s] }))} />
      </label>
    </div>
  )
}

function SectionOf({ name, ...p }: BlockListProps & { name: SectionName }) {
  const t = useWords(blockWords)
  const blocks = p.page[name]
  const own = p.faults?.filter((f) => f.field === `page.${name}`) ?? []
  const put = (kind: Kind) => {
    const spot = { section: name, at: blocks.length }
    p.onChange(add(p.page, spot, blank(kind, p.offered)))
    p.onChoose(spot)
  }
  return (
    <section className="stack tight" aria-label={t.section[name]}>
      <div><h2 className="h3">{t.section[name]}</h2><p className="soft small">{t.sectionWhy[name]}</p></div>
      {own.map((f) => <p key={f.text} className={f.warns ? 'warn small' : 'bad small'}>{f.text}</p>)}
      {blocks.length === 0 ? <p className="soft small">{t.none}</p> : <ol className="plain blocks">{blocks.map((b, at) => <Line key={at} {...p} block={b} spot={{ section: name, at }} />)}</ol>}
      <Select<Kind | null> size="small" value={null} onSelect={(k) => { if (k) put(k) }} aria-label={`${t.add}: ${t.section[name]}`} placeholder={t.add} popupMatchSelectWidth={280} virtual={false}
        options={p.offered.map((k) => ({ value: k, label: t.kind[k] }))} optionRender={(o) => <KindOption kind={kinds.find((k) => k === o.value)} />} />
    </section>
  )
}

function KindOption({ kind }: { kind?: Kind }) {
  const t = useWords(blockWords)
  return kind && <><div>{t.kind[kind]}</div><div className="soft small" style={{ whiteSpace: 'normal' }}>{t.kindWhy[kind]}</div></>
}

// useBlockName gives what a block is called in a list.
export function useBlockName(): (b: Block) => string {
  const t = useWords(blockWords)
  return (b) => { const kind = kinds.find((k) => k === b.kind); return kind ? t.kind[kind] : t.unknown }
}

function Line({ block, spot, page, onChange, chosen, onChoose, faults }: BlockListProps & { block: Block; spot: Spot }) {
  const t = useWords(blockWords)
  const name = useBlockName()(block)
  const undo = useUndoToast()
  const here = chosen?.section === spot.section && chosen.at === spot.at
  const own = faults?.filter((f) => f.field.startsWith(fieldOf(spot))) ?? []
  const shift = (by: -1 | 1, stay: string) => {
    const to = step(page, spot, by)
    if (!to) return
    onChange(move(page, spot, to))
    onChoose(to)
    follow(to, stay)
  }
  const again = () => {
    const to = { section: spot.section, at: spot.at + 1 }
    onChange(add(page, to, { ...block }))
    onChoose(to)
    follow(to, 'line')
  }
  const keys = (e: KeyboardEvent) => {
    if (!here || !e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return
    e.preventDefault()
    shift(e.key === 'ArrowUp' ? -1 : 1, 'line')
  }
  const drop = () => {
    onChange(remove(page, spot))
    onChoose(undefined)
    undo(t.removed(name), () => { onChange(page); onChoose(spot); return Promise.resolve() })
  }
  const words = block.title || block.text?.split('\n')[0]
  return (
    <li className={here ? 'here' : undefined} data-spot={fieldOf(spot)} onKeyDown={keys}>
      <button type="button" className="bare grow" data-stop="line" aria-pressed={here} aria-keyshortcuts={here ? 'Alt+ArrowUp Alt+ArrowDown' : undefined} onClick={() => onChoose(spot)}>
        <span>{name}</span>{words && <span className="soft small"> {words}</span>}
        {own.length > 0 && <span className={own.every((f) => f.warns) ? 'warn small' : 'bad small'}> {own[0]?.text}</span>}
      </button>
      {here && (
        <span className="acts">
          <Button type="text" size="small" icon={<ArrowUpOutlined />} data-stop="up" title={t.moveHint} aria-label={`${t.up}: ${name}`} disabled={!step(page, spot, -1)} onClick={() => shift(-1, 'up')} />
          <Button type="text" size="small" icon={<ArrowDownOutlined />} data-stop="down" title={t.moveHint} aria-label={`${t.down}: ${name}`} disabled={!step(page, spot, 1)} onClick={() => shift(1, 'down')} />
          <Button type="text" size="small" icon={<CopyOutlined />} title={t.again} aria-label={`${t.again}: ${name}`} disabled={page[spot.section].length >= mostBlocks} onClick={again} />
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${t.remove}: ${name}`} onClick={drop} />
        </span>
      )}
    </li>
  )
}

// follow has the focus go where a block went, once it stands there; what cannot be pressed there any more gives it to the block.
function follow(to: Spot, stop: string) {
  setTimeout(() => {
    const line = document.querySelector(`[data-spot="${fieldOf(to)}"]`)
    const at = line?.querySelector<HTMLButtonElement>(`[data-stop="${stop}"]:enabled`) ?? line?.querySelector<HTMLButtonElement>('[data-stop="line"]')
    at?.focus()
  })
}
