import { CloudUploadOutlined, RetweetOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { share } from '@/format'
import { Allowed } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import type { Walk } from './walk'
import { words } from './words'

// DataStep offers the two ways to numbers: one's own file, or the demo where there is one.
export function DataStep({ onBack, onDone }: Walk) {
  const t = useWords(words)
  const go = useGo()
  const demo = useQuery({
    queryKey: ['demo'], queryFn: ({ signal }) => ask(api.GET('/api/demo', { signal })),
    refetchInterval: (q) => (q.state.data?.state === 'pouring' ? 3000 : false),
  })
  const state = demo.data?.state ?? 'none'
  const there = state === 'ready' || state === 'pouring'
  return (
    <Section title={t.dataTitle} note={t.dataWhy}>
      <div className="cards">
        <Way icon={<CloudUploadOutlined />} title={t.importTitle} why={t.importWhy} act={<Allowed to="import.run" quiet><Button onClick={() => go(to.newImport())}>{t.importAct}</Button></Allowed>} />
        <Way icon={<RetweetOutlined />} title={t.demoTitle} why={state === 'pouring' ? t.demoPouring(share((demo.data?.percent ?? 0) / 100, 0)) : there ? t.demoReady : t.demoNone} act={there && <Button onClick={onDone}>{t.demoAct}</Button>} />
      </div>
      <div className="row" style={{ marginTop: 24 }}><Button onClick={onBack}>{t.back}</Button><span className="grow" /><Button type="text" onClick={onDone}>{t.later}</Button></div>
    </Section>
  )
}

const Way = ({ icon, title, why, act }: { icon: ReactNode; title: string; why: string; act: ReactNode }) => (
  <div className="card stack tight"><h3 className="row">{icon}{title}</h3><p className="soft grow">{why}</p><div>{act}</div></div>
)
