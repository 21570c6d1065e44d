import { QrcodeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { Popup } from '@/parts/popup'
import { PhoneCode } from '@/parts/reach'
import { useSay, useWords } from '@/words'
import { editorWords } from './editor-words'

export const inState = (path: string, state: string) => `${path}${path.includes('?') ? '&' : '?'}state=${encodeURIComponent(state)}`

// usePreview gives where the page of what was saved can be looked at, for a quarter of an hour.
export const usePreview = (id: string) => useQuery({ queryKey: ['campaigns', 'preview', id], refetchInterval: 600_000, staleTime: 600_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/preview', { params: { path: { id } }, signal })) })

// Phone shows the page of what was saved, as a customer sees it, in a state of the game. `saves` has it load again. The address holds
// for a quarter of an hour.
export function Phone({ id, saves }: { id: string; saves: number }) {
  const t = useWords(editorWords)
  const say = useSay()
  const [chosen, setChosen] = useState('')
  const preview = usePreview(id)
  const path = preview.data?.path ?? ''
  const options = preview.data?.states.map((s) => ({ value: s.name, label: say(s.title) })) ?? []
  const state = chosen || (options.find((o) => o.value === 'open') ?? options[0])?.value || ''
  return (
    <div className="stack tight handset">
      <div className="row">
        <Select aria-label={t.stateOf} value={state || undefined} onChange={setChosen} options={options} style={{ flex: 1, minWidth: 0 }} disabled={!path} />
        {path && (
          <Popup title={t.scan} content={(
            <div className="stack tight" style={{ width: 240, textAlign: 'center', alignItems: 'center' }}>
              <PhoneCode src={`/api/campaigns/${id}/picture?state=${encodeURIComponent(state)}`} alt={t.scan} size={200} />
              <p className="soft small">{t.scanWhy}</p>
              <a href={inState(path, state)} target="_blank" rel="noreferrer">{t.openIt}</a>
            </div>
          )}><Button icon={<QrcodeOutlined />}>{t.scan}</Button></Popup>
        )}
      </div>
      <div className="screen">
        {path ? <iframe key={saves} title={t.preview} src={inState(path, state)} sandbox="allow-scripts" /> : <p className="soft">{preview.data && t.previewNone}</p>}
      </div>
      <p className="soft small" style={{ textAlign: 'center' }}>{t.previewWhy}</p>
    </div>
  )
}
