import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, decimal, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty } from '@/parts/feedback'
import { A, PersonLink } from '@/parts/link'
import { useCalled } from '@/parts/person'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useScale } from './scales'
import { ladderWords } from './words'

type Seed = Schema<'SeedView'>
type Step = 'invite' | 'train' | 'activate' | 'retire'

const fields = { seed: choice(['', 'candidate', 'invited', 'training', 'active', 'retired'], '') }
const limit = 200

// The steps that lead on from a state; retiring is for good.
const stepsFrom: Record<string, Step[]> = { candidate: ['invite', 'retire'], invited: ['train', 'activate', 'retire'], training: ['activate', 'retire'], active: ['retire'], retired: [] }

// Seeds is the pool of seed users and the candidates for it, the best score first.
export function Seeds() {
  const t = useWords(ladderWords)
  const scale = useScale()
  const [{ seed }, set] = useQueryState(fields)
  const seeds = useQuery({ queryKey: ['seeds', seed], queryFn: () => ask(api.GET('/api/seeds', { params: { query: { state: seed || undefined, limit } } })) })
  const [moving, setMoving] = useState<{ seed: Seed; step: Step }>()
  const columns = useColumns((one, step) => setMoving({ seed: one, step }))
  const pick = (
    <div className="bars">
      <h2 className="grow">{t.seeds}</h2>
      <Select value={seed || undefined} onChange={(v: string | undefined) => set({ seed: fields.seed.read(v ?? '') })} options={scale.options('seed')} placeholder={t.allStates} aria-label={t.allStates} allowClear style={{ minWidth: 140 }} />
    </div>
  )
  return (
    <>
      <ResourceTable<Seed> name="seeds" label={t.seeds} columns={columns} rowKey={(s) => s.person.id} query={seeds} page="" onPage={() => undefined} filters={pick}
        empty={<Empty title={seed ? t.noneInState : t.noSeeds} why={seed ? undefined : t.noSeedsWhy} action={seed ? <Button onClick={() => set({ seed: '' })}>{t.allStates}</Button> : <A to={to.metric('seeds')}>{t.howNamed}</A>} />} />
      {moving && <Move {...moving} onClose={() => setMoving(undefined)} />}
    </>
  )
}

function useColumns(move: (seed: Seed, step: Step) => void): Col<Seed>[] {
  const t = useWords(ladderWords)
  const scale = useScale()
  return [
    { key: 'name', title: t.name, fixed: true, cell: (s) => <PersonLink id={s.person.id} name={s.person.name} /> },
    { key: 'state', title: t.state, cell: (s) => <Tag>{scale.say('seed', s.state)}</Tag> },
    { key: 'score', title: t.score, number: true, cell: (s) => decimal(s.score, 1) },
    { key: 'reach', title: t.reach, number: true, cell: (s) => count(s.reach) },
    { key: 'activity', title: t.activity, number: true, cell: (s) => count(s.activity) },
    { key: 'own', title: t.own, number: true, cell: (s) => money(s.own) },
    { key: 'why', title: t.why, cell: (s) => s.reasons.join(' · ') || '—' },
    { key: 'acts', title: t.next, cell: (s) => <Allowed to="customer.edit" quiet><span className="row" style={{ gap: 4 }}>{(stepsFrom[s.state] ?? []).map((step) => <Button key={step} size="small" onClick={() => move(s, step)}>{t.step[step]}</Button>)}</span></Allowed> },
  ]
}

function Move({ seed, step, onClose }: { seed: Seed; step: Step; onClose: () => void }) {
  const t = useWords(ladderWords)
  const act = useAct()
  const queries = useQueryClient()
  const called = useCalled()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const go = async () => {
    setBusy(true)
    const well = await act(() => ask(api.POST('/api/customers/{id}/seed', { params: { path: { id: seed.person.id } }, body: { step, reason } })), t.moved)
    setBusy(false)
    if (!well) return
    await queries.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'seeds' || q.queryKey[0] === 'customers' })
    onClose()
  }
  return (
    <Modal open title={t.moveTitle(t.step[step], called(seed.person.id, seed.person.name))} onCancel={onClose} okText={t.step[step]} cancelText={t.cancel} confirmLoading={busy} okButtonProps={{ danger: step === 'retire' }} onOk={() => void go()}>
      <div className="stack tight">
        <p className="soft">{t.stepWhy[step]}</p>
        <Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} rows={2} placeholder={t.reason} aria-label={t.reason} />
      </div>
    </Modal>
  )
}
