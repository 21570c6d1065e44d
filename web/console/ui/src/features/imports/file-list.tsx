import { CheckCircleOutlined, CloseOutlined, FileTextOutlined, LoadingOutlined, WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { bytes, count } from './numbers'
import { useWords } from '@/words'
import { useTrial } from './api'
import { dropDraft, type Draft } from './drafts'
import { DropZone } from './drop'
import { readMapping } from './mapping'
import { kindWord, words } from './words'

interface Props { drafts: readonly Draft[]; current: string; onPick: (id: string) => void; onFiles: (files: File[]) => void }

// FileList is the chosen files with what was found out about each.
export function FileList({ drafts, current, onPick, onFiles }: Props) {
  const t = useWords(words)
  return (
    <section className="card" aria-label={t.files}>
      <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))', gap: 8 }}>
        {drafts.map((d) => <One key={d.id} draft={d} current={d.id === current} onPick={() => onPick(d.id)} />)}
        <div style={{ alignSelf: 'center' }}><DropZone small onFiles={onFiles} /></div>
      </div>
    </section>
  )
}

function One({ draft, current, onPick }: { draft: Draft; current: boolean; onPick: () => void }) {
  const t = useWords(words)
  const trial = useTrial(draft)
  const m = trial.data && readMapping(trial.data.mapping)
  const bad = !!trial.error || !!trial.data?.problem
  return (
    <div className="row" style={{ flexWrap: 'nowrap', padding: '8px 12px', borderRadius: 8, border: `1px solid ${current ? 'var(--accent)' : 'var(--line)'}`, background: current ? 'var(--wash)' : undefined }}>
      <FileTextOutlined aria-hidden="true" style={{ fontSize: 20, color: 'var(--accent)' }} />
      <button type="button" className="bare grow" aria-current={current ? 'true' : undefined} onClick={onPick}>
        <span style={{ display: 'block', overflowWrap: 'anywhere', fontWeight: 600 }}>{draft.file.name}</span>
        <span className="soft small num">{[bytes(draft.file.size), m && kindWord(t, m.kind), trial.data && t.records(count(trial.data.records))].filter(Boolean).join(' · ')}</span>
      </button>
      {trial.isPending ? <LoadingOutlined aria-label={t.looking} /> : bad ? <span className="warn small" style={{ whiteSpace: 'nowrap' }}><WarningOutlined /> {t.trouble}</span> : <span className="good small" style={{ whiteSpace: 'nowrap' }}><CheckCircleOutlined /> {t.ready}</span>}
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${t.remove} ${draft.file.name}`} onClick={() => dropDraft(draft.id)} />
    </div>
  )
}
