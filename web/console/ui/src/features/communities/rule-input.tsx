import { Button, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { count } from '@/format'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { planWords } from './words'

// RuleInput takes a rule and tells for how many customers it holds now.
export function RuleInput({ id, value, onChange }: { id?: string; value?: string; onChange?: (v: string) => void }) {
  const t = useWords(planWords)
  const act = useAct()
  const [found, setFound] = useState<number>()
  const tryIt = async () => {
    setFound(undefined)
    await act(async () => { setFound((await ask(api.POST('/api/segments/try', { body: { rule: value ?? '', people: 1 } }))).count) })
  }
  return (
    <>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <Input id={id} value={value} onChange={(e) => { setFound(undefined); onChange?.(e.target.value) }} maxLength={4000} style={{ fontFamily: 'ui-monospace, monospace' }} />
        <Button disabled={!value?.trim()} onClick={() => void tryIt()}>{t.tryGate}</Button>
      </div>
      {found !== undefined && <p className="small" role="status">{t.holds(count(found))}</p>}
    </>
  )
}
