import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, MinusCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Schema } from '@/api/types'
import { useSay, useWords } from '@/words'
import { wecomWords } from './wecom-words'

export type Check = Schema<'WecomCheck'>

const signs: Record<Check['state'], ReactNode> = {
  ok: <CheckCircleFilled className="good" aria-hidden="true" />,
  wrong: <CloseCircleFilled className="bad" aria-hidden="true" />,
  warning: <ExclamationCircleFilled className="warn" aria-hidden="true" />,
  skipped: <MinusCircleOutlined className="soft" aria-hidden="true" />,
}

// Checks are the lines of an examination that belong to a step: how each value stands and what to do about it.
export function Checks({ of, all }: { of: readonly string[]; all: readonly Check[] | undefined }) {
  const t = useWords(wecomWords)
  const say = useSay()
  const shown = of.map((name) => all?.find((c) => c.name === name)).filter((c) => c !== undefined)
  const names: Record<string, string> = t.names
  if (shown.length === 0) return null
  return (
    <ul className="plain stack tight" style={{ borderTop: '1px solid var(--line)', paddingTop: 12, marginTop: 12 }}>
      {shown.map((c) => (
        <li key={c.name} className="row top" style={{ flexWrap: 'nowrap' }} data-check={c.name} data-state={c.state}>
          <span style={{ lineHeight: '22px' }}>{signs[c.state]}</span>
          <div className="grow" style={{ overflowWrap: 'anywhere' }}>
            <strong>{names[c.name] ?? c.name}</strong> <span className="soft small">{t.states[c.state]}</span>
            <p className={c.state === 'skipped' ? 'soft' : undefined}>{say(c.found)}</p>
            {say(c.remedy) && <p><strong>{t.todo}</strong>{say(c.remedy)}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}
