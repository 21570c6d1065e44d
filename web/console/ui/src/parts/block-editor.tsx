import { useState } from 'react'
import { useWords } from '@/words'
import { BlockForm, type PictureInput } from './block-form'
import { BlockList } from './block-list'
import { blockWords } from './block-words'
import { blockOf, fieldOf, put, type BlockFault, type Kind, type PageJson, type Spot } from './blocks'

interface Props {
  value: PageJson
  onChange: (page: PageJson) => void
  offered: readonly Kind[] // the kinds that may be added
  faults?: readonly BlockFault[]
  picture?: PictureInput
}

// faultsOf gives what is wrong with the block at a spot, field by field.
export const faultsOf = (faults: readonly BlockFault[] | undefined, s: Spot): BlockFault[] =>
  (faults ?? []).filter((f) => f.field.startsWith(fieldOf(s))).map((f) => ({ ...f, field: f.field.slice(fieldOf(s).length + 1) }))

// BlockEditor edits a page by itself: its blocks, and beside them the properties of the chosen one. A page with a preview in
// between takes BlockList and BlockForm.
export function BlockEditor({ value, onChange, offered, faults, picture }: Props) {
  const t = useWords(blockWords)
  const [chosen, setChosen] = useState<Spot>()
  const block = blockOf(value, chosen)
  return (
    <div className="split">
      <BlockList page={value} onChange={onChange} offered={offered} chosen={chosen} onChoose={setChosen} faults={faults} />
      {block && chosen ? <BlockForm block={block} onChange={(b) => onChange(put(value, chosen, b))} offered={offered} picture={picture} faults={faultsOf(faults, chosen)} /> : <p className="soft">{t.choose}</p>}
    </div>
  )
}
