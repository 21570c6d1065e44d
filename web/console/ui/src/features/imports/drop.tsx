import { InboxOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState, type DragEvent } from 'react'
import { useWords } from '@/words'
import { words } from './words'

const accepted = '.csv,.tsv,.txt,.xlsx,.gz'

// DropZone takes files, dropped or chosen; small, it is a button.
export function DropZone({ onFiles, small }: { onFiles: (files: File[]) => void; small?: boolean }) {
  const t = useWords(words)
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => { if (list) onFiles([...list]) }
  const drop = (e: DragEvent) => { e.preventDefault(); setOver(false); take(e.dataTransfer.files) }
  const chooser = <input ref={input} type="file" multiple accept={accepted} aria-label={t.pick} tabIndex={-1} className="sr" onChange={(e) => { take(e.target.files); e.target.value = '' }} />
  if (small) return <>{chooser}<Button icon={<PlusOutlined />} onClick={() => input.current?.click()}>{t.dropMore}</Button></>
  return (
    <div onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
      {chooser}
      <button type="button" className="bare" onClick={() => input.current?.click()}
        style={{ width: '100%', border: `2px dashed ${over ? 'var(--accent)' : 'var(--edge)'}`, background: over ? 'var(--wash)' : 'var(--card)', borderRadius: 12 }}>
        <span className="vacant">
          <InboxOutlined aria-hidden="true" style={{ fontSize: 44, color: 'var(--accent)' }} />
          <strong style={{ fontSize: 16 }}>{t.drop}</strong>
          <span className="soft">{t.dropWhy}</span>
        </span>
      </button>
    </div>
  )
}
