import { Button } from 'antd'
import { useRef, useState } from 'react'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { words } from './words'

// PictureField uploads the picture of a block; its value is the picture's key.
export function PictureField({ id, value, onChange }: { id: string; value: string; onChange: (key: string) => void }) {
  const t = useWords(words)
  const act = useAct()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const upload = async (file: File) => {
    setBusy(true)
    // The bytes themselves are the body; the description can only say text.
    await act(async () => onChange((await ask(api.POST('/api/pictures', { body: file as unknown as string, bodySerializer: () => file, headers: { 'Content-Type': 'application/octet-stream' } }))).key))
    setBusy(false)
  }
  return (
    <div className="stack tight">
      {value && <img src={`/p/${value}`} alt="" style={{ maxWidth: '100%', maxHeight: 160, objectFit: 'contain', borderRadius: 8 }} />}
      <input ref={input} type="file" accept="image/png,image/jpeg" hidden aria-label={t.upload} onChange={(e) => { const file = e.target.files?.[0]; e.target.value = ''; if (file) void upload(file) }} />
      <div className="row">
        <Button id={id} loading={busy} onClick={() => input.current?.click()}>{value ? t.replace : t.upload}</Button>
        {value && <Button type="text" onClick={() => onChange('')}>{t.without}</Button>}
      </div>
      <p className="soft small">{t.uploadHint}</p>
    </div>
  )
}
