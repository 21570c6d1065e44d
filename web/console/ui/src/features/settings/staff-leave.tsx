import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Modal, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Staff } from '@/api/types'
import { count, total } from '@/format'
import { ErrorState, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { to } from '@/paths'
import { useWords } from '@/words'
import { pageWords } from './page-words'
import { words } from './words'

const mostTasks = 200

// StaffLeave ends somebody's work here, after their people and open tasks went to somebody else.
export function StaffLeave({ who, onClose }: { who: Staff | undefined; onClose: () => void }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const queries = useQueryClient()
  const staff = useStaffNames()
  const [heir, setHeir] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const theirs = useQuery({ queryKey: ['staff', 'theirs', who?.id], enabled: !!who, queryFn: () => whatTheyHave(who?.id ?? '') })
  const close = () => { setHeir(undefined); setFault(undefined); onClose() }
  const run = async () => {
    if (!who || !theirs.data) return
    setBusy(true)
    setFault(undefined)
    try {
      if (heir) await handOver(who.id, heir, theirs.data)
      await ask(api.POST('/api/staff/{id}/leave', { params: { path: { id: who.id } }, body: { version: who.version } }))
      await queries.invalidateQueries()
      close()
    } catch (error) {
      setFault(asProblem(error).say())
    } finally {
      setBusy(false)
    }
  }
  const has = theirs.data && (theirs.data.people > 0 || theirs.data.tasks.length > 0)
  return (
    <Modal open={!!who} title={who && t.leaveTitle(who.name)} onCancel={close} cancelText={w.cancel} okText={heir ? t.handOverAndLeave : t.leave} okButtonProps={{ danger: true, disabled: !theirs.data }} confirmLoading={busy} onOk={() => void run()} destroyOnHidden>
      <div className="stack tight">
        <p>{t.leaveWhat}</p>
        {theirs.error ? <ErrorState small error={theirs.error} retry={() => void theirs.refetch()} /> : !theirs.data ? <Skeleton lines={2} /> : (
          <>
            <p><strong>{t.theyHave(total(theirs.data.people, theirs.data.more), count(theirs.data.tasks.length))}</strong></p>
            {has && (
              <>
                <label htmlFor="heir">{t.handOverTo}</label>
                <Select id="heir" aria-label={t.handOverTo} value={heir} onChange={setHeir} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t.nobodyYet} options={staff.options.filter((o) => o.value !== who?.id)} />
                <p className="soft small">{heir ? t.handOverWhat : t.noHeir}</p>
                {who && <p><A to={`${to.settings('succession')}?begin=${who.id}`}>{t.succession}</A></p>}
              </>
            )}
          </>
        )}
        {fault && <Alert type="error" showIcon title={fault} role="alert" />}
      </div>
    </Modal>
  )
}

interface Theirs { people: number; more: boolean; tasks: string[] }

async function whatTheyHave(id: string): Promise<Theirs> {
  const [people, tasks] = await Promise.all([
    ask(api.GET('/api/customers', { params: { query: { staff_id: id, limit: 1 } } })),
    ask(api.GET('/api/tasks', { params: { query: { staff_id: id, limit: mostTasks } } })),
  ])
  return { people: people.total, more: people.more, tasks: tasks.items.map((x) => x.id) }
}

// handOver gives the people away in one act of the server, which goes on in the background where they are many.
async function handOver(from: string, heir: string, theirs: Theirs) {
  if (theirs.people > 0) await ask(api.POST('/api/customers/bulk', { body: { act: 'assign', staff_id: heir, filter: { staff_id: from } } }))
  for (const id of theirs.tasks) await ask(api.POST('/api/tasks/{id}/hand-over', { params: { path: { id } }, body: { staff_id: heir } }))
}
