import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef } from 'react'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import type { Account } from './wecom'
import { wecomWords } from './wecom-words'

// DomainFile takes the file by which WeCom verifies the domain.
export function DomainFile({ now, onChanged }: { now: Account; onChanged: () => Promise<void> }) {
  const t = useWords(wecomWords)
  const act = useAct()
  const input = useRef<HTMLInputElement>(null)
  const upload = async (file: File | undefined) => {
    if (!file) return
    const content = await file.slice(0, 1000).text()
    if (await act(() => ask(api.PUT('/api/wecom/domain', { body: { name: file.name, content } })), t.uploaded)) await onChanged()
    if (input.current) input.current.value = ''
  }
  const remove = async () => { if (await act(() => ask(api.DELETE('/api/wecom/domain')), t.removed)) await onChanged() }
  return (
    <div className="row">
      <span className="grow">{now.domain_file ? <a href={`/${now.domain_file}`} target="_blank" rel="noreferrer">{now.domain_file}</a> : <span className="soft">{t.noDomain}</span>}</span>
      <input ref={input} type="file" accept=".txt,text/plain" hidden onChange={(e) => void upload(e.target.files?.[0])} />
      <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>{now.domain_file ? t.replace : t.upload}</Button>
      {now.domain_file && <Button type="text" danger onClick={() => void remove()}>{t.remove}</Button>}
    </div>
  )
}
