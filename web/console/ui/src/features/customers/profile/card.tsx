import { EditOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select, Tag, Tooltip } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Allowed } from '@/parts/feedback'
import { Masked } from '@/parts/masked'
import { useStaffNames, useStoreNames, useTagNames } from '@/parts/names'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import type { Profile } from './data'
import { useUnmerge } from './merged'
import { profileWords } from './words'

// Card is who a person is: accounts, tags, remark, who looks after them, who was merged into them.
export function Card({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  return (
    <Section title={t.card}>
      <div className="stack">
        <Part title={t.accounts}><Identities profile={profile} /></Part>
        <Part title={t.tags}><Tags profile={profile} /></Part>
        <Remark key={profile.person.version} profile={profile} />
        <Assignment key={`a${profile.person.version}`} profile={profile} />
        {profile.merged.length > 0 && <Part title={t.mergedIn}><Merged profile={profile} /></Part>}
      </div>
    </Section>
  )
}

const Part = ({ title, act, children }: { title: string; act?: ReactNode; children: ReactNode }) => <div><div className="row"><h3 className="soft grow">{title}</h3>{act}</div>{children}</div>

function Identities({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const kind: Record<string, string> = t.kind
  if (profile.identities.length === 0) return <p className="soft">{t.noAccounts}</p>
  const reveal = (id: string) => async () => {
    const full = await ask(api.POST('/api/customers/{id}/reveal', { params: { path: { id: profile.person.id } } }))
    return full.identities.find((i) => i.id === id)?.value
  }
  return (
    <ul className="plain stack" style={{ gap: 4 }}>
      {profile.identities.map((i) => (
        <li key={i.id} className="row" style={{ flexWrap: 'nowrap' }}>
          <span className="grow">{kind[i.kind] ?? i.kind}{i.space && <span className="soft small"> {i.space}</span>}</span>
          <Masked masked={i.value} reveal={reveal(i.id)} />
        </li>
      ))}
    </ul>
  )
}

function Tags({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const may = useMay()('customer.edit') && !profile.erased_at
  const names = useTagNames()
  const act = useAct()
  const toast = useUndoToast()
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const people = [profile.person.id]
  const has = profile.person.tags.map((x) => (x.family ? `${x.family}/${x.name}` : x.name))
  const again = () => queries.invalidateQueries({ queryKey: ['customers'] })
  const put = (tags: string[]) => ask(api.POST('/api/tags/put', { body: { people, tags } }))
  const take = (tags: string[]) => ask(api.POST('/api/tags/take', { body: { people, tags } }))
  const add = async (tag: string) => {
    const name = tag.trim()
    setAdding(false)
    if (!name || has.includes(name) || !await act(() => put([name]))) return
    void again()
    void queries.invalidateQueries({ queryKey: ['tags'] })
    toast(t.tagged(name), async () => { await take([name]); await again() })
  }
  const drop = async (name: string) => {
    if (!await act(() => take([name]))) return
    void again()
    toast(t.untagged(name), async () => { await put([name]); await again() })
  }
  return (
    <div className="row" style={{ gap: 4, marginTop: 4 }}>
      {has.map((name) => <Tag key={name} closable={may} onClose={(e) => { e.preventDefault(); void drop(name) }}>{name}</Tag>)}
      {has.length === 0 && !may && <span className="soft">{t.noTags}</span>}
      {may && (adding
        ? <Select autoFocus defaultOpen size="small" style={{ width: 180 }} mode="tags" maxCount={1} aria-label={t.addTag} options={names.names.filter((n) => !has.includes(n)).map((value) => ({ value, label: value }))}
            onChange={(v: string[]) => { if (v[0]) void add(v[0]) }} onBlur={() => setAdding(false)} />
        : <Button size="small" type="dashed" onClick={() => setAdding(true)}>{t.addTag}</Button>)}
    </div>
  )
}

function Remark({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const { id, version, remark } = profile.person
  const act = useAct()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<string>()
  const save = async () => {
    if (await act(() => ask(api.PUT('/api/customers/{id}/remark', { params: { path: { id } }, body: { version, remark: draft ?? '' } })), t.saved)) {
      await queries.invalidateQueries({ queryKey: ['customers'] })
      setDraft(undefined)
    }
  }
  const edit = !profile.erased_at && draft === undefined && <Allowed to="customer.edit" quiet><Button type="text" size="small" icon={<EditOutlined />} aria-label={`${t.edit} ${t.remark}`} onClick={() => setDraft(remark)} /></Allowed>
  return (
    <Part title={t.remark} act={edit}>
      {draft === undefined ? <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{remark || <span className="soft">{t.noRemark}</span>}</p> : (
        <div className="stack tight">
          <Input.TextArea value={draft} onChange={(e) => setDraft(e.target.value)} autoFocus autoSize={{ minRows: 3 }} maxLength={2000} aria-label={t.remark} />
          <div className="row"><Button size="small" type="primary" onClick={() => void save()}>{t.save}</Button><Button size="small" onClick={() => setDraft(undefined)}>{t.cancel}</Button></div>
        </div>
      )}
    </Part>
  )
}

function Assignment({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const { id, version, store_id, staff_id } = profile.person
  const stores = useStoreNames()
  const staff = useStaffNames()
  const act = useAct()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<{ store_id: string; staff_id: string }>()
  const save = async () => {
    if (draft && await act(() => ask(api.PUT('/api/customers/{id}/assignment', { params: { path: { id } }, body: { version, ...draft } })), t.saved)) {
      await queries.invalidateQueries({ queryKey: ['customers'] })
      setDraft(undefined)
    }
  }
  const edit = !profile.erased_at && !draft && <Allowed to="customer.edit" quiet><Button type="text" size="small" icon={<EditOutlined />} aria-label={`${t.edit} ${t.assignment}`} onClick={() => setDraft({ store_id, staff_id })} /></Allowed>
  return (
    <Part title={t.assignment} act={edit}>
      {!draft ? <p>{store_id ? stores.nameOf(store_id) : t.noStore} · {staff_id ? staff.nameOf(staff_id) : t.noStaff}</p> : (
        <div className="stack tight">
          <Select value={draft.store_id || undefined} onChange={(v: string | undefined) => setDraft({ ...draft, store_id: v ?? '' })} options={stores.options} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t.noStore} aria-label={t.store} />
          <Select value={draft.staff_id || undefined} onChange={(v: string | undefined) => setDraft({ ...draft, staff_id: v ?? '' })} options={staff.options} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t.noStaff} aria-label={t.staff} />
          <div className="row"><Button size="small" type="primary" onClick={() => void save()}>{t.save}</Button><Button size="small" onClick={() => setDraft(undefined)}>{t.cancel}</Button></div>
        </div>
      )}
    </Part>
  )
}

// Merged lists the records that read as this person; each keeps its accounts, by which it is told.
function Merged({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const unmerge = useUnmerge()
  const kind: Record<string, string> = t.kind
  return (
    <ul className="plain stack" style={{ gap: 4 }}>
      {profile.merged.map((id, i) => {
        const theirs = profile.identities.filter((x) => x.owner === id).map((x) => `${kind[x.kind] ?? x.kind} ${x.value}`)
        return (
          <li key={id} className="row" style={{ flexWrap: 'nowrap' }}>
            <span className="grow num">{theirs.join(' · ') || t.recordNo(i + 1)}</span>
            <Allowed to="customer.edit" quiet><Tooltip title={t.unmergeWhy}><Button size="small" onClick={() => void unmerge(id)}>{t.unmerge}</Button></Tooltip></Allowed>
          </li>
        )
      })}
    </ul>
  )
}
