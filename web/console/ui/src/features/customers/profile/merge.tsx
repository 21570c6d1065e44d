import { Input, Modal } from 'antd'
import { useState } from 'react'
import { count, date, moment, money } from '@/format'
import { Loaded } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { useCalled } from '@/parts/person'
import { to } from '@/paths'
import { useWords } from '@/words'
import { PersonPick } from '../people'
import { useScale } from '../scales'
import { useKnown, useProfile, useStanding, type Profile } from './data'
import { useMerge } from './merged'
import { profileWords } from './words'

// MergeWindow finds the twin of a person, shows both side by side and makes this one read as the other.
export function MergeWindow({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const t = useWords(profileWords)
  const go = useGo()
  const merge = useMerge()
  const [twin, setTwin] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const well = await merge(profile.person.id, twin, reason)
    setBusy(false)
    if (well) { onClose(); go(to.customer(twin)) }
  }
  return (
    <Modal open title={t.mergeTitle} width={720} onCancel={onClose} okText={t.mergeAct} cancelText={t.cancel} confirmLoading={busy} okButtonProps={{ disabled: !twin }} onOk={() => void run()}>
      <div className="stack">
        <p className="soft">{t.mergeWhy}</p>
        <PersonPick value={twin} onChange={setTwin} label={t.findTwin} without={profile.person.id} />
        {twin && <SideBySide from={profile.person.id} into={twin} />}
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} placeholder={t.reasonOptional} aria-label={t.reason} />
      </div>
    </Modal>
  )
}

// SideBySide compares two records line by line; what differs is said with a sign, not by colour alone.
export function SideBySide({ from, into }: { from: string; into: string }) {
  const t = useWords(profileWords)
  const a = useProfile(from)
  const b = useProfile(into)
  return <Loaded query={a}>{(one) => <Loaded query={b}>{(other) => <Compare one={one} other={other} headings={[t.mergeFrom, t.mergeInto]} />}</Loaded>}</Loaded>
}

function Compare({ one, other, headings }: { one: Profile; other: Profile; headings: [string, string] }) {
  const t = useWords(profileWords)
  const left = useLines(one)
  const right = useLines(other)
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.compare}>
      <table>
        <thead><tr><th scope="col"><span className="sr">{t.compare}</span></th><th scope="col">{headings[0]}</th><th scope="col">{headings[1]}</th></tr></thead>
        <tbody>
          {left.map((line, i) => {
            const same = line.text === right[i]?.text
            return <tr key={line.title}><th scope="row">{line.title}</th><td style={{ whiteSpace: 'normal' }}>{line.text}</td><td style={{ whiteSpace: 'normal' }}>{right[i]?.text}{!same && <Differs />}</td></tr>
          })}
        </tbody>
      </table>
    </div>
  )
}

const Differs = () => <span className="warn" aria-hidden="true"> ≠</span>

function useLines(p: Profile): { title: string; text: string }[] {
  const t = useWords(profileWords)
  const scale = useScale()
  const stores = useStoreNames()
  const staff = useStaffNames()
  const known = useKnown(p.person.id).data
  const standing = useStanding(p.person.id).data
  const kind: Record<string, string> = t.kind
  const called = useCalled()
  return [
    { title: t.name, text: called(p.person.id, p.person.name) },
    { title: t.accounts, text: p.identities.map((i) => `${kind[i.kind] ?? i.kind} ${i.value}`).join(t.comma) || '—' },
    { title: t.own, text: known ? money(known.spent) : '—' },
    { title: t.orders, text: known ? count(known.orders) : '—' },
    { title: t.ladderTitle, text: standing?.ladder.word.code ? scale.say('ladder', standing.ladder.word.code) : '—' },
    { title: t.tags, text: p.person.tags.map((x) => x.name).join(t.comma) || '—' },
    { title: t.store, text: stores.nameOf(p.person.store_id) },
    { title: t.staff, text: staff.nameOf(p.person.staff_id) },
    { title: t.channel, text: p.person.channel || '—' },
    { title: t.added, text: date(p.person.added_at) },
    { title: t.created, text: moment(p.person.created_at) },
  ]
}
